"""One or a few raters who disagree with the rest more than raters differ from each other anyway."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.diagnosis.alphas import Scale
from agreement.statistics.diagnosis.cause import ERROR, MIN_GAIN, Cause, gain_from_replicates
from agreement.statistics.diagnosis.compared import Compared, Mask

#: A rater stands out from this many robust spreads of all raters' disagreement on.
SPREADS = 3.5
#: ... and from this disagreement beyond the median rater's on, in units of chance.
LEAST_EXCESS = 0.08
#: "A few" are at most this share of the raters: with more there is no normal to compare with.
MOST = 0.4
#: Pairs' worth of the middle that a rater's own number is drawn towards.
PRIOR_PAIRS = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class RaterEffects:
    """Each rater's part in disagreement: a pair of raters r, s disagrees by part_r + part_s (in units of chance).

    `part`, `se` (R,), nan for raters without a pair; `n_pairs` (R,).
    """

    part: Floats
    se: Floats
    n_pairs: Ints

    def excess(self) -> Floats:
        """Each part less the median one, (R,)."""
        return self.part - np.nanmedian(self.part)

    def variance(self) -> float:
        """The variance of the parts between raters beyond what chance gives, at least 0; few odd ones don't move it."""
        robust = 1.4826 * float(np.nanmedian(np.abs(self.excess())))
        return max(0.0, robust**2 - float(np.nanmedian(self.se**2)))


def rater_effects(pairs: Compared, distance: Floats) -> RaterEffects:
    """Least squares of the pairs' distances on both raters, cluster-robust by blocks of items.

    All pairs count alike, whatever the number of ratings of their item.
    """
    size = pairs.n_raters
    shared = np.bincount(pairs.a * size + pairs.b, minlength=size * size).reshape(size, size).astype(np.float64)
    shared += shared.T
    n_pairs = shared.sum(axis=1)
    apart = pairs.apart(distance)
    middle = float(apart.mean()) / 2 if apart.size else 0.0
    normal = shared + np.diag(n_pairs + PRIOR_PAIRS)
    total = np.bincount(pairs.a, apart, minlength=size) + np.bincount(pairs.b, apart, minlength=size)
    inverse = np.linalg.inv(normal)
    part = inverse @ (total + PRIOR_PAIRS * middle)
    rest = apart - part[pairs.a] - part[pairs.b]
    cells = pairs.n_blocks * size
    scores = np.bincount(pairs.block * size + pairs.a, rest, minlength=cells)
    scores += np.bincount(pairs.block * size + pairs.b, rest, minlength=cells)
    moved = scores.reshape(pairs.n_blocks, size) @ inverse
    se = np.sqrt((moved**2).sum(axis=0) * pairs.n_blocks / max(pairs.n_blocks - 1, 1))
    known = n_pairs > 0
    return RaterEffects(np.where(known, part, np.nan), np.where(known, se, np.nan), n_pairs.astype(np.int64))


def without(pairs: Compared, raters: Ints) -> Mask:
    """Which pairs have neither of the `raters`, (P,)."""
    out = np.zeros(pairs.n_raters, dtype=bool)
    out[raters] = True
    return ~(out[pairs.a] | out[pairs.b])


def standing_out(effects: RaterEffects) -> Ints:
    """The raters who stand out, worst first."""
    known = np.flatnonzero(np.isfinite(effects.part))
    if known.size < 3:
        return np.zeros(0, dtype=np.int64)
    excess, se = effects.excess()[known], np.maximum(effects.se[known], 1e-6)
    robust = 1.4826 * float(np.median(np.abs(excess)))
    limit = NormalDist().inv_cdf(1 - ERROR / known.size)
    out = (excess > limit * se) & (excess > SPREADS * robust) & (excess > LEAST_EXCESS)
    found = known[out]
    worst = found[np.argsort(-effects.part[found], kind="stable")]
    return worst[: max(1, int(MOST * known.size))]


def find_raters(pairs: Compared, scale: Scale, judgments: Ints) -> Cause | None:
    """The few raters without whom alpha would be higher; `judgments` (R,) is what each of them has made."""
    effects = rater_effects(pairs, scale.distance(pairs))
    found = standing_out(effects)
    if not found.size:
        return None
    left = pairs.where(without(pairs, found))
    before, after = scale.alpha(pairs), scale.alpha(left)
    if not np.isfinite(after) or after - before < MIN_GAIN:
        return None
    gain = gain_from_replicates(
        before,
        after,
        scale.replicates(left),
        n_items=pairs.n_paired_items(),
        n_judgments=int(judgments.sum()),
        method="alpha without these raters",
        fresh=fresh_share(left, pairs),
        also=_of_new_raters(effects, found),
    )
    excess = effects.excess()
    return Cause(
        kind="raters",
        subjects=tuple(int(rater) for rater in found),
        gain=gain,
        before=before,
        after=after,
        effect=(after - before) / max(1 - before, 1e-9),
        z=float((excess[found] / np.maximum(effects.se[found], 1e-6)).min()),
        judgments=int(judgments[found].sum()),
        evidence={
            "excess": [float(excess[rater]) for rater in found],
            "alone": [scale.alpha(pairs.where(without(pairs, np.asarray([rater])))) for rater in found],
            "pair_alpha": [1 - float(effects.part[rater] + np.nanmedian(effects.part)) for rater in found],
            "typical": 1 - 2 * float(np.nanmedian(effects.part)),
            "confused": [_confused(pairs, int(rater)) for rater in found],
            "habits": [_habit(pairs, int(rater)) for rater in found],
        },
    )


def _confused(pairs: Compared, rater: int) -> tuple[int, int, float] | None:
    """What others say most where this rater says something else, what the rater says then, and the share of that among
    the rater's disagreements; None without any."""
    first, second = pairs.a == rater, pairs.b == rater
    others = np.concatenate([pairs.second[first], pairs.first[second]])
    own = np.concatenate([pairs.first[first], pairs.second[second]])
    size = pairs.n_categories
    table = np.bincount(others * size + own, minlength=size * size).reshape(size, size)
    np.fill_diagonal(table, 0)
    if not table.any():
        return None
    most = int(table.argmax())
    return most // size, most % size, float(table.max() / table.sum())


def _habit(pairs: Compared, rater: int) -> tuple[int, float, float]:
    """What this rater says most beyond others on the same items, its share of theirs, and of the others'."""
    first, second = pairs.a == rater, pairs.b == rater
    size = pairs.n_categories
    own = np.bincount(np.concatenate([pairs.first[first], pairs.second[second]]), minlength=size)
    others = np.bincount(np.concatenate([pairs.second[first], pairs.first[second]]), minlength=size)
    total = max(int(own.sum()), 1)
    most = int((own - others).argmax())
    return most, float(own[most] / total), float(others[most] / total)


def _of_new_raters(effects: RaterEffects, replaced: Ints) -> float:
    """The standard deviation that whoever takes the places of the `replaced` brings to alpha: nobody is average."""
    shares = effects.n_pairs[replaced] / max(float(effects.n_pairs.sum()) / 2, 1)
    return float(np.sqrt(effects.variance() * (shares**2).sum()))


def fresh_share(left: Compared, pairs: Compared) -> float:
    """A new study has all pairs where the prediction had only those that were left: its variance is the smaller."""
    return float(left.weight.sum() / max(pairs.weight.sum(), 1e-9))
