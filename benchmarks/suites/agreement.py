"""Suite *agreement*: car routes on our network beside OSRM's and Valhalla's on the same extract.

**The fair question** is the shortest way for a car. Two routers that look for the quickest way drive
by other speeds, and a difference then says nothing about roads; a shortest way depends on nothing
but which roads, directions and turns there are. So the peers are asked for the shortest way too, OSRM
by its own car rules with distances for weights and tracks as roads (``osrm_distance.lua``), Valhalla
by its own option without pruning. Ends are drawn in the middle of roads, as an address lies beside one:
at a junction each router would begin on whichever road it likes. Every road that a car can drive on our
network is drawn as often, and those that the peer has not there are left out and counted; a peer that
moves an end has no way between the two points. All lines are measured on the same sphere. The quickest
ways are compared too, each router by its own speeds.

Every pair that differs by more than 1 % is explained by the element of OpenStreetMap that one of the
two does not let pass, and counts as explained only when that makes up for the whole difference.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.contract import OURS, Row, Status
from benchmarks.differences import (
    NEAR_M,
    Cause,
    Explanation,
    differ,
    explain,
    length_m,
    nodes_between,
    reaches,
    what_we_deny,
)
from benchmarks.ground import NO_ELEMENT, Step, read_ground
from benchmarks.own_roads import Floats, OwnRoads
from benchmarks.peers import ROOT, Line, Router, routing, why_absent
from benchmarks.registry import Case, Options, Suite
from benchmarks.suites.store import find_extracts
from benchmarks.timing import Times, once, peak_memory_mb
from corridor_planner.units import great_circle_m

PAIRS: Final = 500
_DRAWS: Final = 4  # for each pair that is wanted: islands and ends that the peer has not are passed over
_SHOWN: Final = 4  # elements named for a cause
LEAST_SHARE: Final = 0.95  # of the shortest ways; a smaller one is a failure
NAMES: Final = {"osrm": "OSRM", "valhalla": "Valhalla"}
_OWN_PROFILE: Final = {"osrm": "car", "valhalla": "auto"}
_SHORTEST: Final = {"osrm": str(ROOT / "osrm_distance.lua"), "valhalla": "shortest"}
_NO_WAY: Final = Cause("the peer's own rules give it no way between these ends", NO_ELEMENT)
_LONGER: Final = (5, 20)  # percent of a quickest way


@dataclass(kw_only=True)
class Pair:
    """One question, both answers and, where they differ, why."""

    ends: tuple[Step, Step]
    our_m: float | None
    peer_m: float | None
    our_s: float
    peer_s: float
    explanation: Explanation | None = None

    def to_json(self) -> dict[str, Any]:
        """Return a differing pair as JSON values."""
        assert self.explanation is not None
        told = [None if m is None else round(m) for m in (self.our_m, self.peer_m)]
        return {"between_nodes": self.ends, "our_m": told[0], "peer_m": told[1], "explained": self.explanation.whole,
                "causes": [cause.told() for cause in self.explanation.causes]}  # fmt: skip


@dataclass(kw_only=True)
class Tally:
    """All pairs of a case."""

    pairs: list[Pair] = field(default_factory=list)
    without: list[tuple[Step, Step]] = field(default_factory=list)  # ends between which there is a way in neither
    left_out: int = 0  # ends that the peer has no road at

    @property
    def both(self) -> list[Pair]:
        """The pairs with a way in both."""
        return [pair for pair in self.pairs if pair.our_m is not None and pair.peer_m is not None]

    @property
    def differing(self) -> list[Pair]:
        """The pairs that need an explanation."""
        return [pair for pair in self.pairs if pair.explanation is not None]

    @property
    def within_share(self) -> float:
        """Share of the pairs with a way in both whose lengths are equal within 1 %."""
        return sum(not differ(pair.our_m, pair.peer_m) for pair in self.both) / max(len(self.both), 1)

    @property
    def reachable_share(self) -> float:
        """Share of all pairs that were asked that have a way in both or in neither."""
        asked = len(self.pairs) + len(self.without)
        return (len(self.both) + len(self.without)) / max(asked, 1)


def agree(peer: str, fastest: bool, options: Options) -> Iterator[Row]:  # noqa: FBT001
    """Compare with one peer, by the shortest or by the quickest way."""
    name = f"{peer}-{'fastest' if fastest else 'shortest'}"
    what = f"{'quickest' if fastest else 'shortest'} ways of a car beside {NAMES[peer]}, up to four searches each"
    reason = "peers were left out (--no-peers)" if not options.peers else why_absent(peer)
    if reason:
        yield Row(name=name, what=what, solver=NAMES[peer], status=Status.SKIPPED, note=reason)
        return
    for extract in find_extracts(options.data):
        roads = _built(extract)
        weights = roads.costs.time_s if fastest else roads.network.arcs.length_m
        profile = (_OWN_PROFILE if fastest else _SHORTEST)[peer]
        with routing(peer, extract, profile) as router:
            tally = _asked(roads, router, weights, fastest=fastest, seed=options.seed)
            solver = f"{NAMES[peer]} {router.version}"
        yield _summary(name, f"{what}, {extract.name}", solver, tally, fastest=fastest)
        yield from _reasons(name, solver, tally)


def _built(extract: Path) -> OwnRoads:
    from corridor_planner.planning.networks import build_network
    from corridor_planner.planning.session import open_planner

    with tempfile.TemporaryDirectory(prefix="corridor-bench-") as folder:
        build_network([extract], Path(folder) / "built", name="benchmark")
        return OwnRoads(open_planner(str(Path(folder) / "built")), read_ground(extract))


def _asked(roads: OwnRoads, router: Router, weights: Floats, *, fastest: bool, seed: int) -> Tally:
    """Draw pairs and ask both, until enough of them have a way; every end is one that the peer knows too."""
    random, ends, tally = np.random.default_rng(seed), roads.ends(), Tally()
    known: dict[Step, bool] = {}
    for _ in range(_DRAWS * PAIRS):
        if len(tally.pairs) == PAIRS:
            break
        source, target = (ends[at] for at in random.choice(len(ends), size=2, replace=False))
        for step in (source, target):
            if step not in known:
                known[step] = _knows(roads, router, step)
                tally.left_out += not known[step]
        if not (known[source] and known[target]):
            continue
        pair = _pair(roads, router, (source, target), weights, fastest=fastest)
        if pair.our_m is None and pair.peer_m is None:
            tally.without.append(pair.ends)
        else:
            tally.pairs.append(pair)
    return tally


def _knows(roads: OwnRoads, router: Router, step: Step) -> bool:
    place = roads.middle(step)
    snapped = router.snap(place)
    return snapped is not None and great_circle_m(*place, *snapped) <= NEAR_M


def _pair(roads: OwnRoads, router: Router, ends: tuple[Step, Step], weights: Floats, *, fastest: bool) -> Pair:
    our_s, drive = once(lambda: roads.way(*ends, weights))
    source, target = (roads.middle(step) for step in ends)
    answer = router.route(source, target)
    peer_s = answer.seconds if answer else 0.0
    line = answer.line if answer and reaches(answer.line, source, target) else None
    our_m = None if drive is None else length_m([source, *roads.ground.line(drive.nodes[1:-1]), target])
    pair = Pair(ends=ends, our_m=our_m, peer_m=length_m(line) if line else None, our_s=our_s, peer_s=peer_s)
    if differ(pair.our_m, pair.peer_m):
        how = _by_time if fastest else explain
        pair.explanation = how(roads, router, ends, weights, line)
    return pair


def _by_time(
    roads: OwnRoads, _router: Router, ends: tuple[Step, Step], times_s: Floats, theirs: Line | None
) -> Explanation:
    """Tell ways that we could not drive from those that only take longer by our speeds."""
    if theirs is None:
        return Explanation(causes=(_NO_WAY,), whole=True)
    nodes = nodes_between(roads.ground, ends, theirs)
    causes = what_we_deny(roads, ends, nodes)
    ours = roads.way(*ends, times_s)
    if not causes and ours is not None:
        ours_s, theirs_s = (roads.weight_along(way, roads.allowed(*ends), times_s) for way in (ours.nodes, nodes))
        limit = next((limit for limit in _LONGER if theirs_s <= ours_s * (1 + limit / 100)), None)
        told = f"at most {limit} %" if limit else f"more than {_LONGER[-1]} %"
        causes = [Cause(f"we drive their way too, by our speeds it takes {told} longer", NO_ELEMENT)]
    return Explanation(causes=tuple(dict.fromkeys(causes)), whole=bool(causes))


def _summary(name: str, what: str, solver: str, tally: Tally, *, fastest: bool) -> Row:
    ours = Times(each_s=tuple(pair.our_s for pair in tally.pairs))
    theirs = Times(each_s=tuple(pair.peer_s for pair in tally.pairs))
    open_ends = sum(not pair.explanation.whole for pair in tally.differing if pair.explanation)
    failed = not fastest and min(tally.within_share, tally.reachable_share) < LEAST_SHARE
    return Row(
        name=name, what=what, solver=OURS, status=Status.FAILED if failed else Status.MEASURED,
        size={"pairs_with_a_way": len(tally.pairs), "in_both": len(tally.both), "pairs_without": len(tally.without),
              "differing": len(tally.differing), "unexplained": open_ends, "ends_left_out": tally.left_out},
        seconds=ours.median_s, seconds_p95=ours.p95_s, runs=len(tally.pairs), peak_memory_mb=peak_memory_mb(),
        peer=solver, peer_seconds=theirs.median_s, ratio=theirs.median_s / ours.median_s,
        measures={"within_1pct_share": round(tally.within_share, 4),
                  "reachable_agree_share": round(tally.reachable_share, 4),
                  "differing": [pair.to_json() for pair in tally.differing]},
        note=f"within 1 %: {100 * tally.within_share:.1f} %; reachable in both or neither: "
             f"{100 * tally.reachable_share:.1f} %",
        solution={"pairs": [pair.ends for pair in tally.pairs],
                  "pairs_without": tally.without,
                  "our_m": [None if p.our_m is None else round(p.our_m, 1) for p in tally.pairs],
                  "peer_m": [None if p.peer_m is None else round(p.peer_m, 1) for p in tally.pairs]},
    )  # fmt: skip


def _reasons(name: str, solver: str, tally: Tally) -> Iterator[Row]:
    """Give a row for every kind of cause, the most frequent first; a pair may have several."""
    groups: dict[tuple[str, str], list[Pair]] = {}
    for pair in tally.differing:
        assert pair.explanation is not None
        for key in dict.fromkeys((cause.rule, cause.element.words) for cause in pair.explanation.causes):
            groups.setdefault(key, []).append(pair)
        if not pair.explanation.whole:
            groups.setdefault(("what was found does not make up for all of it", ""), []).append(pair)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    for number, ((rule, words), pairs) in enumerate(ordered, start=1):
        names = dict.fromkeys(
            cause.element.name
            for pair in pairs
            if pair.explanation
            for cause in pair.explanation.causes
            if (cause.rule, cause.element.words) == (rule, words)
        )
        told = [*list(names)[:_SHOWN], *([f"{len(names) - _SHOWN} more"] if len(names) > _SHOWN else [])]
        why = ", ".join(part for part in (words, rule) if part)
        yield Row(name=f"{name}:{number}", what=f"why: {why}", solver=solver, size={"pairs": len(pairs)},
                  note=", ".join(name for name in told if name), runs=len(pairs))  # fmt: skip


SUITE: Final = Suite(
    name="agreement",
    what="car routes beside other routers",
    cases=tuple(
        Case(name=f"{peer}-{'fastest' if fastest else 'shortest'}",
             what=f"{'quickest' if fastest else 'shortest'} ways beside {NAMES[peer]}",
             run=partial(agree, peer, fastest), limit_s=600)
        for peer in NAMES
        for fastest in (False, True)
    ),
)  # fmt: skip
