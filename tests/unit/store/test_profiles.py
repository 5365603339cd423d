"""Profiles: the shipped ones, a planner's own, and what is said of a wrong one."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

import pytest

from corridor_planner.cost.profile import Per
from corridor_planner.domain import CostKind, Layer, Party
from corridor_planner.errors import DataFault, UnknownName
from corridor_planner.planning.session import Planner
from corridor_planner.resources import data_file
from corridor_planner.store.profiles import list_profiles, load_profile
from tests.support.asking import ask

NAMES = [profile.name for profile in list_profiles()]
TRUCK = data_file("profiles/truck-40t.toml").read_text(encoding="utf-8")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "profiles").mkdir()
    return tmp_path


def write(folder: Path, text: str, name: str = "my-truck") -> Path:
    (folder / "profiles" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_promised_profiles_are_shipped() -> None:
    assert {"truck-40t", "truck-reefer", "truck-two-drivers", "container-intermodal", "container-block-train",
            "rail-wagon", "car", "coach", "rail-passenger", "traveller"} <= set(NAMES)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_that_a_shipped_profile_names_is_in_the_tables(planner: Planner, name: str) -> None:
    profile = load_profile(name)
    figures, drivers = planner.world.figures, planner.world.driver_rules
    named = [profile.standing]
    for road in filter(None, (profile.road, profile.road_small)):
        named += [road.speed_share, road.persons_per_vehicle]
        assert {road.drivers, *road.drivers_by_country.values()} - {""} <= set(drivers)
    charges = [c for use in (profile.road, profile.road_small, profile.rail) if use for c in use.charges]
    emissions = [e for use in (profile.road, profile.road_small, profile.rail) if use for e in use.emissions]
    for charge in charges:
        named += [*charge.factors, charge.fallback, *charge.domestic.values()]
        named += [] if "{" in charge.figure else [charge.figure]
    for emission in emissions:
        named += [emission.fallback, emission.mountain, *([] if "{" in emission.figure else [emission.figure])]
    if profile.rail:
        named += [profile.rail.time_spread, profile.rail.handling, profile.rail.dwell]
    if profile.ferry:
        named += [profile.ferry.dwell, *profile.ferry.emissions.values()]
        assert set(profile.ferry.emissions) == set(profile.ferry.types)
    assert [name for name in named if name and name not in figures] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_profile_says_what_it_is_and_where_it_comes_from(name: str) -> None:
    profile = load_profile(name)
    assert profile.label
    assert profile.source
    assert profile.as_of
    assert profile.purpose in ("freight", "travel")
    assert profile.layers


def test_a_profile_is_read_into_types() -> None:
    truck = load_profile("truck-40t")
    assert truck.road is not None
    assert (truck.road.party, truck.road.charges[0].kind, truck.road.charges[0].per) == (
        Party.FREIGHT, CostKind.HAULAGE, Per.VEHICLE_KM,
    )  # fmt: skip
    assert truck.layers == {Layer.ROAD, Layer.FERRY}


def test_a_copy_with_another_name_is_a_profile_of_ones_own(own: Path) -> None:
    text = TRUCK.replace('name = "truck-40t"', 'name = "my-truck"').replace("mass_t = 40.0", "mass_t = 18.0")
    mine = load_profile("my-truck", write(own, text))
    assert mine.road is not None
    assert mine.road.mass_t == 18.0
    assert [p.name for p in list_profiles(own)].count("my-truck") == 1


def test_a_profile_of_ones_own_replaces_the_shipped_one_of_that_name(own: Path) -> None:
    write(own, TRUCK.replace("max_kmh = 85.0", "max_kmh = 60.0"), "truck-40t")
    mine, shipped = load_profile("truck-40t", own), load_profile("truck-40t")
    assert mine.road is not None
    assert shipped.road is not None
    assert (mine.road.max_kmh, shipped.road.max_kmh) == (60.0, 85.0)


def test_an_unknown_profile_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match="truck-40t") as caught:
        load_profile("truck-44t")
    assert caught.value.candidates[0] == "truck-40t"


WRONG = {
    "an unknown key": ('max_kmh = 85.0', 'max_kph = 85.0', "max_kmh"),
    "a key at the top that nobody knows": ('purpose = "freight"', 'purpose = "freight"\ncolor = "red"', "color"),
    "an unknown word": ('party = "freight"', 'party = "lorry"', "lorry"),
    "a key too few": ('speed_share = "free-flow-share"', "", "speed_share"),
    "a name that is not the file's": ('name = "truck-40t"', 'name = "other"', "file name"),
    "no TOML": ("[road]", "[road", "readable TOML"),
    "a charge by an unknown unit": ('per = "vehicle-km"', 'per = "mile"', "mile"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_profile_is_refused_with_file_and_key(own: Path, what: str) -> None:
    old, new, said = WRONG[what]
    text = TRUCK if "name that" in what else TRUCK.replace('name = "truck-40t"', 'name = "my-truck"')
    write(own, text.replace(old, new, 1))
    with pytest.raises(DataFault) as caught:
        load_profile("my-truck", own)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [("max_kmh = 85.0", 'max_kmh = "fast"'), ("mass_t = 40.0", "mass_t = -1.0"), ("max_kmh = 85.0", "max_kmh = 0.0"),
     ('purpose = "freight"', 'purpose = "fun"'), ("heavy = true", 'heavy = "yes"'),
     ("mass_t = 18.0", "mass_t = nan"), ('load = { kind = "container-40", mass_t = 18.0 }', "load = 3"),
        ("[road]", "road = 4\n[other]"),
     ('types = ["ropax", "rail_ferry"]', 'types = ["ropax", "general"]'), ('countries = ["KZ"]', 'countries = "KZ"')],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused(own: Path, old: str, new: str) -> None:
    text = TRUCK.replace('name = "truck-40t"', 'name = "my-truck"').replace(old, new, 1)
    with pytest.raises(DataFault):
        load_profile("my-truck", write(own, text))


def test_unknown_driver_rules_are_named_when_they_are_needed(own: Path, planner: Planner) -> None:
    text = TRUCK.replace('name = "truck-40t"', 'name = "my-truck"').replace('drivers = "aetr"', 'drivers = "atr"')
    with pytest.raises(DataFault, match="atr"):
        ask(replace(planner, data=write(own, text), evaluations=OrderedDict()), "Almaty", "Taraz", "my-truck")
