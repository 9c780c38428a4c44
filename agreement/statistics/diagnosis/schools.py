"""Two schools: raters who agree among themselves and disagree, stably, with the other group."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.diagnosis.alphas import Scale
from agreement.statistics.diagnosis.cause import Cause, gain_from_replicates
from agreement.statistics.diagnosis.compared import Compared, Mask
from agreement.statistics.diagnosis.raters import rater_effects

#: Agreement within the groups must lie this far above agreement of all.
LEAST_GAIN = 0.05
#: Each group must agree within itself this much better than with the other.
LEAST_GAP = 0.08
#: ... and be at least this good beside the other: raters who share a bad habit agree a little, and are no school.
LEAST_OF_BEST = 0.6
#: The chance of a false alarm; a claim that people differ should be surer than one about a slice.
ERROR = 0.0003
FEWEST_RATERS, FEWEST_IN_GROUP = 4, 2
#: Without any schools the statistics of both halves correlate by this much (150 simulated studies of four kinds).
FOLDS_CORRELATE = 0.2
#: A group is at least this share of the raters; fewer are raters who stand out.
LEAST_SHARE = 0.15


def within_groups(pairs: Compared, group: Ints) -> Mask:
    """Which pairs are of one group, (P,); `group` (R,) is 0, 1, or -1 for a rater in neither."""
    return (group[pairs.a] == group[pairs.b]) & (group[pairs.a] >= 0)


def split(pairs: Compared, distance: Floats) -> Ints | None:
    """The split of the raters in two groups, (R,) of 0, 1 and -1 (no pair), or None where there can't be one.

    What pairs disagree beyond both raters' own parts makes a rater x rater matrix; its leading eigenvector orders the
    raters (the spectral split of a signed graph), and the cut is where between less within is largest for its error.
    """
    size = pairs.n_raters
    effects = rater_effects(pairs, distance)
    known = np.flatnonzero(effects.n_pairs > 0)
    if known.size < FEWEST_RATERS:
        return None
    rest = pairs.apart(distance) - effects.part[pairs.a] - effects.part[pairs.b]
    key = pairs.a * size + pairs.b
    total = np.bincount(key, rest, minlength=size * size).reshape(size, size)
    number = np.bincount(key, minlength=size * size).reshape(size, size).astype(np.float64)
    total, number = (total + total.T)[np.ix_(known, known)], (number + number.T)[np.ix_(known, known)]
    nearness = -total / np.sqrt(np.maximum(number, 1))
    order = np.argsort(np.linalg.eigh(nearness)[1][:, -1], kind="stable")
    least = max(FEWEST_IN_GROUP, int(np.ceil(LEAST_SHARE * known.size)))
    best, cut = -np.inf, 0
    for place in range(least, known.size - least + 1):
        low, high = order[:place], order[place:]
        apart, crossing = total[np.ix_(low, high)].sum(), number[np.ix_(low, high)].sum()
        alike = (total.sum() - 2 * apart) / 2
        inside = (number.sum() - 2 * crossing) / 2
        if crossing < 1 or inside < 1:
            continue
        score = (apart / crossing - alike / inside) / np.sqrt(1 / crossing + 1 / inside)
        if score > best:
            best, cut = score, place
    if not cut:
        return None
    group = np.full(size, -1, dtype=np.int64)
    group[known[order[:cut]]], group[known[order[cut:]]] = 0, 1
    return group


def contrast_z(pairs: Compared, distance: Floats, group: Ints) -> float:
    """Between less within disagreement beyond the raters' own parts, over its cluster-robust error."""
    effects = rater_effects(pairs, distance)
    placed = (group[pairs.a] >= 0) & (group[pairs.b] >= 0)
    rest = pairs.apart(distance) - np.nan_to_num(effects.part[pairs.a] + effects.part[pairs.b])
    same = within_groups(pairs, group)
    across = placed & ~same
    if same.sum() < 10 or across.sum() < 10:
        return 0.0
    between, inside = rest[across].mean(), rest[same].mean()
    pull = np.where(across, (rest - between) / across.sum(), 0.0) - np.where(same, (rest - inside) / same.sum(), 0.0)
    by_block = np.bincount(pairs.block, pull, minlength=pairs.n_blocks)
    error = float(np.sqrt((by_block**2).sum()))
    return float((between - inside) / error) if error > 0 else 0.0


def find_schools(pairs: Compared, scale: Scale, n_judgments: int) -> Cause | None:
    """Two groups of raters, found on one half of the items and tested on the other, both ways round.

    Testing on other items than those the split was found on needs no correction for having searched.
    """
    distance = scale.distance(pairs)
    half = pairs.block % 2 == 0
    zs = []
    for search, test in ((half, ~half), (~half, half)):
        found = split(pairs.where(search), distance)
        zs.append(0.0 if found is None else contrast_z(pairs.where(test), distance, found))
    z = (zs[0] + zs[1]) / np.sqrt(2 * (1 + FOLDS_CORRELATE))
    group = split(pairs, distance)
    if group is None or z < NormalDist().inv_cdf(1 - ERROR) or min(zs) < 1:
        return None
    same = within_groups(pairs, group)
    inside = pairs.where(same)
    before, after = scale.alpha(pairs), scale.alpha(inside)
    across = scale.alpha(pairs.where((group[pairs.a] >= 0) & (group[pairs.b] >= 0) & ~same))
    own = [scale.alpha(pairs.where((group[pairs.a] == each) & (group[pairs.b] == each))) for each in (0, 1)]
    if not np.isfinite([before, after, across, *own]).all():
        return None
    if after - before < LEAST_GAIN or min(own) - across < LEAST_GAP or min(own) < LEAST_OF_BEST * max(own):
        return None
    gain = gain_from_replicates(
        before,
        after,
        scale.replicates(inside),
        n_items=pairs.n_paired_items(),
        n_judgments=n_judgments,
        method="alpha within the two groups",
    )
    groups = tuple(tuple(int(rater) for rater in np.flatnonzero(group == each)) for each in (0, 1))
    return Cause(
        kind="schools",
        subjects=groups,
        gain=gain,
        before=before,
        after=after,
        effect=(after - before) / max(1 - before, 1e-9),
        z=float(z),
        judgments=0,
        evidence={"within": own, "between": across},
    )
