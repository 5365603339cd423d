"""From Khorgos to Poti with a container in March, without Russia, Iran and Turkmenistan: three ways.

Prints the fastest, the cheapest and the cleanest way, with how sure each is of its time.
"""

from __future__ import annotations

import json

from corridor_planner.domain import Criterion, RouteRequest
from corridor_planner.export.tell import tell
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import open_planner


def main() -> None:
    """Ask three times and print what was answered."""
    planner = open_planner()
    for criterion in Criterion:
        document = plan_route(planner, RouteRequest(
            origin="kz-altynkol", destination="ge-port-poti", profile="container-intermodal", depart_text="2026-03-10",
            criterion=criterion, avoid_countries=("RU", "IR", "TM"), deadline_text="2026-04-01",
        ))  # fmt: skip
        (plan,) = document.plans
        days = [
            quantile / 86_400 for quantile in (plan.reliability.p10_s, plan.reliability.p50_s, plan.reliability.p90_s)
        ]
        print(f"{plan.why}: {tell(json.loads(document.to_json()))}")
        print(f"  {plan.totals.co2e_kg:.0f} kg CO2e; {days[0]:.0f} to {days[2]:.0f} days, typically {days[1]:.0f}; "
              f"in time for 1 April with {plan.reliability.p_deadline:.0%}")  # fmt: skip
        for leg in plan.legs:
            if leg.kind in ("crossing", "ferry"):
                print(f"  {leg.start:%d %b %H:%M}  {leg.kind}: {leg.crossing_id or leg.service_id}")


if __name__ == "__main__":
    main()
