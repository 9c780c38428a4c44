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
#: Of the capital, what may be lost on one value.
_LARGEST_BET = 0.5
#: Means that are bet against, and values that are looked at in one array.
GRID = 1_000
_ROWS = 500


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


def bounded_mean_sequence(values: Floats, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Bounds (t,) of the mean of a stream of ``values`` (t,) in [0, 1], after each of them; they only ever narrow.

    Betting against every possible mean m (Waudby-Smith and Ramdas 2024, theorem 3, hedged capital): what is staked on
    the next value depends on those before it alone, so that at the true mean the capital ever reaches 1 / (1 - level)
    with probability at most 1 - level. The sequence holds the means whose capital never did. It asks nothing of the
    values but their bounds and one conditional mean: the share among several votes on one prompt may be one value,
    however the votes go together. Bounds lie on a grid of 1 / ``GRID`` and are rounded outwards. Where every mean was
    ruled out the stream had no single one: the bounds are crossed (1, 0) from there on.
    """
    x = np.asarray(values, dtype=np.float64)
    if x.size and (x.min() < 0 or x.max() > 1):
        raise ValueError("values must lie between 0 and 1")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    stakes, enough = _stakes(x, level), math.log(2 / (1 - level))
    mean = np.linspace(0.0, 1.0, GRID + 1)
    low, high = np.ones(x.size), np.zeros(x.size)
    up, down = np.zeros(GRID + 1), np.zeros(GRID + 1)
    for start in range(0, x.size, _ROWS):
        part = slice(start, start + _ROWS)
        rises, falls = _capital(x[part], stakes[part], mean)
        rises, falls = rises + up, falls + down
        inside = np.maximum.accumulate(np.maximum(rises, falls), axis=0) < enough
        some = inside.any(axis=1)
        first, last = inside.argmax(axis=1), mean.size - 1 - inside[:, ::-1].argmax(axis=1)
        # Rounded outwards: to the next mean that is ruled out.
        low[part] = np.where(some, np.maximum(mean[first] - 1 / GRID, 0.0), 1.0)
        high[part] = np.where(some, np.minimum(mean[last] + 1 / GRID, 1.0), 0.0)
        left = inside[-1]
        if not left.any():
            break
        mean, up, down = mean[left], rises[-1, left], falls[-1, left]
    return low, high


def first_exclusion(values: Floats, mean: float, *, level: float = 0.95) -> int | None:
    """After how many of ``values`` (t,) the sequence leaves ``mean`` out; None if it never does."""
    x = np.asarray(values, dtype=np.float64)
    rises, falls = _capital(x, _stakes(x, level), np.array([mean]))
    ruled_out = np.maximum(rises, falls)[:, 0] >= math.log(2 / (1 - level))
    return int(ruled_out.argmax()) + 1 if ruled_out.any() else None


def _stakes(x: Floats, level: float) -> Floats:
    """What is bet on each value (t,), from the mean and the variance of those before it."""
    t = np.arange(1, x.size + 1)
    mean = (0.5 + np.cumsum(x)) / (t + 1)
    variance = (0.25 + np.cumsum((x - mean) ** 2)) / (t + 1)
    before = np.concatenate(([0.25], variance[:-1]))
    return np.sqrt(2 * math.log(2 / (1 - level)) / (before * t * np.log1p(t)))


def _capital(x: Floats, stakes: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """The logarithm of the capital (t, m) of bets that the mean is above, and below, each of ``mean`` (m,)."""
    with np.errstate(divide="ignore"):
        most_up, most_down = _LARGEST_BET / mean, _LARGEST_BET / (1 - mean)
    away = x[:, None] - mean
    rises = np.cumsum(np.log1p(np.minimum(stakes[:, None], most_up) * away), axis=0)
    falls = np.cumsum(np.log1p(-np.minimum(stakes[:, None], most_down) * away), axis=0)
    return rises, falls


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
