"""Access tags: who may use a way."""

import pytest

from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import access_flags

NOBODY = Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH
CALLERS = Flag.LOCAL_CAR | Flag.LOCAL_TRUCK | Flag.LOCAL_COACH


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, Flag(0)),
        ({"access": "no"}, NOBODY),
        ({"access": "private"}, CALLERS),
        ({"access": "customers"}, CALLERS),
        ({"motor_vehicle": "destination"}, CALLERS),
        ({"hgv": "no"}, Flag.NO_TRUCK),
        ({"hgv": "delivery"}, Flag.LOCAL_TRUCK),
        ({"access": "no", "motor_vehicle": "yes"}, Flag(0)),
        ({"access": "no", "hgv": "yes"}, Flag.NO_CAR | Flag.NO_COACH),
        ({"motorcar": "no"}, Flag.NO_CAR),
        ({"vehicle": "forestry"}, NOBODY),
        ({"vehicle": "destination; forestry"}, CALLERS),
        ({"vehicle": "no", "motor_vehicle": "permissive"}, Flag(0)),
        ({"tourist_bus": "no"}, Flag.NO_COACH),
        ({"access": "no", "coach": "yes"}, Flag.NO_CAR | Flag.NO_TRUCK),
        # A bus is a public service and a van is no truck: they open nothing to coaches and trucks.
        ({"access": "no", "bus": "yes"}, NOBODY),
        ({"access": "no", "goods": "yes"}, NOBODY),
        # But where the smaller one may not go, the larger one may not either, unless it is named.
        ({"bus": "no"}, Flag.NO_COACH),
        ({"bus": "no", "tourist_bus": "yes"}, Flag(0)),
        ({"goods": "no"}, Flag.NO_TRUCK),
        ({"goods": "no", "hgv": "yes"}, Flag(0)),
        ({"hgv_articulated": "no"}, Flag.NO_TRUCK),
    ],
)
def test_the_most_special_access_key_decides(tags, expected):
    assert access_flags(tags) == (expected, None)


@pytest.mark.parametrize(
    ("tags", "direction", "expected"),
    [
        ({"motor_vehicle:backward": "no"}, "backward", NOBODY),
        ({"motor_vehicle:backward": "no"}, "forward", Flag(0)),
        ({"hgv:forward": "no", "hgv": "yes"}, "forward", Flag.NO_TRUCK),
        ({"access": "no", "motorcar:forward": "yes"}, "forward", Flag.NO_TRUCK | Flag.NO_COACH),
    ],
)
def test_a_key_may_speak_of_one_direction(tags, direction, expected):
    assert access_flags(tags, direction) == (expected, None)


def test_an_access_word_that_nobody_knows_is_named_and_the_next_key_decides():
    assert access_flags({"motor_vehicle": "maybe", "access": "no"}) == (NOBODY, "motor_vehicle")
