"""Win rates that may be looked at after every vote: intervals that hold at all times at once.

A fixed-sample interval looked at every day excludes the truth sooner or later. A confidence sequence does so ever, over
the whole stream, with probability at most 1 - level.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import betaln

from agreement.statistics.codes import Floats, Ints

#: The prior of the mixture: a Beta as wide as (10, 10) suits win rates, which are rarely near 0 or 1.
MIXTURE = 10.0
_STEPS = 60


def win_rate_sequence(wins: Ints, n: Ints, *, level: float = 0.95, mixture: float = MIXTURE) -> tuple[Floats, Floats]:
    """Bounds (…) of the chance p that a vote goes to A after `wins` (…) of `n` (…) decided votes.

    The mixture martingale M(p) = B(m + s, m + n - s) / B(m, m) / (p^s (1 - p)^(n - s)) of a Bernoulli stream starts at
    1 and, at the true p, exceeds 1 / (1 - level) ever with probability at most 1 - level (Ville 1939; Robbins 1970,
    Statistical methods related to the law of the iterated logarithm; Howard et al. 2021). The sequence holds all p with
    a smaller M. Votes must be a stream of like chances: of independent prompts, one vote each.
    """
    s, total = np.asarray(wins, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if (s < 0).any() or (s > total).any():
        raise ValueError("wins must lie between 0 and n")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    log_mixture = betaln(mixture + s, mixture + total - s) - betaln(mixture, mixture) + math.log(1 - level)
    best = np.divide(s, total, out=np.full(s.shape, 0.5), where=total > 0)
    low = _crossing(s, total, log_mixture, inside=best, outside=np.zeros_like(s))
    high = _crossing(s, total, log_mixture, inside=best, outside=np.ones_like(s))
    return low, high


def _crossing(s: Floats, n: Floats, log_mixture: Floats, *, inside: Floats, outside: Floats) -> Floats:
    """Where log M crosses its bound between the maximum-likelihood p, which is inside, and an end, by bisection."""
    inside, outside = inside.copy(), outside.copy()
    for _ in range(_STEPS):
        middle = (inside + outside) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            won = np.where(s > 0, s * np.log(middle), 0.0)
            lost = np.where(n - s > 0, (n - s) * np.log1p(-middle), 0.0)
        kept = log_mixture <= won + lost
        inside, outside = np.where(kept, middle, inside), np.where(kept, outside, middle)
    return outside
