"""Reliability: the total time sampled from its independent parts.

Each part has three quantiles and is drawn from a two-piece log-normal distribution that meets
them: ``p50 * exp(s * z)`` with ``s = ln(p90 / p50) / 1.2816`` above the median and
``ln(p50 / p10) / 1.2816`` below it (z standard normal, 1.2816 its 90th percentile). A part whose
p10 is zero falls linearly to zero below the median.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import Message, Spread

Z90 = 1.2815515655446004
SAMPLES = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainPart:
    """One independent part of a trip's time and what a person would call it."""

    time: Spread
    name: Message


def sample(spread: Spread, generator: np.random.Generator, samples: int = SAMPLES) -> NDArray[np.float64]:
    """Return (samples,) seconds drawn from a spread."""
    z = generator.standard_normal(samples)
    if spread.p50_s == 0:
        return np.maximum(0.0, z / Z90 * spread.p90_s)
    above = np.log(spread.p90_s / spread.p50_s) / Z90
    if spread.p10_s > 0:
        below = np.log(spread.p50_s / spread.p10_s) / Z90
        drawn: NDArray[np.float64] = spread.p50_s * np.exp(np.where(z > 0, above, below) * z)
        return drawn
    falling = np.maximum(0.0, 1.0 + z / Z90)
    tailed: NDArray[np.float64] = spread.p50_s * np.where(z > 0, np.exp(above * z), falling)
    return tailed


def sample_total(parts: Sequence[UncertainPart], fixed_s: float, *, seed: int) -> tuple[NDArray[np.float64], int]:
    """Return the sampled total time and the index of the part that spreads it most, -1 for none."""
    generator = np.random.default_rng(seed)
    total = np.full(SAMPLES, float(fixed_s))
    widest, cause = 0.0, -1
    for i, part in enumerate(parts):
        drawn = sample(part.time, generator)
        total += drawn
        spread = float(np.var(drawn))
        if spread > widest:
            widest, cause = spread, i
    return total, cause
