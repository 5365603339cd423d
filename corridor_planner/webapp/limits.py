"""How much a visitor may ask for: one frozen value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of everything that a visitor sends.

    Attributes
    ----------
    most_stops
        Stops between the ends of one route.
    longest_text
        Characters of one value of a query.
    largest_body_bytes
        Bytes of a posted document.
    longest_search_s, most_iterations
        Caps on what a visitor may ask of the optimizer.
    most_at_once
        Plans computed at the same time; a request that waits longer than ``longest_wait_s`` is
        answered with 503.
    """

    most_stops: int = 50
    longest_text: int = 200
    largest_body_bytes: int = 4_000_000
    longest_search_s: float = 10.0
    most_iterations: int = 20_000
    most_at_once: int = 2
    longest_wait_s: float = 20.0
    most_suggestions: int = 20
