"""The OR-Tools door: optimizers, each a model, a solution and (in ``check``) a checker."""

from corridor_planner.solve.progress import Progress, Report, silent
from corridor_planner.solve.status import SolveStatus, gap_of
from corridor_planner.solve.stopping import (
    AfterIterations,
    AfterSeconds,
    Continued,
    Effort,
    StopRule,
    WhenCancelled,
    WhicheverFirst,
)
from corridor_planner.solve.tour_model import TourParams, solve_tour
from corridor_planner.solve.tour_solution import TourSolution

__all__ = [
    "AfterIterations", "AfterSeconds", "Continued", "Effort", "Progress", "Report", "SolveStatus", "StopRule",
    "TourParams", "TourSolution", "WhenCancelled", "WhicheverFirst", "gap_of", "silent", "solve_tour",
]  # fmt: skip
