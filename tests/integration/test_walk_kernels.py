"""A whole run walks through every kernel, and each compiles once, for one kind of arguments."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Final

_SCRIPT: Final = """
import json
from collections import OrderedDict
from dataclasses import replace
from corridor_planner import kernels
from corridor_planner.domain import Criterion, RouteRequest, Stop
from corridor_planner.planning import routes, tour_routes
from corridor_planner.planning.session import open_planner
from corridor_planner.search.hierarchy import build_hierarchy
from corridor_planner.search.metrics import customize
kernels.warm()
print(json.dumps(kernels.signature_counts()))
planner = open_planner()
for origin, destination, profile, more in (
    ("Almaty", "Bishkek", "car", {}),
    ("Kashgar", "Dushanbe", "truck-40t", {"via": (Stop(place="tj-cn-kulma-road"),)}),
    ("Almaty", "Tbilisi", "traveller", {"criterion": Criterion.COST}),
    ("Altynkol", "ge-port-poti", "container-intermodal", {"criterion": Criterion.CO2E}),
    ("76.9,43.2", "Taraz", "car", {"via": (Stop(place="Bishkek", visit_s=3600, opening_hours="Mo-Su 09:00-18:00"),)}),
    ("Tashkent", "Tashkent", "car", {"via": tuple(Stop(place=p) for p in ("Khiva", "Bukhara", "Samarkand")),
                                     "optimize": True, "round_trip": True, "iterations": 3}),
    ("Tashkent", "Tashkent", "car", {"via": tuple(Stop(place=p) for p in (
        "Khiva", "Bukhara", "Samarkand", "Osh", "Dushanbe", "Almaty", "Bishkek", "Taraz", "Shymkent", "Termez",
        "Mary", "Ashgabat", "Nukus")), "optimize": True, "round_trip": True, "iterations": 3}),
    ("Mary", "Mashhad", "rail-passenger", {}),
):
    routes.plan_route(planner, RouteRequest(
        origin=origin, destination=destination, profile=profile, depart_text="2026-07-10", **more))
hierarchy = build_hierarchy(planner.network.first_out, planner.network.arcs.head)
quick = replace(planner, hierarchy=hierarchy, evaluations=OrderedDict())
for criterion in (Criterion.TIME, Criterion.COST):
    routes.plan_route(quick, RouteRequest(
        origin="Almaty", destination="Bishkek", profile="car", criterion=criterion, depart_text="2026-07-10"))
metric = customize(hierarchy, planner.network.arcs.length_m)
metric.path(0, 9)
metric.matrix([0, 1], [8, 9])
print(json.dumps(kernels.signature_counts()))
"""


def test_warming_up_compiles_every_kernel_once_and_no_run_adds_a_signature() -> None:
    environment = os.environ | {"CORRIDOR_KERNELS": "compiled"}
    done = subprocess.run([sys.executable, "-c", _SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    warmed, ran = (json.loads(line) for line in done.stdout.splitlines())
    assert len(warmed) >= 3
    assert set(warmed.values()) == {1}, warmed
    assert ran == warmed
