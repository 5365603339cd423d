"""Route a car on an OpenStreetMap file: build a network from it, keep it, and ask for a way by coordinates.

    python examples/route_on_an_osm_file.py [FILE.osm.pbf FROM TO]

Without arguments it draws a file of its own: a village road and a bypass between the same two junctions.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from corridor_planner.domain import Criterion, RouteRequest
from corridor_planner.planning.networks import build_network
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import open_planner

DRAWN = """<osm version="0.6">
<node id="1" lon="76.90" lat="43.25"/><node id="2" lon="77.02" lat="43.25"/><node id="3" lon="76.96" lat="43.30"/>
<way id="11"><nd ref="1"/><nd ref="2"/><tag k="highway" v="tertiary"/><tag k="maxspeed" v="30"/></way>
<way id="12"><nd ref="1"/><nd ref="3"/><nd ref="2"/><tag k="highway" v="trunk"/><tag k="maxspeed" v="90"/></way>
</osm>
"""


def main(arguments: list[str]) -> None:
    """Build and route, in a folder that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments:
            file, origin, destination = Path(arguments[0]), arguments[1], arguments[2]
        else:
            file, origin, destination = folder / "drawn.osm", "76.9,43.25", "77.02,43.25"
            file.write_text(DRAWN, encoding="utf-8")
        report = build_network([file], folder / "network", name=file.name)
        print(f"{report.nodes} nodes, {report.arcs} arcs; read in {sum(report.seconds.values()):.1f} s")
        planner = open_planner(str(folder / "network"))
        for criterion in (Criterion.TIME, Criterion.COST):
            document = plan_route(planner, RouteRequest(
                origin=origin, destination=destination, profile="car", depart_text="2026-07-08", criterion=criterion,
            ))  # fmt: skip
            for plan in document.plans:
                minutes = plan.totals.time_s / 60
                print(f"{plan.why}: {plan.totals.distance_m / 1000:.2f} km in {minutes:.1f} min")


if __name__ == "__main__":
    main(sys.argv[1:])
