"""The use case *route*: from a request to one checked plan, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from corridor_planner.check.routes import check_route
from corridor_planner.cost.calendar import Horizon, Interval, open_intervals
from corridor_planner.cost.evaluation import ArcCosts, Circumstances
from corridor_planner.cost.permissions import Traveller
from corridor_planner.cost.profile import Profile
from corridor_planner.cost.simulator import WAIT_OPEN, WAIT_SEASON
from corridor_planner.cost.stays import NO_VISIT, Visit
from corridor_planner.cost.terminals import departure_terminal
from corridor_planner.domain import (
    LegKind,
    Load,
    Message,
    NoPlan,
    RoutePlan,
    RouteRequest,
    Violation,
)
from corridor_planner.errors import DataFault, InvalidInput
from corridor_planner.planning.answers import no_plan_document, plan_document
from corridor_planner.planning.assembly import assemble_legs
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.ends import Anchor, End, anchor, resolve_end
from corridor_planner.planning.evaluated import Evaluated
from corridor_planner.planning.explain import closed_in_season, explain_no_path
from corridor_planner.planning.notices import route_warnings
from corridor_planner.planning.paths import LONGEST_WAIT_S, Path, find_path
from corridor_planner.planning.session import Planner, Progress, silent
from corridor_planner.planning.steps import tell_steps
from corridor_planner.planning.timeline import Event, play
from corridor_planner.planning.times import read_instant, this_morning
from corridor_planner.planning.uncertainty import assess
from corridor_planner.store.profiles import load_profile

_MOST_RETRIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request whose words have become places, instants and arc values."""

    request: RouteRequest
    ends: tuple[End, ...]
    depart: datetime
    deadline: datetime | None
    costs: ArcCosts
    evaluated: Evaluated
    visits: tuple[Visit, ...] = ()  # of the stops between the first and the last end


def plan_route(planner: Planner, request: RouteRequest, progress: Progress = silent) -> PlanDocument:
    """Return the plan document of a route.

    Raises
    ------
    InvalidInput, UnknownName, AmbiguousName
        When the request can't be understood or contradicts itself.
    DataFault
        When a figure is missing, or the independent checker disagrees with the plan.
    """
    progress("reading the request", 0.0)
    question = understand(planner, request)
    anchors = anchor_all(question)
    if isinstance(anchors, NoPlan):
        return no_plan_document(planner, question, anchors)
    if request.optimize:
        from corridor_planner.planning.tour_routes import plan_tour

        return plan_tour(planner, question, anchors, progress)
    progress("searching", 0.3)
    found = search(question, anchors)
    if isinstance(found, NoPlan):
        return no_plan_document(planner, question, found, anchors)
    path, events = found
    progress("telling the plan", 0.8)
    plan = tell_plan(planner, question, anchors, path, events)
    progress("done", 1.0)
    return plan_document(
        planner, question, anchors, (plan,), status="optimal", stop_order=range(len(request.via)),
        stops_after=path.stops_after,
    )  # fmt: skip


def understand(planner: Planner, request: RouteRequest) -> Question:
    """Read a request: profile, places, times, and the values of all arcs under it."""
    profile = load_profile(request.profile, planner.data)
    texts = [request.origin, *(stop.place for stop in request.via)]
    texts.append(request.origin if request.round_trip and not request.destination else request.destination)
    last = len(texts) - 1
    ends = tuple(resolve_end(planner, text, freight=profile.freight, via=0 < i < last) for i, text in enumerate(texts))
    if request.round_trip and request.destination and request.destination != request.origin:
        ends = (*ends, ends[0])
    _refuse_contradictions(request, ends)
    depart = request.depart or (
        read_instant(request.depart_text, ends[0].place.tz, what="departure")
        if request.depart_text
        else this_morning(ends[0].place.tz)
    )
    deadline = (
        read_instant(request.deadline_text, ends[-1].place.tz, what="deadline") if request.deadline_text else None
    )
    if deadline is not None and deadline <= depart:
        rule = f"it must lie after the departure {depart.isoformat()}"
        raise InvalidInput("deadline", deadline.isoformat(), rule=rule,
                           remedy="give a later deadline or an earlier departure")  # fmt: skip
    countries = {end.place.country for end in (ends[0], ends[-1])}
    circumstances = Circumstances(
        profile=profile, depart=depart, load=_load(request.load, profile), persons=request.travellers,
        who=Traveller(
            nationality=nationality_code(planner, request.nationality),
            registration=_registration(planner, request.registration, ends[0].place.country),
            avoid_crossings=frozenset(request.avoid_crossings), avoid_countries=frozenset(request.avoid_countries),
            known_crossings_only=request.known_crossings_only,
        ),
        avoid_modes=frozenset(request.avoid_modes),
        domestic_country=next(iter(countries)) if len(countries) == 1 else "",
    )  # fmt: skip
    _refuse_unknown_avoidances(planner, request)
    evaluated = planner.evaluated(circumstances)
    costs = replace(evaluated.costs, circumstances=circumstances)
    return Question(
        request=request, ends=ends, depart=depart, deadline=deadline, costs=costs, evaluated=evaluated,
        visits=_visits(request, ends, Horizon.around(depart)),
    )  # fmt: skip


def _visits(request: RouteRequest, ends: Sequence[End], horizon: Horizon) -> tuple[Visit, ...]:
    """Return what is done at each stop between the first and the last end."""
    visits = [
        Visit(visit_s=stop.visit_s, windows=_windows(stop.opening_hours, end.place.tz, horizon))
        for stop, end in zip(request.via, ends[1:], strict=False)
    ]
    return tuple(visits) + (NO_VISIT,) * (len(ends) - 2 - len(visits))


def _windows(hours: str, zone: str, horizon: Horizon) -> tuple[Interval, ...] | None:
    if not hours:
        return None
    try:
        return open_intervals(hours, zone, horizon)
    except DataFault:
        raise InvalidInput("--open", hours, rule="it must be opening hours in the syntax of OpenStreetMap",
                           remedy="write for example 'Mo-Fr 09:00-18:00'") from None  # fmt: skip


def _load(asked: Load | None, profile: Profile) -> Load:
    """Return the load, refused when the profile does not take its kind or its mass."""
    load = asked or profile.load
    if profile.freight and profile.loads and load.kind not in profile.loads:
        raise InvalidInput("--load", load.kind, rule=f"{profile.name} takes {', '.join(profile.loads)}",
                           remedy="choose one of these, or another profile")  # fmt: skip
    most_t = profile.max_load_t or 200.0
    if load.count < 1 or not 0 <= load.mass_t <= most_t:
        raise InvalidInput("--mass-t", f"{load.count} x {load.mass_t:g} t",
                           rule=f"one load of {profile.name} is 0 to {most_t:g} t, and there must be one or more",
                           remedy="lower the mass, or send more loads with --count")  # fmt: skip
    return load


def nationality_code(planner: Planner, text: str) -> str:
    """Return the alpha-2 code of a nationality or the first member of a group; "" stays "".

    Raises
    ------
    InvalidInput
        For what is neither an ISO code nor a group of the table.
    """
    if not text:
        return ""
    groups = planner.world.nationality_groups
    code = text.upper()
    if code in groups:
        return sorted(groups[code])[0]
    if code in country_codes(planner) or (not groups and len(code) == 2 and code.isalpha()):
        return code  # a world without a table of countries takes any code
    raise InvalidInput("nationality", text, rule="it must be an ISO alpha-2 or alpha-3 code or a group of the table",
                       remedy="use for example DE, DEU or EU")  # fmt: skip


def country_codes(planner: Planner) -> frozenset[str]:
    """Return all ISO alpha-2 codes that the tables know."""
    groups = planner.world.nationality_groups
    return frozenset(member for members in groups.values() for member in members) | frozenset(planner.network.countries)


def _registration(planner: Planner, text: str, origin: str) -> str:
    """Return the country of the plates; that of the origin when nothing is said."""
    code = nationality_code(planner, text) if text else origin
    return code.upper()


def _refuse_contradictions(request: RouteRequest, ends: Sequence[End]) -> None:
    first, last = ends[0], ends[-1]
    same = first.place.id == last.place.id and (first.place.lon, first.place.lat) == (last.place.lon, last.place.lat)
    if same and not request.round_trip and not request.via:
        raise InvalidInput("destination", request.destination, rule="it is the same place as the origin",
                           remedy="choose another place, or add --via and --return for a round trip")  # fmt: skip
    if request.optimize and not request.via:
        raise InvalidInput("--optimize", "no --via", rule="there must be stops to put in order",
                           remedy="add --via PLACE for each stop")  # fmt: skip
    for end in (first, last):
        if end.place.country in request.avoid_countries:
            raise InvalidInput("--avoid-country", end.place.country, rule=f"{end.place.name} lies there",
                               remedy="leave it out, or choose another end")  # fmt: skip
    avoided = {end.text for end in ends if end.crossing >= 0} & set(request.avoid_crossings)
    if avoided:
        raise InvalidInput("--avoid-crossing", sorted(avoided)[0], rule="the route is also asked to pass it (--via)",
                           remedy="leave one of the two out")  # fmt: skip


def _refuse_unknown_avoidances(planner: Planner, request: RouteRequest) -> None:
    from difflib import get_close_matches

    for crossing in request.avoid_crossings:
        if crossing not in planner.network.crossing_index:
            near = get_close_matches(crossing, planner.network.crossing_index, n=1, cutoff=0.3)
            raise InvalidInput("--avoid-crossing", crossing, rule="no crossing has this id",
                               remedy=f"did you mean {near[0]}?" if near else "look it up with 'places'")  # fmt: skip
    for country in request.avoid_countries:
        if country not in planner.network.countries:
            raise InvalidInput("--avoid-country", country, rule="the network has no such country",
                               remedy=f"use one of {', '.join(c for c in planner.network.countries if c)}")  # fmt: skip


def anchor_all(question: Question) -> tuple[Anchor, ...] | NoPlan:
    """Return the ends on the network, or why one of them can't be reached by this profile."""
    anchors: list[Anchor] = []
    for end in question.ends:
        found = anchor(question.evaluated, end)
        if isinstance(found, Message):
            return NoPlan(reason=found)
        anchors.append(found)
    return tuple(anchors)


def search(question: Question, anchors: Sequence[Anchor]) -> tuple[Path, tuple[Event, ...]] | NoPlan:
    """Return the best path with its events.

    A path on which one would wait more than three weeks for a pass or post to open is no answer:
    that arc is blocked and the search begins again.
    """
    costs, request = question.costs, question.request
    depart_s = round(question.depart.timestamp())
    blocked: set[int] = set()
    for _ in range(_MOST_RETRIES):
        path = find_path(
            question.evaluated, anchors, depart_s, request.criterion, visits=question.visits, blocked=frozenset(blocked)
        )
        if path is None:
            break
        if not path.arcs:
            rule = "it is the same spot of the network as the origin"
            raise InvalidInput("destination", anchors[-1].place.name, rule=rule, remedy="choose a place farther away")
        loading_s = departure_terminal(costs, int(costs.network.arcs.tail[path.arcs[0]])).time.p50_s
        events = play(costs, path.arcs, depart_s + loading_s, path.stays(question.visits))
        if isinstance(events, int):
            blocked.add(path.arcs[events])
            continue
        too_long = {
            e.arc for e in events if e.what in (WAIT_OPEN, WAIT_SEASON) and e.end_s - e.start_s > LONGEST_WAIT_S
        }
        if too_long:
            blocked |= too_long
            continue
        if request.max_transfers is not None:
            steps = tell_steps(costs, path.arcs, events, path.depart_s, stops_after=path.stops_after)
            transfers = sum(step.kind is LegKind.TRANSFER for step in steps)
            if transfers > request.max_transfers:
                return NoPlan(reason=Message(id="no_plan.too_many_transfers", values={
                    "found": transfers, "allowed": request.max_transfers,
                }))  # fmt: skip
        return path, events
    if blocked:
        return closed_in_season(costs, sorted(blocked))
    return explain_no_path(costs, anchors, request)


def tell_plan(
    planner: Planner, question: Question, anchors: Sequence[Anchor], path: Path, events: Sequence[Event]
) -> RoutePlan:
    """Return the plan of a path, checked by the independent checker.

    Raises
    ------
    DataFault
        When the checker finds a violation: a defect of the planner, never shown as a plan.
    """
    costs, request = question.costs, question.request
    steps = tell_steps(costs, path.arcs, events, path.depart_s, stops_after=path.stops_after)
    legs = assemble_legs(costs, steps, anchors[0].place, anchors[-1].place)
    total_s = sum(leg.time_s for leg in legs)
    plan = RoutePlan(
        id="1", label="A", why=Message(id=f"why.{request.criterion.value}"), legs=legs,
        reliability=assess(costs, path.arcs, total_s, question.depart, question.deadline, seed=request.seed),
        arc_keys=tuple(costs.network.arc_key(arc) for arc in path.arcs),
        warnings=route_warnings(planner, question, anchors, legs),
    )  # fmt: skip
    ends = [set(a.nodes) for a in (anchors[0], anchors[-1])]
    violations = check_route(costs, plan, ends, path.stays(question.visits))
    if violations:
        raise _disagreement(violations)
    return plan


def _disagreement(violations: Sequence[Violation]) -> DataFault:
    first = violations[0]
    return DataFault(
        "plan", first.where, rule=f"the independent checker found {first.rule}: {first.claimed} against {first.found}",
        remedy="report this as a defect, with the request",
    )  # fmt: skip
