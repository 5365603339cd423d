"""How good an answer of an optimizer is known to be."""

from __future__ import annotations

from enum import Enum


class SolveStatus(Enum):
    """What is proven about a solution."""

    OPTIMAL = "optimal"  # nothing better exists
    FEASIBLE = "feasible"  # keeps every rule; better may exist
    INFEASIBLE = "infeasible"  # no solution exists, or none was found


def gap_of(objective: float, bound: float | None) -> float | None:
    """Return by how much an objective to be made least exceeds its bound, as a fraction.

    The fraction is of the objective. None without a bound; 0 when both are 0.
    """
    if bound is None:
        return None
    if objective <= bound:
        return 0.0
    return (objective - bound) / abs(objective)
