"""The best order of a drive to ten cities of the Silk Road, two hours in each, and back to Tashkent."""

from __future__ import annotations

from corridor_planner.domain import RouteRequest, Stop
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import open_planner

CITIES = ("Bukhara", "Samarkand", "Khiva", "Termez", "Dushanbe", "Khujand", "Osh", "Bishkek", "Taraz", "Shymkent")
VISIT_S = 2 * 3600


def main() -> None:
    """Order the cities and print when one is where."""
    document = plan_route(open_planner(), RouteRequest(
        origin="Tashkent", destination="", round_trip=True, profile="car", depart_text="2026-05-04", nationality="DE",
        via=tuple(Stop(place=city, visit_s=VISIT_S) for city in CITIES), optimize=True, iterations=100,
    ))  # fmt: skip
    if not document.plans:
        print(document.reason.text if document.reason else "no plan")
        return
    (plan,) = document.plans
    for leg in plan.legs:
        if leg.kind in ("visit", "crossing"):
            name = leg.origin.name if leg.kind == "visit" else leg.crossing_id
            print(f"{leg.start:%a %d %b %H:%M}  {leg.kind:8}  {name}")
    proven = "the best order" if document.status == "optimal" else "the best order found"
    print(f"{proven}: {plan.totals.distance_m / 1000:.0f} km in {plan.totals.time_s / 86_400:.1f} days, "
          f"{plan.totals.cost_usd:.0f} USD, {plan.totals.crossings} borders")  # fmt: skip


if __name__ == "__main__":
    main()
