"""Disagreement without structure: raters who waver, or who differ stably each in a way of their own."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.diagnosis.alphas import Scale, spread
from agreement.statistics.diagnosis.cause import Cause, gain_from_replicates
from agreement.statistics.diagnosis.compared import Compared
from agreement.statistics.estimate import Estimate, normal_quantile, unknown

#: What the consensus of an item's labels should reach; the first that the study does not have yet is the aim.
AIMS = (0.8, 0.9, 0.95)
MOST_LABELS = 25
#: Repeats below which self-consistency says nothing about all raters.
FEWEST_REPEATS = 30
#: Self-agreement this far above agreement with others is stable difference.
LEAST_GAP, LEAST_Z = 0.15, 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """The two answers of a rater who saw an item twice, by codes, each (n,)."""

    rater: Ints
    first: Ints
    second: Ints


def self_agreement(repeats: Repeats | None, distance: Floats) -> Estimate:
    """Alpha of raters with themselves: 1 - mean distance of two answers in units of chance between raters."""
    name = "agreement of raters with themselves, in units of alpha"
    if repeats is None or repeats.first.size < FEWEST_REPEATS:
        n = 0 if repeats is None else int(repeats.first.size)
        return unknown(f"{n} repeated items; {FEWEST_REPEATS} are needed", method=name, n_items=n, n_judgments=2 * n)
    apart = distance[repeats.first, repeats.second]
    value, n = 1 - float(apart.mean()), apart.size
    se = float(apart.std(ddof=1)) / math.sqrt(n)
    half = normal_quantile(0.95) * se
    return Estimate(value, value - half, min(1.0, value + half), n, 2 * n, f"{name}, normal interval", se=se)


def consensus(alpha: float | Floats, labels: float) -> float | Floats:
    """Spearman and Brown: the reliability of the mean of that many labels, for nominal answers of their shares."""
    return labels * alpha / (1 + (labels - 1) * alpha)


def labels_for(alpha: float, now: float) -> tuple[int, float]:
    """How many labels per item bring the consensus to the next aim, and that aim."""
    for aim in AIMS:
        wanted = math.ceil(aim * (1 - alpha) / (alpha * (1 - aim)) - 1e-9) if alpha > 0 else MOST_LABELS
        if wanted > now:
            return min(wanted, MOST_LABELS), aim
    return math.ceil(now) + 1, AIMS[-1]


def find_noise(
    pairs: Compared,
    left: Compared,
    scale: Scale,
    *,
    target: float,
    labels_per_item: float,
    n_items: int,
    n_judgments: int,
    own: Estimate,
) -> Cause | None:
    """What remains when all located causes are taken out (`left`): too low still, and without any structure.

    None when alpha of what is left reaches the target within its error, or when raters agree with themselves well: then
    they don't waver. The gain is in the reliability of the consensus: more labels don't change alpha.
    """
    rest, replicates = scale.alpha(left), scale.replicates(left)
    if not np.isfinite(rest) or rest + normal_quantile(0.95) * spread(replicates) >= target:
        return None
    if own.value is not None and own.value >= target and own.value - rest >= LEAST_GAP:
        return None
    before = scale.alpha(pairs)
    whole = scale.replicates(pairs)
    wanted, aim = labels_for(max(before, 0.02), labels_per_item)
    now, after = float(consensus(max(before, 0.0), labels_per_item)), float(consensus(max(before, 0.0), wanted))
    gain = gain_from_replicates(
        now,
        after,
        np.asarray(consensus(np.maximum(whole, 0.0), wanted)),
        n_items=n_items,
        n_judgments=n_judgments,
        method="reliability of the consensus by Spearman and Brown",
    )
    return Cause(
        kind="noise",
        subjects=(wanted,),
        gain=gain,
        before=now,
        after=after,
        effect=(target - rest) / max(1 - before, 1e-9),
        z=None,
        judgments=max(0, round((wanted - labels_per_item) * n_items)),
        unit="consensus",
        evidence={"labels_now": labels_per_item, "aim": aim, "left": rest, "alpha": before, "self": own.as_dict()},
    )


def find_differences(
    pairs: Compared, left: Compared, scale: Scale, *, target: float, n_judgments: int, own: Estimate
) -> Cause | None:
    """Raters who repeat themselves but not each other, in no two groups: people differ, each in their own way."""
    rest, error = scale.alpha(left), spread(scale.replicates(left))
    if own.value is None or own.se is None or not np.isfinite(rest) or rest >= target:
        return None
    gap, z = own.value - rest, (own.value - rest) / max(math.hypot(own.se, error), 1e-9)
    if gap < LEAST_GAP or z < LEAST_Z:
        return None
    before = scale.alpha(pairs)
    half = normal_quantile(0.95) * math.hypot(own.se, error) * math.sqrt(2)
    gain = Estimate(
        gap,
        gap - half,
        gap + half,
        own.n_items,
        n_judgments,
        "agreement of raters with themselves less agreement with each other; prediction interval",
    )
    return Cause(
        kind="differences",
        subjects=(),
        gain=gain,
        before=before,
        after=own.value,
        effect=gap / max(1 - before, 1e-9),
        z=z,
        judgments=0,
        evidence={"self": own.as_dict(), "between": rest},
    )
