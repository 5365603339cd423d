"""What a benchmark writes: rows, and the document that holds them.

The JSON is a contract (``corridor-planner/benchmark/1``): keys may be added, none changes its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from enum import Enum
from typing import Any, Final

SCHEMA: Final = "corridor-planner/benchmark/1"
OURS: Final = "corridor-planner"


class Status(Enum):
    """What became of a case."""

    MEASURED = "measured"
    SKIPPED = "skipped"  # the note says why
    FAILED = "failed"  # a wrong answer, or no answer; the note says which


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement of one solver.

    Attributes
    ----------
    name
        The case, or ``case:part`` where it has several rows, as ``--only`` takes it.
    what
        What was run, in words.
    solver
        ``corridor-planner`` or the name of a peer; a peer has a row of its own.
    size
        Counts that tell how large the task was, such as nodes, arcs, bytes.
    seconds, seconds_p95
        Median and 95th percentile over ``runs``; None when nothing was measured.
    peak_memory_mb
        Peak resident memory of the process that did the work, everything it had loaded included.
    peer, peer_seconds
        In a row of ours the fastest peer of the case and its median; in a peer's row itself.
    ratio
        Peer's median over our median on the same task: above 1 we are faster.
    aim_seconds
        What we want ``seconds`` to stay below; None where nothing was promised.
    solution
        The answer, so that anybody can check it again.
    measures
        What this suite alone tells of a row; in the JSON they stand beside the other keys.
    """

    name: str
    what: str
    solver: str = OURS
    status: Status = Status.MEASURED
    size: Mapping[str, int] = field(default_factory=dict)
    seconds: float | None = None
    seconds_p95: float | None = None
    runs: int = 0
    peak_memory_mb: float | None = None
    peer: str | None = None
    peer_seconds: float | None = None
    ratio: float | None = None
    aim_seconds: float | None = None
    solution: Mapping[str, Any] = field(default_factory=dict)
    measures: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def aim_met(self) -> bool | None:
        """Whether the median stays below the aim; None where there is no aim or no measurement."""
        if self.aim_seconds is None or self.seconds is None:
            return None
        return self.seconds < self.aim_seconds

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON values."""
        values = asdict(self) | {"status": self.status.value, "aim_met": self.aim_met}
        measures: dict[str, Any] = values.pop("measures")
        return values | measures


def row_from_json(values: Mapping[str, Any]) -> Row:
    """Return a row from what :meth:`Row.to_json` gave."""
    keys = {f.name for f in fields(Row)}
    known = {key: value for key, value in values.items() if key in keys}
    measures = {key: value for key, value in values.items() if key not in keys and key != "aim_met"}
    return Row(**known | {"status": Status(known["status"]), "measures": measures})


def document(suite: str, machine: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    """Return the JSON document of a run."""
    return {"schema": SCHEMA, "suite": suite, "machine": dict(machine), "rows": [row.to_json() for row in rows]}
