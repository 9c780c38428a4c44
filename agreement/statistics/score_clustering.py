"""Whether a judge's scores crowd on few values, and what its scores are worth on the humans' scale."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.optimize import isotonic_regression

from agreement.statistics.codes import Floats, Ints

#: A judge crowds when its commonest score has this share of all, and humans on the same items spread more than it.
CROWDED = 0.6
#: The judge's entropy as a share of the humans', below which its scores tell clearly less.
POORER = 0.75
ADVICE = (
    "The judge's scores crowd on one value while humans tell the same items apart: ask it to compare two responses"
    " instead of scoring one."
)


@dataclass(frozen=True, slots=True)
class Spread:
    """How scores spread: `shares` (V,) of the scale, entropy in bits, `sd` in units of the values, commonest share."""

    n: int
    shares: list[float]
    entropy: float
    sd: float
    top: int
    top_share: float

    def as_dict(self) -> dict[str, Any]:
        """The fields as JSON-safe values; `top` is the position of the commonest category."""
        return asdict(self)


def spread(codes: Ints, values: Floats) -> Spread | None:
    """The spread of category `codes` (n,) on the scale `values` (V,); None without scores."""
    if codes.size == 0:
        return None
    shares = np.bincount(codes, minlength=values.size) / codes.size
    used = shares[shares > 0]
    entropy = max(0.0, float(-(used * np.log2(used)).sum()))
    top = int(shares.argmax())
    return Spread(codes.size, shares.tolist(), entropy, float(values[codes].std()), top, float(shares[top]))


def crowding_advice(judge: Spread, humans: Spread) -> str | None:
    """What to do about a judge whose scores crowd, or None when they do not."""
    if judge.top_share >= CROWDED and judge.entropy < POORER * humans.entropy:
        return ADVICE
    return None


def recalibration(judge: Ints, human_mean: Floats, values: Floats) -> list[dict[str, float | int]]:
    """For each score the judge gave, in order, the human mean it stands for: `[{score, human, n}]`.

    `judge` (n,) are codes on the scale `values` (V,), `human_mean` (n,) the mean human value of the same items.
    Isotonic regression (Ayer et al. 1955): the nondecreasing map of least squares, weighted by the number of items.
    """
    n = np.bincount(judge, minlength=values.size)
    used = np.flatnonzero(n)
    if used.size == 0:
        return []
    means = np.bincount(judge, weights=human_mean, minlength=values.size)[used] / n[used]
    fitted = isotonic_regression(means, weights=n[used].astype(np.float64)).x
    return [
        {"score": float(values[code]), "human": float(mean), "n": int(n[code])}
        for code, mean in zip(used.tolist(), fitted.tolist(), strict=True)
    ]
