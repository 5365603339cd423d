"""Why there is no plan: the doors that are shut are named, and what would help."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corridor_planner.domain import Mode
from corridor_planner.errors import InvalidInput
from corridor_planner.planning.documents import PlanDocument
from tests.support.asking import ask, planner_on
from tests.support.sketch import CLOSED, OPEN, SHUT_TO_FREIGHT, sketch_world
from tests.support.toys import train

TWO_POSTS = "a-X-b\n|   |\nc-Y-d"


def refusals(answer: PlanDocument) -> dict[str, str]:
    assert answer.status == "no_plan"
    return {str(message.values.get("crossing_id", "")): message.id for message in answer.blocked}


def test_every_refused_crossing_between_the_two_is_named_with_its_reason() -> None:
    planner = planner_on(sketch_world(TWO_POSTS, km_per_step=36, crossings={"X": SHUT_TO_FREIGHT, "Y": CLOSED}))
    answer = ask(planner, "a", "b", "toy-truck")
    assert refusals(answer) == {"X": "refused.no_freight", "Y": "refused.closed"}
    assert answer.reason is not None
    assert (answer.reason.id, answer.reason.values["count"]) == ("no_plan.all_refused", 2)


def test_a_crossing_that_leads_elsewhere_is_not_blamed() -> None:
    drawing = "a-X-b-Z-e"
    planner = planner_on(sketch_world(drawing, km_per_step=36, crossings={"X": CLOSED, "Z": CLOSED}))
    assert set(refusals(ask(planner, "a", "b", "toy-truck"))) == {"X"}


def test_of_two_shut_doors_in_a_row_both_are_named() -> None:
    planner = planner_on(sketch_world("a-X-b-Z-e", km_per_step=36, crossings={"X": CLOSED, "Z": CLOSED}))
    assert set(refusals(ask(planner, "a", "e", "toy-truck"))) == {"X", "Z"}


def test_ones_own_wish_is_named_and_dropping_it_is_the_remedy() -> None:
    planner = planner_on(sketch_world(TWO_POSTS, km_per_step=36, crossings={"X": OPEN, "Y": CLOSED}))
    answer = ask(planner, "a", "b", "toy-truck", avoid_crossings=("X",))
    assert refusals(answer) == {"X": "refused.avoided_crossing", "Y": "refused.closed"}
    assert [remedy.change for remedy in answer.remedies] == [{"remove_avoid_crossing": "X"}]
    assert ask(planner, "a", "b", "toy-truck").status == "optimal"  # the remedy helps


def test_a_country_that_is_avoided_is_named_at_its_borders() -> None:
    planner = planner_on(sketch_world("a-X-b-Z-e", km_per_step=36))
    answer = ask(planner, "a", "e", "toy-truck", avoid_countries=("BB",))
    assert set(refusals(answer).values()) == {"refused.avoided_country"}
    assert [remedy.change for remedy in answer.remedies] == [{"remove_avoid_country": "BB"}]


def test_a_truck_that_finds_no_post_for_freight_is_offered_the_container() -> None:
    planner = planner_on(sketch_world("a-X-b", km_per_step=36, crossings={"X": SHUT_TO_FREIGHT}))
    answer = ask(planner, "a", "b", "toy-truck")
    assert {"profile": "container-intermodal"} in [remedy.change for remedy in answer.remedies]


def test_two_places_that_nothing_joins_are_said_to_be_apart() -> None:
    answer = ask(planner_on(sketch_world("a-b c-d", km_per_step=36)), "a", "d", "toy-truck")
    assert (answer.reason.id if answer.reason else "", answer.blocked) == ("no_plan.not_connected", [])


def test_the_first_stretch_that_fails_is_the_one_explained() -> None:
    planner = planner_on(sketch_world("a-b c-d", km_per_step=36))
    answer = ask(planner, "a", "d", "toy-truck", via=("b",))
    assert answer.reason is not None
    assert (answer.reason.values["from"], answer.reason.values["to"]) == ("b", "d")


def test_a_train_that_has_left_for_good_is_a_matter_of_time() -> None:
    world = sketch_world("a=b", km_per_step=36)
    line = replace(train("t", (("a", 0), ("b", 2))), status="seasonal")
    planner = planner_on(replace(world, trains={"t": line}))
    answer = ask(planner, "a", "b", "toy-traveller", depart_text="2026-10-01")
    assert (answer.reason.id if answer.reason else "") == "no_plan.in_time"
    assert {"depart": None} in [remedy.change for remedy in answer.remedies]


CONTRADICTIONS = [
    ({"avoid_crossings": ("nowhere",)}, "no crossing has this id"),
    ({"avoid_countries": ("ZZ",)}, "no such country"),
    ({"avoid_countries": ("AA",)}, "lies there"),
    ({"optimize": True}, "stops to put in order"),
    ({"via": ("X",), "avoid_crossings": ("X",)}, "asked to pass it"),
    ({"nationality": "Atlantis"}, "alpha-2"),
]


@pytest.mark.parametrize(("wish", "said"), CONTRADICTIONS, ids=[said for _, said in CONTRADICTIONS])
def test_wishes_that_contradict_themselves_are_refused(wish: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        ask(planner_on(sketch_world("a-X-b", km_per_step=36)), "a", "b", "toy-truck", **wish)  # type: ignore[arg-type]


def test_avoiding_the_only_mode_is_named_with_its_remedy() -> None:
    answer = ask(planner_on(sketch_world("a-b", km_per_step=36)), "a", "b", "toy-truck", avoid_modes=(Mode.ROAD,))
    assert answer.status == "no_plan"
    assert [remedy.change for remedy in answer.remedies] == [{"remove_avoid_mode": "road"}]
