"""Raters as copies of one: Dawid and Skene's model with the same error rates for all, fitted to count patterns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Patterns

#: Added to every expected count: zeros would be for ever.
SMOOTHING = 0.1
ITERATIONS = 100
#: With fewer ratings per item than this error rates that differ by category can't be told from prevalence.
FEWEST_FOR_CONFUSION = 2.5


@dataclass(frozen=True, slots=True, eq=False)
class OneRater:
    """`prevalence` (…, V) and `confusion` (…, V, V), row the truth; leading axes are replicates."""

    prevalence: Floats
    confusion: Floats

    def coincidences(self, prevalence: Floats) -> Floats:
        """Expected shares (…, V, V) of pairs of answers when the truth has this `prevalence` (…, V)."""
        return np.einsum("...t,...tk,...tl->...kl", prevalence, self.confusion, self.confusion)

    def ratings(self, n_items: int, per_item: int, rng: np.random.Generator) -> Ints:
        """Counts (n_items, V) of drawn items with `per_item` ratings each; only without leading axes."""
        kinds = rng.multinomial(n_items, self.prevalence / self.prevalence.sum())
        drawn = [
            rng.multinomial(per_item, row / row.sum(), size=n) for row, n in zip(self.confusion, kinds, strict=True)
        ]
        return np.concatenate(drawn).astype(np.int64)


def fit_one_rater(patterns: Patterns, weights: Floats, *, even: bool | None = None) -> OneRater:
    """The model of greatest likelihood by EM (Dawid and Skene 1979) for each row of pattern `weights` (…, P).

    `even` spreads errors evenly over the other categories with one rate for all (one coin); None takes that where
    there are too few ratings per item for more. A hundred steps from the vote shares.
    """
    counts = patterns.counts.astype(np.float64)
    per_item = counts.sum(axis=1)
    if even is None:
        even = float(patterns.items @ per_item) / max(float(patterns.items.sum()), 1) < FEWEST_FOR_CONFUSION
    size = counts.shape[1]
    posterior = np.broadcast_to(counts / per_item[:, np.newaxis], (*weights.shape, size))
    for _ in range(ITERATIONS):
        held = weights[..., np.newaxis] * posterior
        prevalence = held.sum(axis=-2) + SMOOTHING / size
        prevalence = prevalence / prevalence.sum(axis=-1, keepdims=True)
        seen = np.swapaxes(held, -1, -2) @ counts
        confusion = _even(seen) if even else seen + SMOOTHING * (0.1 + 0.9 * np.eye(size))
        confusion = confusion / confusion.sum(axis=-1, keepdims=True)
        joint = (
            counts @ np.swapaxes(np.log(np.maximum(confusion, 1e-12)), -1, -2) + np.log(prevalence)[..., np.newaxis, :]
        )
        joint = np.exp(joint - joint.max(axis=-1, keepdims=True))
        posterior = joint / joint.sum(axis=-1, keepdims=True)
    return OneRater(prevalence, confusion)


def _even(seen: Floats) -> Floats:
    """One chance of being right for all categories, errors spread evenly."""
    size = seen.shape[-1]
    right = np.trace(seen, axis1=-2, axis2=-1) / np.maximum(seen.sum(axis=(-2, -1)), 1e-12)
    right = np.clip(right, 1 / size, 1 - 1e-9)[..., np.newaxis, np.newaxis]
    return np.where(np.eye(size, dtype=bool), right, (1 - right) / max(size - 1, 1))
