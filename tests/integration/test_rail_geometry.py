"""Railways of Turkmenistan from bare lines: the main line is one piece from the Caspian to both borders."""

import pytest

from corridor_planner.domain import RouteRequest
from corridor_planner.planning.networks import build_network
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import open_planner


@pytest.fixture(scope="module")
def railways(shared, tmp_path_factory):
    """A planner on the railways of Turkmenistan."""
    sources = [shared / "rail" / f"turkmenistan_{kind}.json.gz" for kind in ("rail_ways", "stations")]
    if not all(source.is_file() for source in sources):
        pytest.skip(f"needs {shared / 'rail'}")
    folder = tmp_path_factory.mktemp("railways") / "tm"
    build_network(sources, folder, name="tm")
    return open_planner(str(folder))


# Distances by the timetable road are about 1,140 km to Türkmenabat and 1,210 km to Serhetabat.
@pytest.mark.parametrize(("destination", "km"), [("Türkmenabat", (1_090, 1_200)), ("Serhetabat", (1_160, 1_280))])
def test_a_wagon_runs_from_the_caspian_to(railways, destination, km):
    request = RouteRequest(origin="Türkmenbaşy", destination=destination, profile="rail-wagon")
    document = plan_route(railways, request)
    assert document.status == "optimal"
    assert km[0] < document.plans[0].totals.distance_m / 1000 < km[1]
    assert document.plans[0].totals.transfers == 0
