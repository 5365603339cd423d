"""A network that is read by several processes while another one replaces it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from corridor_planner.errors import DataFault
from corridor_planner.store import networks_files
from corridor_planner.store.networks import open_network, save_network
from tests.support.osm_files import build, write_osm

READ = """
import sys
from pathlib import Path
from corridor_planner.store.networks import open_network
opened = 0
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    network = open_network(Path(sys.argv[1]))
    speed = set(network.arcs.speed_light_kmh.tolist())
    assert len(speed) == 1 and network.meta.data_version == f"speed {speed.pop():g}", network.meta
    opened += 1
print(opened)
"""


@pytest.fixture
def town(tmp_path):
    """A straight road in 200 pieces."""
    nodes = {i: (i / 10, 0) for i in range(1, 202)}
    road = {"highway": "primary", "maxspeed": "60"}
    file = write_osm(tmp_path / "town.osm", nodes, {1000 + i: ([i, i + 1], road) for i in range(1, 201)})
    return build(file, join_chains=False).network


def driven_at(network, kmh):
    arcs = replace(network.arcs, speed_light_kmh=np.full(network.n_arcs, kmh))
    return replace(network, arcs=arcs, meta=replace(network.meta, data_version=f"speed {kmh:g}"))


def test_readers_always_find_one_whole_network(town, tmp_path):
    folder, done = tmp_path / "store", tmp_path / "done"
    save_network(driven_at(town, 10.0), folder)
    readers = [subprocess.Popen([sys.executable, "-c", READ, str(folder), str(done)], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]  # fmt: skip
    for reader in readers:
        assert reader.stdout.readline() == "ready\n"
    for number in range(40):
        save_network(driven_at(town, 10.0 + number), folder)
    done.touch()
    told = [reader.communicate(timeout=60) for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0], told
    assert all(int(out) > 0 for out, _ in told)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["done", "store", "town.osm"]


def test_where_names_cannot_be_exchanged_a_network_is_replaced_all_the_same(town, tmp_path, monkeypatch):
    monkeypatch.setattr(networks_files, "_exchanged", lambda _one, _other: False)
    folder = tmp_path / "store"
    for kmh in (10.0, 20.0):
        save_network(driven_at(town, kmh), folder)
        assert set(open_network(folder).arcs.speed_light_kmh.tolist()) == {kmh}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store", "town.osm"]


def test_a_network_opened_before_it_is_replaced_stays_as_it_was(town, tmp_path):
    folder = tmp_path / "store"
    save_network(driven_at(town, 10.0), folder)
    opened = open_network(folder)
    save_network(driven_at(town, 20.0), folder)
    assert set(opened.arcs.speed_light_kmh.tolist()) == {10.0}
    assert set(open_network(folder).arcs.speed_light_kmh.tolist()) == {20.0}


def test_a_network_that_is_replaced_all_the_time_is_refused_in_the_end(town, tmp_path, monkeypatch):
    folder = tmp_path / "store"
    save_network(town, folder)
    restless = iter(range(1_000))
    monkeypatch.setattr("corridor_planner.store.networks.folder_identity", lambda _folder: (next(restless), 0))
    with pytest.raises(DataFault, match="must not be replaced all the time"):
        open_network(folder)
