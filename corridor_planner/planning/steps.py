"""From the events on a path to the steps that a person would tell.

Movement on one mode, country and service is one step, cut where a driver rests. Every change of
layer (transfer, going on board a ship, leaving it) is one transfer step, every border one
crossing step after its queue. Money that does not depend on time goes to the step that causes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from corridor_planner.cost import simulator as sim
from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.stays import VISIT
from corridor_planner.cost.terminals import arrival_terminal, departure_terminal
from corridor_planner.domain import ArcKind, CostKind, Ferry, Flight, Layer, LegKind, Message, Mode, RoadClass, Train
from corridor_planner.planning.timeline import STAYING, Event

Money = dict[CostKind, float]
_MOVES = {
    ArcKind.ROAD: LegKind.ROAD,
    ArcKind.RAIL: LegKind.RAIL,
    ArcKind.RIDE: LegKind.RAIL,
    ArcKind.SAIL: LegKind.FERRY,
    ArcKind.FLY: LegKind.AIR,
}
_RESTS = {sim.PAUSE: "note.break", sim.DAILY_REST: "note.daily_rest", sim.WEEKLY_REST: "note.weekly_rest"}
_WAITS = {
    sim.WAIT_OPEN: "note.until_open",
    sim.WAIT_DEPARTURE: "note.until_departure",
    sim.WAIT_SEASON: "note.until_season",
}
_BORDER_MONEY = (CostKind.BORDER, CostKind.FEE)


@dataclass(slots=True, kw_only=True)
class Step:
    """A leg while it grows.

    Attributes
    ----------
    arc
        The arc it happens on.
    node
        Where it happens, for steps at one spot.
    pieces
        (arc, share from, share to) of the way, for movement and for rests under way.
    standing
        Vehicle and driver stand still and cost money.
    """

    kind: LegKind
    arc: int
    node: int
    start_s: int
    end_s: int
    mode: Mode | None = None
    pieces: list[tuple[int, float, float]] = field(default_factory=list)
    money: Money = field(default_factory=dict)
    co2e_kg: float = 0.0
    standing: bool = False
    crossing: int = -1
    service: int = -1
    note: Message | None = None

    def add(self, money: Mapping[CostKind, float], share: float = 1.0) -> None:
        """Add a share of some money."""
        for kind, usd in money.items():
            self.money[kind] = self.money.get(kind, 0.0) + usd * share


def tell_steps(
    costs: ArcCosts, arcs: Sequence[int], events: Sequence[Event], depart_s: int, *, stops_after: Sequence[int] = ()
) -> list[Step]:
    """Return the steps of a path; ``depart_s`` is before any loading at the first terminal.

    No step goes on past a stop, so that each stop is told.
    """
    teller = _Teller(costs)
    network = costs.network
    teller.load(int(network.arcs.tail[arcs[0]]), depart_s)
    for (position, staying), group in groupby(events, key=lambda e: (e.position, e.arc == STAYING)):
        if staying:
            node = int(network.arcs.head[arcs[position - 1]] if position else network.arcs.tail[arcs[0]])
            teller.stay(node, tuple(group))
        else:
            teller.cut = position in stops_after
            teller.pass_arc(arcs[position], tuple(group))
    teller.unload(int(network.arcs.head[arcs[-1]]))
    return teller.steps


class _Teller:
    """Collects steps arc by arc."""

    def __init__(self, costs: ArcCosts) -> None:
        self.costs, self.network, self.arcs = costs, costs.network, costs.network.arcs
        self.steps: list[Step] = []
        self.moved = False
        self.cut = False  # the next movement begins a step of its own

    def load(self, node: int, depart_s: int) -> None:
        """Tell the loading at the first terminal."""
        terminal = departure_terminal(self.costs, node)
        if terminal.time.p50_s or terminal.cost_usd:
            self.steps.append(Step(
                kind=LegKind.WAIT, arc=-1, node=node, start_s=depart_s, end_s=depart_s + terminal.time.p50_s,
                standing=True, money={CostKind.TRANSFER: terminal.cost_usd}, co2e_kg=terminal.co2e_kg,
                note=Message(id="note.loading"),
            ))  # fmt: skip

    def unload(self, node: int) -> None:
        """Charge the lift at the last terminal to the last step; the trip ends with the train or ship."""
        terminal = arrival_terminal(self.costs, node)
        if terminal.cost_usd:
            self.steps[-1].add({CostKind.TRANSFER: terminal.cost_usd})
            self.steps[-1].co2e_kg += terminal.co2e_kg
            self.steps[-1].note = Message(id="note.unloading", values={"usd": round(terminal.cost_usd)})

    def stay(self, node: int, events: Sequence[Event]) -> None:
        """Tell the wait and the visit at a stop."""
        for event in events:
            visit = event.what == VISIT
            note = Message(id="note.visit" if visit else "note.until_stop_opens")
            kind = LegKind.VISIT if visit else LegKind.WAIT
            self.steps.append(Step(kind=kind, arc=-1, node=node, start_s=event.start_s, end_s=event.end_s, note=note))

    def pass_arc(self, arc: int, events: Sequence[Event]) -> None:
        """Tell everything that happens on one arc."""
        kind = ArcKind(int(self.arcs.kind[arc]))
        money = {k: float(v[arc]) for k, v in self.costs.parts.items() if v[arc]}
        if kind in _MOVES:
            self._move_along(arc, kind, events, money)
        elif kind is ArcKind.CROSSING:
            for event in events[:-1]:
                self._stand(arc, event, LegKind.QUEUE if event.what == sim.QUEUE else LegKind.WAIT)
            self._cross(arc, events[-1].end_s, money)
        else:
            self._change(arc, kind, events, money)

    def _move_along(self, arc: int, kind: ArcKind, events: Sequence[Event], money: Money) -> None:
        moving_s = sum(e.end_s - e.start_s for e in events if e.what == sim.MOVE)
        done = 0.0
        for event in events:
            if event.what in _RESTS:
                self.steps.append(Step(
                    kind=LegKind.REST, arc=arc, node=int(self.arcs.tail[arc]), start_s=event.start_s,
                    end_s=event.end_s, pieces=[(arc, done, done)], note=Message(id=_RESTS[event.what]),
                ))  # fmt: skip
            elif event.what != sim.MOVE:
                self._stand(arc, event, LegKind.WAIT)
            else:
                share = (event.end_s - event.start_s) / moving_s if moving_s else 1.0
                step = self._moving_step(arc, kind, event)
                step.end_s = event.end_s
                step.pieces.append((arc, done, done + share))
                step.add(money, share)
                step.co2e_kg += float(self.costs.co2e_kg[arc]) * share
                done += share
        self.moved = True

    def _moving_step(self, arc: int, kind: ArcKind, event: Event) -> Step:
        """Return the step that this movement continues, or a new one."""
        last = self.steps[-1] if self.steps and not self.cut else None
        self.cut = False
        if last is not None and last.kind is _MOVES[kind] and last.end_s == event.start_s and last.pieces:
            before = last.pieces[-1][0]
            columns = (self.arcs.kind, self.arcs.layer, self.arcs.country, self.arcs.service)
            if all(column[before] == column[arc] for column in columns) and last.note == self._vehicle(arc):
                return last
        step = Step(
            kind=_MOVES[kind], arc=arc, node=int(self.arcs.tail[arc]), start_s=event.start_s, end_s=event.end_s,
            mode=Layer(int(self.arcs.layer[arc])).mode, standing=kind is ArcKind.SAIL,
            service=int(self.arcs.service[arc]), note=self._vehicle(arc),
        )  # fmt: skip
        self.steps.append(step)
        return step

    def _vehicle(self, arc: int) -> Message | None:
        """Return the vehicle of a road step, where the profile uses two kinds of them."""
        if self.costs.circumstances.profile.road_small is None or self.arcs.kind[arc] != ArcKind.ROAD:
            return None
        coach = self.arcs.road_class[arc] <= RoadClass.PRIMARY
        return Message(id="note.by_coach" if coach else "note.by_hired_car")

    def _stand(self, arc: int, event: Event, kind: LegKind) -> None:
        note = Message(id=_WAITS[event.what]) if event.what in _WAITS else None
        service = int(self.arcs.service[arc])
        if note is None and kind is LegKind.WAIT and service >= 0:
            carrier = self.network.services[service]
            flown = isinstance(carrier, Flight)
            name = carrier.id if isinstance(carrier, Flight) else carrier.name
            note = Message(id="note.for_flight" if flown else "note.for_ship", values={"service": name})
        self.steps.append(Step(
            kind=kind, arc=arc, node=int(self.arcs.tail[arc]), start_s=event.start_s, end_s=event.end_s, standing=True,
            crossing=int(self.arcs.crossing[arc]), service=service, note=note,
        ))  # fmt: skip

    def _cross(self, arc: int, at_s: int, money: Money, note: Message | None = None) -> None:
        self.steps.append(Step(
            kind=LegKind.CROSSING, arc=arc, node=int(self.arcs.tail[arc]), start_s=at_s, end_s=at_s, money=money,
            crossing=int(self.arcs.crossing[arc]), service=int(self.arcs.service[arc]), note=note,
        ))  # fmt: skip

    def _change(self, arc: int, kind: ArcKind, events: Sequence[Event], money: Money) -> None:
        """Tell a transfer, going on board or leaving."""
        service = int(self.arcs.service[arc])
        train = service >= 0 and isinstance(self.network.services[service], Train)
        begin_s = events[0].start_s
        end_s = events[0].end_s if events[0].what == sim.BEFORE else begin_s
        by_taxi = train and self.arcs.length_m[arc] > 0
        if by_taxi or not train or (end_s > begin_s and kind is ArcKind.BOARD):
            step = Step(
                kind=LegKind.ROAD if by_taxi else LegKind.WAIT if train and not self.moved else LegKind.TRANSFER,
                arc=arc, node=int(self.arcs.tail[arc]), start_s=begin_s, end_s=end_s, standing=True, service=service,
                mode=Mode.ROAD if by_taxi else None, pieces=[(arc, 0.0, 1.0)] if by_taxi else [],
                co2e_kg=float(self.costs.co2e_kg[arc]), note=self._change_note(arc, kind),
            )  # fmt: skip
            step.add({k: usd for k, usd in money.items() if k not in _BORDER_MONEY})
            self.steps.append(step)
            self.moved |= by_taxi
        for event in events:
            if event.what not in (sim.BEFORE, sim.MOVE):
                queue = event.what == sim.QUEUE and kind is ArcKind.ALIGHT
                self._stand(arc, event, LegKind.QUEUE if queue else LegKind.WAIT)
        if kind is ArcKind.ALIGHT and self.arcs.crossing[arc] >= 0 and not train:
            at_border = {k: usd for k, usd in money.items() if k in _BORDER_MONEY}
            self._cross(arc, events[-1].end_s, at_border, self._sea_border(arc))

    def _sea_border(self, arc: int) -> Message | None:
        """Return which countries a ship goes between, as its crossing step tells only the port of entry."""
        ferry = self.network.services[int(self.arcs.service[arc])]
        if not isinstance(ferry, Ferry):
            return None
        index = self.network.place_index
        ends = [self.network.places[index[p]].country for p in (ferry.from_place_id, ferry.to_place_id) if p in index]
        if self.arcs.backward[arc]:
            ends.reverse()
        return Message(id="note.sea_border", values=dict(zip(("from", "to"), ends, strict=False)))

    def _change_note(self, arc: int, kind: ArcKind) -> Message:
        layers = self.network.nodes.layer
        tail, head = (Layer(int(layers[n])) for n in (self.arcs.tail[arc], self.arcs.head[arc]))
        service = self.network.services[self.arcs.service[arc]] if self.arcs.service[arc] >= 0 else None
        if isinstance(service, Train | Flight):
            id_ = "note.station" if kind is ArcKind.BOARD else "note.from_station"
            return Message(id=id_, values={"train": service.id})
        if isinstance(service, Ferry):
            id_ = "note.on_board" if kind is ArcKind.BOARD else "note.off_ship"
            return Message(id=id_, values={"line": service.name})
        gauges = {Layer.RAIL_1520: 1520, Layer.RAIL_1435: 1435}
        if tail in gauges and head in gauges:
            return Message(id="note.gauge_change", values={"from": gauges[tail], "to": gauges[head]})
        return Message(id="note.transfer", values={"from": tail.mode.value, "to": head.mode.value})
