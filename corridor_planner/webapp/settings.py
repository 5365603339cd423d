"""What decides how the web application behaves: one frozen value, made at the edge."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Limits and switches of the web application.

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
    testing
        Let unexpected errors through to the test.
    """

    most_stops: int = 50
    longest_text: int = 200
    largest_body_bytes: int = 4_000_000
    longest_search_s: float = 10.0
    most_iterations: int = 20_000
    most_at_once: int = 2
    longest_wait_s: float = 20.0
    most_suggestions: int = 20
    testing: bool = False
