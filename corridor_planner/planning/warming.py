"""Compile every kernel once, at installation or before a server says that it is ready.

Run as ``python -m corridor_planner.planning.warming``.
"""

from __future__ import annotations

from importlib import import_module

from corridor_planner import kernels

_MODULES = (
    "corridor_planner.cost.simulator",
    "corridor_planner.search.timed",
    "corridor_planner.search.static",
    "corridor_planner.search.hierarchy",
    "corridor_planner.search.metrics",
    "corridor_planner.search.timed_pareto",
    "corridor_planner.cost.tour_times",
    "corridor_planner.solve.tour_model",
    "corridor_planner.solve.tour_exact",
)


def warm_up() -> None:
    """Import all modules that hold kernels and compile these, or load them from the cache."""
    for name in _MODULES:
        import_module(name)
    kernels.warm()


if __name__ == "__main__":
    warm_up()
