"""Roads drawn at random along a border pass it once when they lead over it, and never when they do not."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor_planner.domain import ArcKind
from tests.support.osm_files import PLAIN
from tests.unit.osm.test_borders import ROAD, crossing_arcs, reach, roughly, row, two_countries

DRAWN = st.lists(st.floats(-1.0, 1.0), min_size=0, max_size=12)
WIDE_ROWS = (row(coord_accuracy_km=200.0),)


def weave(wiggles, *, width_km, ends_km):
    """Return a road northward, so many kilometres to either side of kilometre 50, and where it begins and ends."""
    inner = {i + 2: (50 + width_km * wiggle, 1.0 + i) for i, wiggle in enumerate(wiggles)}
    nodes = {1: (50 + ends_km[0], 0), **inner, len(inner) + 2: (50 + ends_km[1], len(inner) + 2.0)}
    return nodes, {10: (list(nodes), ROAD)}


@settings(max_examples=25)
@pytest.mark.parametrize("certain", [True, False])
@given(wiggles=DRAWN, over=st.booleans())
def test_a_road_along_a_border_passes_it_as_often_as_it_must(certain, wiggles, over):
    # Within 50 m of a certain boundary and within some kilometres of a coarse one the roads decide.
    width_km, far_km = (0.045, 5.0) if certain else (4.0, 30.0)
    nodes, ways = weave(wiggles, width_km=width_km, ends_km=(-far_km, far_km if over else -far_km))
    with TemporaryDirectory() as folder:
        draw = two_countries if certain else roughly
        network = draw(Path(folder), nodes, ways, tables=replace(PLAIN, crossings=WIDE_ROWS)).network
    assert len(crossing_arcs(network)) == (2 if over else 0)
    assert max(nodes) in reach(network, 1)
    moving = network.arcs.kind == ArcKind.ROAD
    country = network.nodes.country
    assert (country[network.arcs.tail[moving]] == country[network.arcs.head[moving]]).all()
