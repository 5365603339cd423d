"""A plan for people: where it goes, step by step, with times, money, warnings and sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich.console import Console
from rich.table import Table

from corridor_planner.cli.output import console, shown
from corridor_planner.messages import tell_distance, tell_duration, tell_mass, tell_money
from corridor_planner.planning.documents import LegDoc, PlanDoc, PlanDocument

_AT_ONE_SPOT = frozenset({"queue", "wait", "rest", "transfer", "visit", "meal", "night"})


def show_route(document: PlanDocument) -> None:
    """Print a plan document of kind route."""
    out = console()
    _show_question(out, document)
    if not document.plans:
        _show_no_plan(out, document)
    for plan in document.plans:
        _show_plan(out, plan)
    _show_origin(out, document)


def show_corridors(document: PlanDocument, *, steps: bool) -> None:
    """Print a plan document of kind corridors: side by side, with the steps of each when asked for."""
    out = console()
    _show_question(out, document)
    if not document.plans:
        _show_no_plan(out, document)
    else:
        _show_side_by_side(out, document)
    for plan in document.plans if steps else ():
        out.print(f"\n[bold]{shown(plan.label)}[/bold] {shown(plan.why)}")
        _show_plan(out, plan)
    _show_origin(out, document)


def _show_side_by_side(out: Console, document: PlanDocument) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    for name in ("time", "one in ten over", "USD", "kg CO2e", "km"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("through, and why", overflow="fold", ratio=1)
    for plan in document.plans:
        totals = plan.totals
        table.add_row(
            plan.label, tell_duration(totals.time_s), tell_duration(plan.reliability.p90_s), f"{totals.cost_usd:,.0f}",
            f"{totals.co2e_kg:,.0f}", f"{totals.distance_m / 1000:,.0f}", f"{shown(_through(plan))}\n{shown(plan.why)}",
        )  # fmt: skip
    out.print()
    out.print(table)
    front = len(document.corridors.front) if document.corridors else 0
    out.print(f"\n{front} ways are beaten by none; these differ in substance. --steps tells each step by step.")


def _through(plan: PlanDoc) -> str:
    """Return the countries of a plan with the crossing or ship between them."""
    words = [plan.legs[0].origin.country]
    for leg in plan.legs:
        if leg.kind == "ferry":
            words.append(f"({leg.service_id})")
        elif leg.kind == "crossing" and leg.destination.country != words[-1]:
            words.append(leg.destination.country)
    return " > ".join(word for word in words if word)


def _show_origin(out: Console, document: PlanDocument) -> None:
    _list(out, "[yellow]![/yellow]", (warning.text for warning in document.warnings))
    network = document.network
    out.print()
    out.print(f"[dim]Network {shown(network.name)}, data {shown(network.data_version)}. "
              f"{shown('. '.join(network.attribution))}.[/dim]")  # fmt: skip


def _show_question(out: Console, document: PlanDocument) -> None:
    """Print how the request was understood: the ends, how far they were moved, the departure."""
    request = document.request
    detail = document.detail
    snaps = {snap["place"]: snap["distance_m"] for snap in detail.snaps} if detail else {}
    understood = request.get("understood", [])
    for i, place in enumerate(understood):
        word = "From" if i == 0 else "To" if i == len(understood) - 1 else "Via"
        moved = f", {tell_distance(snaps[place['name']])} from the network" if place["name"] in snaps else ""
        out.print(f"{word + ':':6}[bold]{shown(place['name'])} ({shown(place['country'])})[/bold]{moved}")
    load = request.get("load")
    carried = f", {load['count']} x {load['kind']} with {load['mass_t']:g} t" if load else ""
    out.print(f"{'By:':6}{shown(request.get('profile'))}{shown(carried)}, {_wish(document)}, "
              f"leaving {_clock(datetime.fromisoformat(str(request.get('depart'))))}")  # fmt: skip
    if detail and document.request.get("optimize") and detail.stop_order and len(understood) > 2:
        order = [shown(understood[1 + stop]["name"]) for stop in detail.stop_order if 1 + stop < len(understood)]
        out.print(f"{'Order:':6} {', '.join(order)} ({document.status}{_gap(document)})")


def _wish(document: PlanDocument) -> str:
    if document.corridors is not None:
        return f"none beaten in {shown(', '.join(document.corridors.criteria))}"
    return f"least {shown(document.request.get('by'))}"


def _gap(document: PlanDocument) -> str:
    return f", at most {document.gap:.1%} above the best possible" if document.gap else ""


def _show_no_plan(out: Console, document: PlanDocument) -> None:
    out.print()
    reason = document.reason.text if document.reason else "the reason is not known"
    out.print(f"[bold]No plan:[/bold] {shown(reason)}")
    _list(out, " -", (blocked.text for blocked in document.blocked))
    for remedy in document.remedies:
        change = ", ".join(filter(None, (_option(key, value) for key, value in remedy.change.items())))
        out.print(f"  You could: {shown(remedy.text)}" + (f" ({shown(change)})" if change else ""))


def _option(key: str, value: object) -> str:
    """Return what to change on the command line; nothing when the choice is the person's own."""
    if value is None:
        return ""
    if key.startswith("remove_"):
        return f"leave out --{key.removeprefix('remove_').replace('_', '-')} {value}"
    return f"--{key.replace('_', '-')} {value}"


def _show_plan(out: Console, plan: PlanDoc) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("local time", no_wrap=True)
    table.add_column("step", no_wrap=True)
    table.add_column("where", overflow="fold", ratio=1)
    for name in ("km", "time", "USD", "kg CO2e"):
        table.add_column(name, justify="right", no_wrap=True)
    for leg in plan.legs:
        table.add_row(
            f"{leg.start:%d %b %H:%M} {_zone(leg.start)}", leg.kind, _where(leg),
            f"{leg.distance_m / 1000:,.0f}" if leg.distance_m else "", tell_duration(leg.time_s) if leg.time_s else "",
            f"{leg.cost_usd:,.0f}" if leg.cost_usd else "", f"{leg.co2e_kg:,.1f}" if leg.co2e_kg else "",
        )  # fmt: skip
    out.print()
    out.print(table)
    out.print()
    _show_totals(out, plan)
    warnings = (*plan.warnings, *(warning for leg in plan.legs for warning in leg.warnings))
    _list(out, "[yellow]![/yellow]", (warning.text for warning in warnings))
    sources = [f"{s.text} ({s.as_of}, {s.confidence})" for leg in plan.legs for s in leg.sources]
    if sources:
        out.print("Sources:")
    _list(out, " ", sources)


def _show_totals(out: Console, plan: PlanDoc) -> None:
    totals, spread = plan.totals, plan.reliability
    out.print(f"[bold]{tell_duration(totals.time_s)}, {tell_money(totals.cost_usd)}[/bold], "
              f"{tell_distance(totals.distance_m)}, {tell_mass(totals.co2e_kg)} CO2e, crossings: {totals.crossings}, "
              f"transfers: {totals.transfers}")  # fmt: skip
    if plan.legs:
        out.print(f"Arrives {_clock(plan.legs[-1].end)}")
    if tell_duration(spread.p10_s) != tell_duration(spread.p90_s):
        out.print(f"Likely {tell_duration(spread.p50_s)}; one time in ten under {tell_duration(spread.p10_s)}, "
                  f"one in ten over {tell_duration(spread.p90_s)}")  # fmt: skip
    if spread.main_cause is not None:
        out.print(f"Most of the uncertainty: {shown(spread.main_cause.text)}")
    if spread.p_deadline is not None:
        out.print(f"Chance to keep the deadline: {spread.p_deadline:.0%}")
    if plan.cost:
        out.print("Money: " + ", ".join(f"{kind} {tell_money(usd)}" for kind, usd in sorted(plan.cost.items())))


def _list(out: Console, mark: str, lines: Iterable[str]) -> None:
    """Print lines once each, with what they wrap to under their first word."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for line in dict.fromkeys(lines):
        grid.add_row(mark, shown(line))
    if grid.row_count:
        out.print(grid)


def _where(leg: LegDoc) -> str:
    if leg.kind == "crossing":
        countries = dict.fromkeys((leg.origin.country, leg.destination.country))
        words = f"{' > '.join(countries)} at {leg.crossing_id}"
    elif leg.kind in _AT_ONE_SPOT:
        words = leg.origin.name
    else:
        words = f"{leg.origin.name} > {leg.destination.name}"
        words += f" ({leg.service_id})" if leg.service_id else ""
    return shown(f"{words}: {leg.note.text}" if leg.note else words)


def _clock(at: datetime) -> str:
    return f"{at:%a %Y-%m-%d %H:%M} {_zone(at)}"


def _zone(at: datetime) -> str:
    """Return the offset as people write it: +05, +03:30."""
    offset = f"{at:%z}"
    return offset[:3] + (f":{offset[3:5]}" if offset[3:5] != "00" else "")
