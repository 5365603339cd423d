"""Stores: everything comes back equal, nothing appears by halves, nothing damaged is opened."""

import json
import os
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from corridor_planner.errors import DataFault, EnvironmentFault, InvalidInput
from corridor_planner.graph.backbone import build_backbone
from corridor_planner.search.hierarchy import Hierarchy, build_hierarchy
from corridor_planner.store import networks
from corridor_planner.store.networks import open_hierarchy, open_network, read_report, save_network, verify_network
from tests.support.osm_files import PLAIN, build, coarse_shapes, write_osm

ROAD = {"highway": "primary", "maxspeed": "60"}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A built network: three roads, a post, a seasonal road, a town, a ferry and a railway."""
    nodes = {1: (-2, 0, {"place": "town", "name": "Алға"}), 2: (1, 0, {"barrier": "border_control"}), 3: (2, 0),
             4: (1.5, 1), 5: (9, 0)}  # fmt: skip
    ways = {10: ([1, 2, 3], ROAD), 11: ([3, 4], {**ROAD, "motor_vehicle:conditional": "no @ (Oct-May)"}),
            12: ([3, 5], {"route": "ferry", "motor_vehicle": "yes", "duration": "01:00"}),
            20: ([1, 4], {"railway": "rail", "gauge": "1520;1435"})}  # fmt: skip
    return build(write_osm(tmp_path_factory.mktemp("osm") / "town.osm", nodes, ways),
                 tables=replace(PLAIN, shapes=coarse_shapes(0.5))).network  # fmt: skip


@pytest.fixture
def store(town, tmp_path):
    folder = tmp_path / "town"
    save_network(town, folder, {"seconds": 1})
    return folder


def assert_equal(one, other):
    for part in ("nodes", "arcs", "geometry"):
        for f in fields(getattr(one, part)):
            left, right = getattr(getattr(one, part), f.name), getattr(getattr(other, part), f.name)
            assert left.dtype == right.dtype, f.name
            np.testing.assert_array_equal(left, right, err_msg=f.name)
    np.testing.assert_array_equal(one.first_out, other.first_out)
    for name in ("meta", "countries", "places", "crossings", "services", "season_sets"):
        assert getattr(one, name) == getattr(other, name), name
    assert list(one.leg_ids) == list(other.leg_ids)
    assert list(one.leg_sources) == list(other.leg_sources)


def test_a_built_network_comes_back_equal(town, store):
    assert len(town.season_sets) == len(town.crossings) == 1
    assert_equal(town, open_network(store))


def test_the_backbone_comes_back_equal(planner, tmp_path):
    backbone = build_backbone(planner.world)
    save_network(backbone, tmp_path / "backbone")
    assert_equal(backbone, open_network(tmp_path / "backbone"))


def test_an_opened_network_can_be_saved_again(town, store, tmp_path):
    save_network(open_network(store), tmp_path / "again")
    assert_equal(town, open_network(tmp_path / "again"))


def test_a_hierarchy_comes_back_with_its_network_and_is_verified_with_it(town, store, tmp_path):
    hierarchy = build_hierarchy(town.first_out, town.arcs.head)
    folder = tmp_path / "quick"
    save_network(town, folder, hierarchy=hierarchy)
    found = open_hierarchy(folder, open_network(folder))
    for f in fields(Hierarchy):
        np.testing.assert_array_equal(getattr(found, f.name), getattr(hierarchy, f.name), err_msg=f.name)
        assert not getattr(found, f.name).flags.owndata
    assert verify_network(folder) == verify_network(store) + len(fields(Hierarchy))
    assert open_hierarchy(store, open_network(store)) is None


def test_a_hierarchy_of_another_network_is_refused(town, tmp_path):
    save_network(town, tmp_path / "odd", hierarchy=build_hierarchy(np.zeros(2, np.int32), np.zeros(0, np.int32)))
    with pytest.raises(DataFault, match="as many nodes and arcs as the network"):
        open_hierarchy(tmp_path / "odd", open_network(tmp_path / "odd"))


def test_opened_arrays_are_mapped_and_cannot_be_written(store):
    arcs = open_network(store).arcs
    assert not arcs.length_m.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        arcs.length_m[0] = 1.0


def test_the_same_network_gives_the_same_files_whatever_the_report_says(town, store, tmp_path):
    save_network(town, tmp_path / "other", {"seconds": 2})
    assert (store / "meta.json").read_bytes() == (tmp_path / "other" / "meta.json").read_bytes()
    assert read_report(store) == {"seconds": 1}


def test_verifying_compares_every_file(store):
    assert verify_network(store) == len(list(store.iterdir())) - 2


def test_saving_over_a_network_replaces_it(town, store):
    save_network(replace(town, meta=replace(town.meta, name="second")), store)
    assert open_network(store).meta.name == "second"
    assert [path.name for path in store.parent.iterdir()] == ["town"]


def test_an_empty_folder_may_become_a_network(town, tmp_path):
    (tmp_path / "new").mkdir()
    save_network(town, tmp_path / "new")
    assert open_network(tmp_path / "new").n_arcs == town.n_arcs


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_something_else_is_never_overwritten(town, tmp_path, kind):
    target = tmp_path / "thesis"
    if kind == "folder":
        target.mkdir()
        (target / "chapter.txt").write_text("dear")
    else:
        target.write_text("dear")
    with pytest.raises(InvalidInput, match="holds no network"):
        save_network(town, target)
    assert [p.name for p in tmp_path.rglob("*")] == (["thesis", "chapter.txt"] if kind == "folder" else ["thesis"])


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_an_interruption_leaves_the_old_network_and_nothing_half(town, store, monkeypatch, error):
    before = {path.name: path.read_bytes() for path in store.iterdir()}

    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(networks, "write_meta", fail)
    with pytest.raises(KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else EnvironmentFault):
        save_network(replace(town, meta=replace(town.meta, name="second")), store)
    assert {path.name: path.read_bytes() for path in store.iterdir()} == before
    assert list(store.parent.iterdir()) == [store]


def test_a_folder_that_cannot_be_written_is_named(town, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(EnvironmentFault, match="must be writable"):
        save_network(town, tmp_path / "locked" / "town")
    assert list(tmp_path.iterdir()) == []


def edit_meta(folder: Path, **changes) -> None:
    path = folder / "meta.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8])


DAMAGE = [
    pytest.param(lambda s: (s / "meta.json").unlink(), "with a meta.json", id="foreign folder"),
    pytest.param(lambda s: (s / "meta.json").write_text("{"), "meta.json.*readable JSON", id="meta is no JSON"),
    pytest.param(lambda s: (s / "meta.json").write_text("[]"), "schema must be", id="meta of another kind"),
    pytest.param(lambda s: edit_meta(s, schema="qgis/1"), "schema must be", id="other schema"),
    pytest.param(lambda s: edit_meta(s, format_version=99), "update corridor-planner", id="newer version"),
    pytest.param(lambda s: edit_meta(s, format_version=0), "build the network again", id="older version"),
    pytest.param(lambda s: edit_meta(s, format_version="1"), "build the network again", id="version as text"),
    pytest.param(lambda s: edit_meta(s, name="other"), "checksum", id="meta edited"),
    pytest.param(lambda s: truncate(s / "arcs.head.npy"), "arcs.head.npy.*bytes", id="truncated array"),
    pytest.param(lambda s: (s / "nodes.lon.npy").unlink(), "nodes.lon.npy.*must be there", id="missing array"),
    pytest.param(lambda s: truncate(s / "tables.json"), "tables.json.*bytes", id="truncated tables"),
    pytest.param(lambda s: (s / "tables.json").write_bytes(b"x" * (s / "tables.json").stat().st_size), "tables.json",
                 id="tables of rubbish"),
    pytest.param(lambda s: (s / "arcs.leg.npy").write_bytes(b"x" * (s / "arcs.leg.npy").stat().st_size),
                 "arcs.leg.npy.*readable array", id="array of rubbish"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "said"), DAMAGE)
def test_what_does_not_fit_is_refused_with_file_rule_and_remedy(store, damage, said):
    damage(store)
    with pytest.raises(DataFault, match=f"(?s){said}") as caught:
        open_network(store)
    assert str(store) in str(caught.value)


def test_places_are_read_when_they_are_asked_for(town, store):
    many = replace(town, places=tuple(replace(town.places[0], id=f"p{i}", name=f"Straße\n{i}") for i in range(3_000)))
    save_network(many, store)
    opened = open_network(store)
    assert opened.places[2_999] == many.places[-1] == opened.places[-1]
    assert list(opened.places[:2]) == list(many.places[:2])
    assert opened.places == many.places
    assert opened.places != many.places[:-1]
    with pytest.raises(IndexError):
        opened.places[3_000]


def test_a_damaged_place_is_told_when_it_is_asked_for(store):
    path = store / "places.json"
    head, *rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([head, b" " * (len(rows[0]) - 1) + b"\n", *rows[1:]]))
    opened = open_network(store)
    with pytest.raises(DataFault, match=r"places\.json.*must hold places.*build the network again"):
        opened.places[0]
    with pytest.raises(DataFault, match="SHA-256"):
        verify_network(store)


def test_a_table_of_other_fields_is_no_table_of_places(store):
    path = store / "places.json"
    path.write_bytes(path.read_bytes().replace(b'"id"', b'"ID"', 1))
    with pytest.raises(DataFault, match="fields of a place are id"):
        open_network(store)


def test_a_changed_number_is_found_by_verifying(store):
    path = store / "arcs.length_m.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    open_network(store)
    with pytest.raises(DataFault, match=r"arcs\.length_m\.npy.*SHA-256"):
        verify_network(store)


def test_pickled_objects_are_never_loaded(store):
    path = store / "arcs.leg.npy"
    np.save(path, np.array([{"a": 1}], object), allow_pickle=True)
    meta = json.loads((store / "meta.json").read_text())
    size = meta["files"]["arcs.leg.npy"]["bytes"]
    path.write_bytes(path.read_bytes().ljust(size, b"\0")[:size])
    with pytest.raises(DataFault, match="readable array"):
        open_network(store)


def test_a_report_that_cannot_be_read_does_not_keep_a_network_shut(store):
    (store / "report.json").write_text("{")
    assert read_report(store) == {}
    assert open_network(store).n_nodes > 0
