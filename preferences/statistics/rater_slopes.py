"""How much each rater leans to length or to a side, with the models held fixed: a slope of one's own, partially pooled.

The log odds of a decided comparison are those of the Bradley–Terry fit with the effect, plus a shift of the mean and
every rater's own deviation from it times the covariate: a logit with random slopes (Gelman and Hill 2007, chapter 14).
The deviations are normal with a spread that all raters together tell of: Laplace's approximation for each spread of a
grid, averaged with a flat prior on it. The models' strengths are held at their estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, normal_quantile, unknown
from preferences.statistics.aggregate import Covariate, between_rankable, decided
from preferences.statistics.comparisons import FIRST_UNKNOWN, A, Comparisons, InvalidComparison
from preferences.statistics.fitting import fit_comparisons
from preferences.statistics.likelihood import NotConverged, NotIdentified
from preferences.statistics.raters import order_varied

#: Spreads that are tried, in log odds: from none to far more than raters ever differ.
_SPREADS = np.geomspace(0.01, 3.0, 24)
_STEPS = 25
LEAST_RATERS = 2
METHOD = "rater's own slope, partially pooled over raters (logit with random slopes), models held fixed"


@dataclass(frozen=True, slots=True)
class RaterSlopes:
    """The slopes of one effect, in log odds per standard deviation of length, or for being shown first.

    ``spread`` is the standard deviation of raters' true slopes; ``slopes`` is by the raters' codes.
    """

    spread: Estimate
    slopes: dict[int, Estimate]


def rater_slopes(comparisons: Comparisons, covariate: Covariate, *, level: float = 0.95) -> RaterSlopes:
    """Each rater's slope of "length" or "first"; ties and both-bad verdicts are left out.

    A spread has an interval of the posterior; where nobody differs it reaches down to the lowest that was tried.
    """
    votes = decided(comparisons)
    if covariate == "first":
        votes = votes.where(votes.first != FIRST_UNKNOWN)
        votes = votes.where(order_varied(votes))
    nothing = _nothing(votes, covariate)
    if nothing is not None:
        return RaterSlopes(unknown(nothing, method=METHOD, level=level), {})
    inside, _, _ = between_rankable(votes, "drop")
    if np.unique(inside.rater).size < LEAST_RATERS:
        reason = "the models of two raters' votes can't be ranked"
        return RaterSlopes(unknown(reason, method=METHOD, level=level), {})
    try:
        fitted = fit_comparisons(inside, ties="drop", covariates=(covariate,), interval="model")
    except (NotConverged, NotIdentified, InvalidComparison) as error:
        return RaterSlopes(unknown(str(error), method=METHOD, level=level), {})
    cells, cell = fitted.collapsed.cells, fitted.collapsed.row_cell
    x = cells.x[cell, -1]
    effect = float(fitted.fit.effects[-1])
    strengths = fitted.fit.strengths
    offset = (strengths[cells.a] - strengths[cells.b])[cell] + effect * x
    seen = _Votes.of(offset, x, fitted.collapsed.row_outcome == A, inside.rater)
    return _averaged(seen, effect, inside, level)


def _nothing(votes: Comparisons, covariate: Covariate) -> str | None:
    if covariate == "length" and votes.length_difference is None:
        return "the lengths of the responses are not known"
    if votes.n == 0:
        return "no decided comparison" + (" in a varied, known order" if covariate == "first" else "")
    if np.unique(votes.rater).size < LEAST_RATERS:
        return "fewer than two raters"
    return None


@dataclass(frozen=True, slots=True, eq=False)
class _Votes:
    """Decided votes, (n,) each, as seen from the first model of their cell; ``rater`` are places in ``codes`` (R,)."""

    offset: Floats
    x: Floats
    won: Floats
    rater: Ints
    codes: Ints

    @classmethod
    def of(cls, offset: Floats, x: Floats, won: Ints, rater: Ints) -> _Votes:
        codes, place = np.unique(rater, return_inverse=True)
        return cls(offset, x, won.astype(np.float64), place.reshape(-1).astype(np.int64), codes)

    def sums(self, weights: Floats) -> Floats:
        """Totals by rater, (R,)."""
        return np.asarray(np.bincount(self.rater, weights, self.codes.size), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Under one spread: the raters' slopes less the effect (R,), their variances (R,) and the log evidence."""

    slope: Floats
    variance: Floats
    evidence: float


def _fitted(votes: _Votes, spread: float, start: tuple[float, Floats]) -> tuple[_Fit, tuple[float, Floats]]:
    shift, own = start
    precision = 1 / spread**2
    for _ in range(_STEPS):
        gradient, information, likelihood = _curve(votes, shift + own)
        penalised = information + precision
        # The shift has no prior: the raters' deviations are solved for it (Schur's complement).
        kept = information * precision / penalised
        pulled = gradient - information * (gradient - own * precision) / penalised
        total = float(kept.sum())
        step = float(pulled.sum()) / total if total > 0 else 0.0
        steps = (gradient - own * precision - information * step) / penalised
        shift, own = shift + float(np.clip(step, -1, 1)), own + np.clip(steps, -1, 1)
        if max(abs(step), float(np.abs(steps).max())) < 1e-6:
            break
    _, information, likelihood = _curve(votes, shift + own)
    penalised = information + precision
    total = float((information * precision / penalised).sum())
    evidence = likelihood - 0.5 * precision * float(own @ own)
    evidence -= 0.5 * float(np.log(penalised / precision).sum()) + 0.5 * float(np.log(max(total, 1e-300)))
    variance = 1 / penalised + (precision / penalised) ** 2 / max(total, 1e-300)
    return _Fit(shift + own, variance, evidence), (shift, own)


def _curve(votes: _Votes, slope: Floats) -> tuple[Floats, Floats, float]:
    """Score and information by rater (R,), and the log likelihood, at these slopes (R,)."""
    odds = votes.offset + slope[votes.rater] * votes.x
    expected = expit(odds)
    gradient = votes.sums(votes.x * (votes.won - expected))
    information = votes.sums(votes.x**2 * expected * (1 - expected))
    return gradient, information, float((votes.won * odds - np.logaddexp(0, odds)).sum())


def _averaged(votes: _Votes, effect: float, inside: Comparisons, level: float) -> RaterSlopes:
    start: tuple[float, Floats] = (0.0, np.zeros(votes.codes.size))
    fits = []
    for spread in _SPREADS:
        fit, start = _fitted(votes, float(spread), start)
        fits.append(fit)
    evidence = np.array([fit.evidence for fit in fits])
    # A flat prior on the spread: on the logarithmic grid each stands for a stretch as long as itself.
    weight = np.exp(evidence - evidence.max()) * _SPREADS
    weight /= weight.sum()
    slopes, variances = np.stack([fit.slope for fit in fits]), np.stack([fit.variance for fit in fits])
    mean = weight @ slopes
    se = np.sqrt(weight @ (variances + (slopes - mean) ** 2))
    z = normal_quantile(level)
    counts, items = votes.sums(np.ones(votes.x.size)).astype(int), inside.n_items
    spread = float(weight @ _SPREADS)
    low, high = np.interp([(1 - level) / 2, (1 + level) / 2], np.cumsum(weight), _SPREADS)
    return RaterSlopes(
        Estimate(spread, min(float(low), spread), max(float(high), spread), items, inside.n, METHOD, level=level),
        {
            int(code): Estimate(
                value, value - z * error, value + z * error, int(n), int(n), METHOD, se=error, level=level
            )
            for code, value, error, n in zip(
                votes.codes, (effect + mean).tolist(), se.tolist(), counts.tolist(), strict=True
            )
        },
    )
