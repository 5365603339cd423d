"""A plan as one readable line, for logs and golden files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corridor_planner.messages import tell_duration

_MARK = {"road": "-", "rail": "=", "ferry": "~", "air": "^"}


def tell(plan: Mapping[str, Any]) -> str:
    """Return for example ``Almaty - kz-kg-korday-road! - Bishkek, 241 km, 4 h 08 min, 25 USD``.

    Marks tell the mode of a stretch (``-`` road, ``=`` rail, ``~`` sea, ``^`` air), ``!`` a border
    crossing, ``<>`` a transfer; rests and waits are left out.
    """
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
    return (
        f"{' '.join(words)}, {totals['distance_m'] / 1000:,.0f} km, {tell_duration(totals['time_s'])}, "
        f"{totals['cost_usd']:,.0f} USD"
    )
