"""The documents that leave the planner, the same in CLI, API and files.

``PlanDocument`` is version 1 of the plan document; its JSON Schema is shipped in
``data/schemas/`` and written by ``make schemas``. Optional keys are always present, null or
empty where there is nothing to say; no NaN and no Infinity ever.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

PLAN_SCHEMA: Final = "corridor-planner/plan/1"


class Document(BaseModel):
    """Base of all documents: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True)

    def to_json(self) -> str:
        """Return the document as JSON text, keys as in the contract."""
        return self.model_dump_json(by_alias=True, indent=2)


class PlaceDoc(Document):
    """A place of a step."""

    id: str | None = Field(description="id in the tables; null for a spot on the way")
    name: str
    name_local: str = ""
    country: str = Field(description="ISO 3166-1 alpha-2")
    lon: float
    lat: float
    tz: str = Field(description="IANA zone")


class SourceDoc(Document):
    """Where a number comes from."""

    table: str
    row_id: str
    text: str
    as_of: str
    confidence: Literal["published", "derived", "estimate"]


class MessageDoc(Document):
    """A text for people, with the id and values it was made from."""

    id: str
    text: str
    values: dict[str, Any] = Field(default_factory=dict)


class RemedyDoc(Document):
    """A ready change of the request that would help."""

    text: str
    change: dict[str, Any]


class LegDoc(Document):
    """One step of a plan."""

    kind: Literal[
        "road", "rail", "ferry", "air", "queue", "crossing", "transfer", "rest", "wait", "visit", "meal", "night"
    ]
    mode: Literal["road", "rail", "ferry", "air"] | None
    origin: PlaceDoc = Field(alias="from")
    destination: PlaceDoc = Field(alias="to")
    start: datetime
    end: datetime
    distance_m: float
    time_s: int
    cost_usd: float
    cost: dict[str, float]
    co2e_kg: float
    crossing_id: str | None
    service_id: str | None
    note: MessageDoc | None = None
    papers: list[str] = Field(default_factory=list)
    sources: list[SourceDoc]
    warnings: list[MessageDoc]
    geometry: list[tuple[float, float]]


class TotalsDoc(Document):
    """Sums over the legs; ``crossings`` and ``transfers`` are counts."""

    time_s: int
    cost_usd: float
    co2e_kg: float
    distance_m: float
    crossings: int
    transfers: int


class ReliabilityDoc(Document):
    """Sampled total time; no sum."""

    p10_s: int
    p50_s: int
    p90_s: int
    p_deadline: float | None
    main_cause: MessageDoc | None


class PlanDoc(Document):
    """One plan among the answers."""

    id: str
    label: str
    why: str
    totals: TotalsDoc
    reliability: ReliabilityDoc
    cost: dict[str, float]
    warnings: list[MessageDoc]
    legs: list[LegDoc]


class NetworkDoc(Document):
    """The network a plan was made on."""

    name: str
    data_version: str
    attribution: list[str]


class RouteDetail(Document):
    """Details of kind ``route``.

    ``arcs`` names the arcs used, per plan, so that the checker can walk them again. ``snaps``
    tells for each end and stop given as a coordinate how far the network is.
    """

    arcs: list[list[str]]
    snaps: list[dict[str, Any]] = Field(default_factory=list)
    stop_order: list[int] = Field(default_factory=list, description="positions in request.via, in the order visited")
    stops_after: list[int] = Field(default_factory=list, description="arcs done when each stop is reached")
    optimizer: dict[str, Any] | None = None


class FrontDoc(Document):
    """What a way that no other beats amounts to."""

    time_s: float
    cost_usd: float
    co2e_kg: float
    transfers: float = Field(description="changes of vehicle or layer")


class CorridorsDetail(RouteDetail):
    """Details of kind ``corridors``: those of routes, and the set that the plans were chosen from."""

    criteria: list[str]
    epsilon: float = Field(description="0 for the whole set; else each way left out is so much worse at most")
    front: list[FrontDoc] = Field(description="all ways that no other beats in the criteria, earliest first")


class PlanDocument(Document):
    """The answer to a planning request."""

    schema_id: Literal["corridor-planner/plan/1"] = Field(default=PLAN_SCHEMA, alias="schema")
    kind: Literal["route", "corridors"]
    network: NetworkDoc
    request: dict[str, Any]
    status: Literal["optimal", "feasible", "no_plan"]
    reason: MessageDoc | None = None
    blocked: list[MessageDoc] = Field(default_factory=list)
    remedies: list[RemedyDoc] = Field(default_factory=list)
    bound: float | None = None
    gap: float | None = None
    warnings: list[MessageDoc] = Field(default_factory=list)
    plans: list[PlanDoc]
    route: RouteDetail | None = None
    corridors: CorridorsDetail | None = None

    @property
    def detail(self) -> RouteDetail | None:
        """Details of the document's own kind."""
        return self.route or self.corridors


class ProblemDocument(Document):
    """An error as a problem object (RFC 9457); keys that say nothing are left out."""

    type: str = Field(description="urn:corridor-planner:<code>")
    title: str
    code: str = Field(description="kind of error, such as invalid_input, unknown_name or data_fault")
    detail: str = ""
    status: int | None = Field(default=None, description="HTTP status, from the web")
    exit_code: int | None = Field(default=None, description="exit code, from the command line")
    what: str = Field(default="", description="what was wrong: an option, a field, a file")
    value: str = Field(default="", description="the value that was given")
    rule: str = Field(default="", description="the rule that it breaks")
    remedy: str = Field(default="", description="what to do about it")
    candidates: list[str] = Field(default_factory=list, description="the nearest or all fitting names")
    id: str = Field(default="", description="name under which details of a defect were logged")
