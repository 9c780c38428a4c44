"""Alpha of any selection of pairs, and how it varies when items are drawn anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agreement.statistics.bootstrap import divide
from agreement.statistics.codes import Floats
from agreement.statistics.diagnosis.compared import Compared
from agreement.statistics.krippendorff import Level, distances

REPLICATES = 400


def alpha_of(coincidences: Floats, values: Floats, level: Level) -> Floats:
    """Krippendorff's alpha (…,) of coincidences (…, V, V); nan where undefined."""
    margins = coincidences.sum(axis=-1)
    n = margins.sum(axis=-1)
    if level == "ordinal":
        ranks = np.cumsum(margins, axis=-1) - margins / 2
        apart = (ranks[..., :, np.newaxis] - ranks[..., np.newaxis, :]) ** 2
    else:
        apart = distances(values, level, np.zeros_like(values))
    observed = (coincidences * apart).sum(axis=(-2, -1))
    expected = (margins[..., :, np.newaxis] * margins[..., np.newaxis, :] * apart).sum(axis=(-2, -1))
    return 1 - divide((n - 1) * observed, expected)


@dataclass(eq=False)
class Scale:
    """How pairs are measured: the `values` (V,) of the categories, the `level`, and what was drawn.

    `drawn` (B, G) says how often each block is in each replicate, so that all causes are weighed on the same resamples.
    """

    values: Floats
    level: Level
    drawn: Floats

    def alpha(self, pairs: Compared) -> float:
        """Alpha of these pairs; nan if undefined."""
        return float(alpha_of(pairs.coincidences().sum(axis=0), self.values, self.level))

    def replicates(self, pairs: Compared) -> Floats:
        """Alpha of these pairs in each replicate, (B,)."""
        return self.of_blocks(pairs.coincidences())

    def resampled(self, blocks: Floats) -> Floats:
        """Coincidences (G, V, V) summed over each replicate's blocks, (B, V, V)."""
        size = blocks.shape[-1]
        return (self.drawn @ blocks.reshape(blocks.shape[0], -1)).reshape(-1, size, size)

    def of_blocks(self, blocks: Floats) -> Floats:
        """Alpha in each replicate, (B,), from coincidences by block."""
        return alpha_of(self.resampled(blocks), self.values, self.level)

    def distance(self, pairs: Compared) -> Floats:
        """Distances (V, V) in units of the mean of two ratings drawn by chance: pairs average 1 - alpha."""
        margins = pairs.coincidences().sum(axis=(0, 2))
        apart = distances(self.values, self.level, margins)
        n = margins.sum()
        expected = float(margins @ apart @ margins) / (n * (n - 1)) if n > 1 else 0.0
        return apart / expected if expected > 0 else np.zeros_like(apart)

    @property
    def ordered(self) -> bool:
        """Whether only neighbouring categories can be merged."""
        return self.level != "nominal"


def draw(n_blocks: int, rng: np.random.Generator, replicates: int = REPLICATES) -> Floats:
    """How often each block is drawn in each replicate, (B, G): a bootstrap over random blocks of items."""
    return rng.multinomial(n_blocks, np.full(n_blocks, 1 / n_blocks), size=replicates).astype(np.float64)


def spread(replicates: Floats) -> float:
    """Standard error from replicates, undefined ones left out; infinite when under two are defined."""
    defined = replicates[np.isfinite(replicates)]
    return float(defined.std(ddof=1)) if defined.size > 1 else float("inf")
