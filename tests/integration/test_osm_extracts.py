"""Real extracts of OpenStreetMap: they build, verify and route. Skipped where they are not at hand."""

import pytest

from corridor_planner.domain import RouteRequest
from corridor_planner.planning.networks import build_network, describe_network
from corridor_planner.planning.places import list_places
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import open_planner


@pytest.fixture(scope="module")
def extract(shared, tmp_path_factory):
    """Return a function that builds an extract once and gives its folder."""
    built = {}

    def get(name):
        if name not in built:
            source = shared / "osm" / f"{name}.osm.pbf"
            if not source.is_file():
                pytest.skip(f"needs {source}")
            folder = tmp_path_factory.mktemp("extracts") / name
            build_network([source], folder, name=name)
            built[name] = folder
        return built[name]

    return get


@pytest.mark.parametrize(
    ("name", "road_km", "countries"),
    [("liechtenstein", (1_500, 2_500), {"AT", "CH", "LI"}), ("monaco", (80, 200), {"FR", "MC"}),
     ("helsinki-centre", (30, 90), {"FI"})],
)  # fmt: skip
def test_an_extract_builds_and_verifies(extract, name, road_km, countries):
    info = describe_network(extract(name), verify=True)
    assert road_km[0] < info.layers["road"].directed_km < road_km[1]
    assert set(info.countries) == countries
    assert info.verified_files


@pytest.mark.parametrize(
    ("name", "origin", "destination", "least_km", "most_km"),
    [
        ("liechtenstein", "Vaduz", "Balzers", 7.0, 10.0),
        ("liechtenstein", "9.5209,47.1392", "9.48,47.06", 9.0, 13.0),
        ("monaco", "7.4128,43.7315", "7.4246,43.7384", 1.0, 4.0),
        ("helsinki-centre", "24.9384,60.1699", "24.9522,60.1660", 0.7, 2.5),
    ],
)
def test_an_extract_routes(extract, name, origin, destination, least_km, most_km):
    planner = open_planner(str(extract(name)))
    document = plan_route(planner, RouteRequest(origin=origin, destination=destination, profile="car"))
    assert least_km < document.plans[0].totals.distance_m / 1000 < most_km
    assert "OpenStreetMap" in document.network.attribution[0]


def test_the_borders_of_liechtenstein_are_open_and_told(extract):
    report = describe_network(extract("liechtenstein")).report
    assert report["findings"]["border_open"]["count"] > 20
    assert "border_without_crossing" not in report["findings"]


def test_a_fortieth_of_a_degree_of_track_carries_trains_of_the_finnish_gauge(extract):
    info = describe_network(extract("helsinki-centre"))
    assert info.layers["rail_1520"].arcs > 100


@pytest.mark.parametrize(
    ("name", "headline", "counts"),
    [
        ("liechtenstein", {"Schloss Vaduz", "Burg Gutenberg", "Kunstmuseum Liechtenstein", "Postmuseum"},
         {"museum": (10, 16), "castle": (4, 8), "peak": (30, 60), "hotel": (20, 40), "fuel": (8, 16)}),
        ("monaco", {"Prince's Palace of Monaco", "Oceanographic Museum of Monaco", "Saint Nicholas Cathedral"},
         {"museum": (5, 12), "artwork": (50, 90), "hotel": (15, 30), "fuel": (2, 6)}),
        ("helsinki-centre", {"Ateneum", "Helsinki Cathedral", "Old Market Hall"},
         {"museum": (4, 10), "artwork": (40, 70), "hotel": (20, 40)}),
    ],
)  # fmt: skip
def test_a_tourism_board_knows_the_first_sights_of_an_extract(extract, name, headline, counts):
    planner = open_planner(str(extract(name)))
    first = {hit.name for hit in list_places(planner, limit=12).places}
    assert headline <= first
    held = {kind: n for kinds in describe_network(extract(name)).features.values() for kind, n in kinds.items()}
    assert {kind: held[kind] for kind, (low, high) in counts.items() if not low <= held[kind] <= high} == {}


def test_opening_hours_of_an_extract_can_be_evaluated(extract):
    sights = open_planner(str(extract("monaco"))).features.sights
    told = [sight for sight in sights if sight.opening_hours]
    assert len(told) > 10
    assert sum(sight.hours_readable for sight in told) >= 0.9 * len(told)
