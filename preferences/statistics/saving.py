"""What choosing the next pair by expected information saves, by studies that are simulated both ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import normal_quantile
from preferences.statistics.active import Posterior, choose_pairs, posterior_of

STUDIES = 40
#: A study that has not told the models apart by then never will within reason.
MOST_VOTES = 200_000
MOST_MODELS = 30


@dataclass(frozen=True, slots=True)
class Saving:
    """Mean decided votes until the models are told apart, all pairs equally often and the most telling pairs first, the
    share saved, and the standard error of that share over the studies."""

    equally_often: float
    telling_first: float
    saved: float
    saved_se: float


def simulate_saving(
    *, models: int, spread: float, distance: float, power: float = 0.8, level: float = 0.95, seed: int = 0
) -> Saving:
    """Simulate 40 leaderboards of `models`, whose strengths are normal with the standard deviation `spread`.

    Each is judged in small batches until of the pairs at least `distance` apart the share `power` is told apart, in the
    right order, by intervals of the `level`. Raises ValueError for numbers that make no sense.
    """
    if not 2 <= models <= MOST_MODELS:
        raise ValueError(f"a simulation takes 2 to {MOST_MODELS} models")
    if min(spread, distance) <= 0 or not 0 < power < 1 or not 0 < level < 1:
        raise ValueError("spread and distance must be above 0, power and level between 0 and 1")
    rng = np.random.default_rng(seed)
    both: list[list[int]] = []
    while len(both) < STUDIES:
        strengths = np.sort(rng.normal(0, spread, models))
        if strengths[-1] - strengths[0] < distance:
            continue  # nothing is that far apart: no study of it
        seeds = rng.integers(0, 2**63, 2)
        both.append(
            [
                _votes_needed(
                    strengths, distance, power, normal_quantile(level), np.random.default_rng(seed), telling=way
                )
                for way, seed in zip((False, True), seeds, strict=True)
            ]
        )
    found = np.asarray(both, dtype=np.float64)
    equally, telling = found.mean(axis=0)
    saved = 1 - telling / equally
    # The ratio of two means, by the delta method.
    residual = found[:, 1] - (1 - saved) * found[:, 0]
    error = float(residual.std(ddof=1) / np.sqrt(STUDIES) / equally)
    return Saving(float(equally), float(telling), float(saved), error)


def _votes_needed(
    strengths: Floats, distance: float, power: float, z: float, rng: np.random.Generator, *, telling: bool
) -> int:
    m = strengths.size
    first, second = np.triu_indices(m, 1)
    far = strengths[second] - strengths[first] >= distance
    chances = expit(strengths[:, None] - strengths[None, :])
    wins: Floats = np.zeros((m, m))
    available = np.triu(np.full((m, m), MOST_VOTES), 1)
    n = 0
    while n < MOST_VOTES:
        # Some looks per doubling: exact enough, and few fits.
        batch = max(2 * m, n // 10)
        wanted = _next(posterior_of(wins), available, batch, (first, second), rng, telling=telling)
        won = rng.binomial(wanted, chances)
        wins = wins + won + (wanted - won).T
        n += batch
        posterior = posterior_of(wins)
        gap = posterior.mean[second] - posterior.mean[first]
        if np.mean((gap > z * np.sqrt(posterior.spread()[first, second]))[far]) >= power:
            break
    return n


def _next(
    posterior: Posterior, available: Ints, n: int, pairs: tuple[Ints, Ints], rng: np.random.Generator, *, telling: bool
) -> Ints:
    if telling:
        return choose_pairs(posterior, available, n)
    wanted = np.zeros_like(available)
    wanted[pairs] = rng.multinomial(n, np.full(pairs[0].size, 1 / pairs[0].size))
    return wanted
