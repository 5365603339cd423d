"""Copies of an extract side by side are that extract, so many times."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.scaled import ID_STEP, make_scaled
from tests.support.osm_files import build, write_osm

ROAD = {"highway": "primary"}


def town(tmp_path):
    """A square 4 km wide that is country LI, with a road from west to east and a spur."""
    return write_osm(
        tmp_path / "town.osm",
        {1: (1, 1), 2: (2, 1), 3: (3, 1), 4: (2, 2), 5: (0, 0), 6: (4, 0), 7: (4, 4), 8: (0, 4)},
        {10: ([1, 2, 3], ROAD), 11: ([2, 4], ROAD), 12: ([5, 6, 7, 8, 5], {"boundary": "administrative"})},
        {20: ([("w", 12, "outer")], {"type": "boundary", "boundary": "administrative", "admin_level": "2",
                                     "ISO3166-1": "LI"}),
         21: ([("w", 10, "from"), ("n", 2, "via"), ("w", 11, "to")],
              {"type": "restriction", "restriction": "no_left_turn"})},
    )  # fmt: skip


def test_one_copy_is_the_extract_itself(tmp_path):
    source = town(tmp_path)
    whole, copy = build(source), build(make_scaled(source, 1, tmp_path / "x1.osm.pbf"))
    assert np.array_equal(whole.network.nodes.osm_id, copy.network.nodes.osm_id)
    assert np.array_equal(whole.network.arcs.length_m, copy.network.arcs.length_m)


def test_three_copies_are_three_times_the_network_and_touch_nowhere(tmp_path):
    source = town(tmp_path)
    once, thrice = build(source).network, build(make_scaled(source, 3, tmp_path / "x3.osm.pbf")).network
    assert (thrice.n_nodes, thrice.n_arcs) == (3 * once.n_nodes, 3 * once.n_arcs)
    assert thrice.arcs.length_m.sum() == pytest.approx(3 * once.arcs.length_m.sum())
    assert set((thrice.nodes.osm_id // ID_STEP).tolist()) == {0, 1, 2}
    assert set(thrice.countries) == {"LI"}
    assert (thrice.nodes.country == 0).all()


def test_more_copies_than_the_globe_is_wide_are_refused(tmp_path):
    with pytest.raises(ValueError, match="180 degrees"):
        make_scaled(town(tmp_path), 2_000, tmp_path / "huge.osm.pbf")
    assert not (tmp_path / "huge.osm.pbf").exists()
