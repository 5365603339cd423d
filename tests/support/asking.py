"""Questions to drawn worlds: toy figures, toy profiles (``tests/data/toys``), and a planner on a sketch.

With these a truck pays 1 USD a kilometre and emits 100 g a tonne-kilometre, 1 kg per kilometre with its
10 t; a container pays 2 USD a kilometre by rail, where trains run 864 km a day, which is the 36 km/h of
everything else.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from corridor_planner.cost.evaluation import ArcCosts, Circumstances, evaluate
from corridor_planner.cost.permissions import Traveller
from corridor_planner.domain import DriverRule, Figure, RailSpeed, RouteRequest, Stop, World
from corridor_planner.graph.backbone import build_backbone
from corridor_planner.graph.network import Network
from corridor_planner.planning.documents import LegDoc, PlanDocument
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import Planner
from corridor_planner.store.profiles import load_profile
from tests.support.toys import SOURCE

TOYS: Final = Path(__file__).parents[1] / "data" / "toys"
HOUR: Final = 3600
JULY: Final = datetime(2026, 7, 6, 8, tzinfo=UTC)  # a Monday
_VALUES: Final = {
    "share": 1.0, "usd-km": 1.0, "usd-km-bb": 3.0, "toll-usd-km": 0.5, "g-tonne-km": 100.0, "mountain-factor": 1.5,
    "standing-usd-h": 10.0, "litres-usd": 2.0, "litres-per-100km": 10.0, "g-car-km": 100.0, "g-sea": 10.0,
    "car-seats": 4.0, "coach-seats": 40.0, "g-train": 50.0, "g-train-electric-aa": 5.0, "rail-usd-km": 2.0,
    "rail-usd-km-domestic": 1.0, "rail-teu-factor": 0.5, "lift-usd-teu": 40.0, "handling-feu-factor": 1.5,
    "sea-feu-factor": 2.0, "dwell-h": 4.0, "g-rail-diesel": 20.0, "g-rail-electric-aa": 2.0, "g-rail-electric": 4.0,
    "hub-transship": 1000.0, "gauge-hours-total": 6.0, "gauge-sarakhs-cost": 60.0, "station-margin-min": 30.0,
    "station-access-kmh": 36.0, "hired-car-usd-km": 0.5, "inventory-rate": 36.5,
}  # fmt: skip
_DRIVER: Final = DriverRule(
    id="toy", break_after_s=4 * HOUR, break_s=HOUR, day_driving_s=8 * HOUR, day_duty_s=12 * HOUR, rest_s=12 * HOUR,
    week_driving_s=48 * HOUR, week_span_s=144 * HOUR, week_rest_s=48 * HOUR, source=SOURCE,
)  # fmt: skip


def figure(value: float, *, low: float | None = None, high: float | None = None) -> Figure:
    """A number of a table, exact unless a range is given."""
    return Figure(value=value, low=value if low is None else low, high=value if high is None else high, unit="",
                  source=SOURCE)  # fmt: skip


def furnish(world: World, **figures: Figure) -> World:
    """Return a drawn world with toy figures, driver rules and train speeds; keywords replace figures (_ for -)."""
    from dataclasses import replace

    rows = {name: figure(value) for name, value in _VALUES.items()} | {"rail-spread": figure(1.0)}
    return replace(
        world,
        figures=rows | {name.replace("_", "-"): value for name, value in figures.items()},
        driver_rules={"toy": _DRIVER, "toy-strict": replace(_DRIVER, id="toy-strict", break_s=2 * HOUR)},
        rail_speeds={
            (code, "container"): RailSpeed(country=code, service="container", km_per_day=864.0, source=SOURCE)
            for code in ("AA", "BB", "CC")
        },
    )  # fmt: skip


def planner_on(world: World) -> Planner:
    """Return a planner on the backbone of a world; a bare drawing is furnished first."""
    world = world if world.figures else furnish(world)
    return Planner(world=world, network=build_backbone(world), data=TOYS)


def ask(planner: Planner, origin: str, destination: str, profile: str, *, via: tuple[str, ...] = (),
        **more: Any) -> PlanDocument:  # fmt: skip
    """Ask for a route; it leaves on Monday 2026-07-06 08:00 UTC unless told otherwise."""
    if "depart_text" not in more:
        more.setdefault("depart", JULY)
    stops = tuple(Stop(place=v) for v in via)
    return plan_route(planner, RouteRequest(origin=origin, destination=destination, profile=profile, via=stops, **more))


def costs_on(world: World, profile: str, *, network: Network | None = None, depart: datetime = JULY,
             who: Traveller | None = None, **more: Any) -> ArcCosts:  # fmt: skip
    """Return the values of all arcs for a toy profile; its own load unless ``load`` is given."""
    world = world if world.figures else furnish(world)
    loaded = load_profile(profile, TOYS)
    more.setdefault("load", loaded.load)
    circumstances = Circumstances(profile=loaded, depart=depart, who=who or Traveller(registration="AA"), **more)
    return evaluate(network or build_backbone(world), world, circumstances)


def arc(network: Network, key: str) -> int:
    """Return an arc by its name, such as ``a-b+0`` (leg, direction, layer)."""
    found = [i for i in range(network.n_arcs) if network.arc_key(i) == key]
    assert len(found) == 1, f"{key}: {len(found)} among {sorted({network.arc_key(i) for i in range(network.n_arcs)})}"
    return found[0]


def legs(document: PlanDocument, kind: str = "") -> list[LegDoc]:
    """Return the steps of the only plan, all or of one kind."""
    assert document.status in ("optimal", "feasible"), document.reason
    return [leg for leg in document.plans[0].legs if not kind or leg.kind == kind]


def way(document: PlanDocument) -> list[str]:
    """Return the arcs of the only plan without direction and layer."""
    assert document.route is not None
    return [key.rsplit("+", 1)[0] if "+" in key else key.rsplit("-", 1)[0] for key in document.route.arcs[0]]
