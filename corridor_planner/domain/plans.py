"""Plans: a route as a person would tell it, step by step, with its times, prices and sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from corridor_planner.domain.facts import Source
from corridor_planner.domain.places import Place
from corridor_planner.domain.words import CostKind, LegKind, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text for people as an id with values; it becomes words in ``messages``."""

    id: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLeg:
    """One step of a plan.

    Attributes
    ----------
    start, end
        Aware instants; each leg starts when the one before ends.
    distance_m, time_s, cost_usd, co2e_kg
        Of this step alone; ``cost_usd`` is the sum of ``cost``.
    crossing_id, service_id
        Ids in the tables, or "".
    geometry
        (lon, lat) points in travel order; empty for steps at one spot.
    """

    kind: LegKind
    mode: Mode | None
    origin: Place
    destination: Place
    start: datetime
    end: datetime
    distance_m: float = 0.0
    cost: Mapping[CostKind, float] = field(default_factory=dict)
    co2e_kg: float = 0.0
    crossing_id: str = ""
    service_id: str = ""
    note: Message | None = None
    papers: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    warnings: tuple[Message, ...] = ()
    geometry: tuple[tuple[float, float], ...] = ()

    @property
    def time_s(self) -> int:
        """Duration in whole seconds, clock changes of the zone allowed for."""
        return round(self.end.timestamp() - self.start.timestamp())

    @property
    def cost_usd(self) -> float:
        """All money of this step."""
        return sum(self.cost.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Sampled total time; no sum of the legs' quantiles."""

    p10_s: int
    p50_s: int
    p90_s: int
    p_deadline: float | None
    main_cause: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePlan:
    """One way through the network, told as legs.

    ``arc_keys`` names the arcs of the network that were used, so that a checker can walk them
    again; ``stop_order`` is the order of the via places.
    """

    id: str
    label: str
    why: Message
    legs: tuple[PlanLeg, ...]
    reliability: Reliability
    arc_keys: tuple[str, ...]
    stop_order: tuple[int, ...] = ()
    warnings: tuple[Message, ...] = ()

    @property
    def time_s(self) -> int:
        """Sum of the legs, which is also arrival less departure."""
        return sum(leg.time_s for leg in self.legs)

    @property
    def cost_usd(self) -> float:
        """Sum of the legs."""
        return sum(leg.cost_usd for leg in self.legs)

    @property
    def co2e_kg(self) -> float:
        """Sum of the legs."""
        return sum(leg.co2e_kg for leg in self.legs)

    @property
    def distance_m(self) -> float:
        """Sum of the legs."""
        return sum(leg.distance_m for leg in self.legs)

    def count(self, kind: LegKind) -> int:
        """Return how many legs are of a kind."""
        return sum(leg.kind is kind for leg in self.legs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A ready change of the request: the option to set and its value."""

    message: Message
    change: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPlan:
    """The answer that no plan exists: why, what blocks, and what would help."""

    reason: Message
    blocked: tuple[Message, ...] = ()
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What an independent checker found wrong in a plan."""

    rule: str
    where: str
    claimed: str
    found: str
