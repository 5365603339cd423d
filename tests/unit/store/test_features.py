"""Features in a network's folder: they come back equal, byte for byte the same, and damage is told."""

import json
import zipfile

import pytest

from corridor_planner.domain import Features
from corridor_planner.errors import DataFault
from corridor_planner.store.faults import TableFault
from corridor_planner.store.feature_rules import load_feature_rules
from corridor_planner.store.features import open_features
from corridor_planner.store.networks import open_network, read_feature_counts, save_network, verify_network
from tests.unit.osm.test_features import built

NODES = {
    1: (0, 0, {"tourism": "museum", "name": "Музей", "name:en": "Museum"}),
    2: (1, 0, {"tourism": "museum", "name": "Second"}), 3: (2, 0, {"tourism": "hotel", "name": "Inn"}),
    4: (3, 0, {"natural": "peak", "name": "Пик"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return built(tmp_path_factory.mktemp("osm"), NODES)


@pytest.fixture
def store(result, tmp_path):
    save_network(result.network, tmp_path / "town", features=result.features)
    return tmp_path / "town"


def test_features_come_back_equal(result, store):
    opened = open_features(store)
    assert tuple(opened.sights) == result.features.sights
    assert tuple(opened.lodgings) == result.features.lodgings
    assert tuple(opened.facilities) == ()
    assert opened.sights[0].name == "Museum"


def test_a_folder_without_features_has_none(result, tmp_path):
    save_network(result.network, tmp_path / "town")
    assert [len(open_features(tmp_path / "town").of(group)) for group in _groups()] == [0, 0, 0]


def _groups():
    from corridor_planner.domain import FeatureGroup

    return list(FeatureGroup)


def test_counts_stand_in_the_description_the_most_frequent_first(store):
    counts = read_feature_counts(store)
    assert list(counts["sight"].items()) == [("museum", 2), ("peak", 1)]
    assert (counts["lodging"], counts["facility"]) == ({"hotel": 1}, {})


def test_the_same_features_give_the_same_bytes(result, store, tmp_path):
    again = tmp_path / "again"
    save_network(result.network, again, features=result.features)
    names = [path.name for path in store.glob("features.*")]
    assert names
    for name in names:
        assert (store / name).read_bytes() == (again / name).read_bytes()
        with zipfile.ZipFile(store / name) as file:
            assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_opening_a_network_reads_no_features(store):
    path = store / "features.sight.npz"
    path.write_bytes(b"x" * path.stat().st_size)
    open_network(store)
    features = open_features(store)
    assert len(features.lodgings) == 1
    with pytest.raises(DataFault, match=r"features\.sight\.npz"):
        len(features.sights)


def test_verifying_finds_changed_features(store):
    path = store / "features.sight.npz"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(DataFault, match=r"features\.sight\.npz"):
        verify_network(store)


def test_missing_features_are_refused(store):
    (store / "features.sight.npz").unlink()
    with pytest.raises(DataFault, match=r"features\.sight\.npz"):
        open_network(store)


def test_features_of_columns_that_do_not_fit_are_told(store):
    (store / "features.sight.npz").write_bytes((store / "features.lodging.npz").read_bytes())
    with pytest.raises(DataFault, match="must hold the network's features"):
        list(open_features(store).sights)


def test_a_user_adds_a_rule(tmp_path):
    row = "id,key,value,group,kind,weight,general,needs,interests,setting,only_with,not_with,holds_parts\n"
    (tmp_path / "osm_categories.csv").write_text(row + "craft-pottery,craft,pottery,sight,pottery,40,n,name,,,,,n\n")
    rules = {rule.id: rule for rule in load_feature_rules(tmp_path)}
    assert rules["craft-pottery"].kind == "pottery"
    assert len(rules) == len(load_feature_rules()) + 1


def test_a_rule_with_half_a_condition_is_refused(tmp_path):
    row = "id,key,value,group,kind,weight,general,needs,interests,setting,only_with,not_with,holds_parts\n"
    (tmp_path / "osm_categories.csv").write_text(row + "a,craft,pottery,sight,pottery,40,n,name,,,open,,n\n")
    with pytest.raises(TableFault, match="key=value"):
        load_feature_rules(tmp_path)


def test_what_stands_in_the_description_is_plain_json(store):
    assert json.loads((store / "meta.json").read_text())["features"]["sight"]["museum"] == 2
    assert Features().counts() == {"sight": {}, "lodging": {}, "facility": {}}
