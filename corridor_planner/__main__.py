"""Run the planner as ``python -m corridor_planner``."""

from __future__ import annotations

from corridor_planner.cli import main

if __name__ == "__main__":
    main()
