"""A plan for people: where it goes, step by step, with times, money, warnings and sources."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from corridor_planner.cli.output import console
from corridor_planner.messages import tell_duration
from corridor_planner.planning.documents import LegDoc, PlanDoc, PlanDocument

_SIGN = {"crossing": "X", "queue": "..", "wait": "..", "rest": "zz", "transfer": "<>", "visit": "o"}


def show_route(document: PlanDocument) -> None:
    """Print a plan document of kind route."""
    out = console()
    understood = document.request.get("understood", [])
    if understood:
        ends = [f"{place['name']} ({place['country']})" for place in understood]
        out.print(f"[bold]{escape(' > '.join(ends))}[/bold], {escape(str(document.request['profile']))}, "
                  f"leaving {escape(_clock(document.request['depart']))}")  # fmt: skip
    for snap in document.route.snaps if document.route else []:
        out.print(f"{escape(str(snap['place']))} is {snap['distance_m'] / 1000:.2f} km from the network")
    if not document.plans:
        _show_no_plan(document)
        return
    for plan in document.plans:
        _show_plan(plan)
    names = "; ".join(document.network.attribution)
    out.print(f"[dim]network {document.network.name}, data {document.network.data_version}. {escape(names)}[/dim]")


def _show_no_plan(document: PlanDocument) -> None:
    out = console()
    reason = document.reason.text if document.reason else "no reason known"
    out.print(f"[bold]No plan:[/bold] {escape(reason)}")
    for blocked in document.blocked:
        out.print(f"  - {escape(blocked.text)}")
    for remedy in document.remedies:
        change = ", ".join(f"{key.replace('_', '-')}={value}" for key, value in remedy.change.items())
        out.print(f"  you could: {escape(remedy.text)} ({escape(change)})")


def _show_plan(plan: PlanDoc) -> None:
    out = console()
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name, justify in (("local time", "left"), ("step", "left"), ("where", "left"), ("km", "right"), ("time", "right"),
                          ("USD", "right"), ("CO2e kg", "right"), ("id", "left")):  # fmt: skip
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for leg in plan.legs:
        table.add_row(
            leg.start.strftime("%a %d %b %H:%M %z")[:-2], _step(leg), escape(_where(leg)),
            f"{leg.distance_m / 1000:,.0f}" if leg.distance_m else "", tell_duration(leg.time_s) if leg.time_s else "",
            f"{leg.cost_usd:,.0f}" if leg.cost_usd else "", f"{leg.co2e_kg:,.1f}" if leg.co2e_kg else "",
            leg.crossing_id if leg.kind in ("crossing", "queue") else leg.service_id or "",
        )  # fmt: skip
    out.print(table)
    totals, spread = plan.totals, plan.reliability
    out.print(
        f"[bold]{tell_duration(totals.time_s)}[/bold] as planned, likely {tell_duration(spread.p50_s)} "
        f"({tell_duration(spread.p10_s)} to {tell_duration(spread.p90_s)}); {totals.distance_m / 1000:,.0f} km; "
        f"[bold]{totals.cost_usd:,.0f} USD[/bold]; {totals.co2e_kg:,.0f} kg CO2e; {totals.crossings} crossings, "
        f"{totals.transfers} transfers. Arrives {_clock(plan.legs[-1].end.isoformat()) if plan.legs else ''}"
    )
    if spread.main_cause is not None:
        out.print(f"Most of the uncertainty: {escape(spread.main_cause.text)}")
    if spread.p_deadline is not None:
        out.print(f"Chance to keep the deadline: {spread.p_deadline:.0%}")
    out.print("Money: " + ", ".join(f"{kind} {usd:,.0f}" for kind, usd in sorted(plan.cost.items())))
    warnings = dict.fromkeys(w.text for w in (*plan.warnings, *(w for leg in plan.legs for w in leg.warnings)))
    for warning in warnings:
        out.print(f"[yellow]![/yellow] {escape(warning)}")
    sources = dict.fromkeys(f"{s.text} ({s.as_of}, {s.confidence})" for leg in plan.legs for s in leg.sources)
    if sources:
        out.print("[dim]Sources:[/dim]")
        for source in sources:
            out.print(f"[dim]  {escape(source)}[/dim]")


def _step(leg: LegDoc) -> str:
    return f"{_SIGN.get(leg.kind, '--')} {leg.kind}"


def _where(leg: LegDoc) -> str:
    place = leg.origin.name if leg.kind in ("queue", "wait", "rest", "transfer", "crossing", "visit") else (
        f"{leg.origin.name} > {leg.destination.name}"
    )
    if leg.kind == "crossing":
        place = f"{leg.origin.country} > {leg.destination.country}  {leg.origin.name.split(' (')[0]}"
    return f"{place}: {leg.note.text}" if leg.note else place


def _clock(iso: str) -> str:
    day, _, clock = iso.partition("T")
    return f"{day} {clock[:5]} {clock[-6:] if clock[-6:-5] in '+-' else ''}".strip()
