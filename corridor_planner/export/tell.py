"""A plan as one readable line, for logs and golden files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corridor_planner.messages import tell_distance, tell_duration, tell_money

_MARK = {"road": "-", "rail": "=", "ferry": "~", "air": "^"}


def tell(told: Mapping[str, Any]) -> str:
    """Return a plan, or each plan of a document on a line of its own, in words.

    For example ``Almaty - kz-kg-korday-road! - Bishkek, 241 km, 4 h 08 min, 25 USD``.

    Marks tell the mode of a stretch (``-`` road, ``=`` rail, ``~`` sea, ``^`` air), ``!`` a border
    crossing, ``<>`` a transfer; rests and waits are left out.
    """
    if "plans" not in told:
        return _tell_plan(told)
    if not told["plans"]:
        return f"no plan: {told['reason']['text'] if told['reason'] else 'the reason is not known'}"
    return "\n".join(_tell_plan(plan) for plan in told["plans"])


def _tell_plan(plan: Mapping[str, Any]) -> str:
    legs = plan["legs"]
    if not legs:
        return "nothing"
    words = [str(legs[0]["from"]["name"])]
    for leg in legs:
        if leg["kind"] in _MARK:
            if words[-1] != _MARK[leg["kind"]]:
                words.append(_MARK[leg["kind"]])
        elif leg["kind"] == "crossing":
            words.append(f"{leg['crossing_id']}!")
        elif leg["kind"] == "transfer":
            words.append("<>")
    words.append(str(legs[-1]["to"]["name"]))
    totals = plan["totals"]
    parts = (tell_distance(totals["distance_m"]), tell_duration(totals["time_s"]), tell_money(totals["cost_usd"]))
    return f"{' '.join(words)}, {', '.join(parts)}"
