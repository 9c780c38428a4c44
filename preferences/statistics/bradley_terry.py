"""Bradley–Terry strengths of models, with ties, covariates, ranks and intervals clustered by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.stats import rankdata

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, normal_quantile, unknown
from preferences.statistics.aggregate import Covariate, between_rankable, without_both_bad
from preferences.statistics.comparisons import TIE, Comparisons
from preferences.statistics.connectivity import WITH_PARAMETER, Connectivity, Mask, Ties, Unrankable
from preferences.statistics.fitting import Fitted, Interval, fit_comparisons, parameter_estimates
from preferences.statistics.model_rates import model_rates

BothBad = Literal["exclude", "tie"]
#: Draws from the joint normal distribution of the strengths for rank intervals.
RANK_DRAWS = 4_000

TIE_NAMES = {
    "davidson": "Bradley–Terry with Davidson's ties",
    "rao-kupper": "Bradley–Terry with Rao and Kupper's ties",
    "half": "Bradley–Terry, a tie as half a win for both",
    "drop": "Bradley–Terry, ties left out",
}


@dataclass(frozen=True, slots=True)
class ModelStrength:
    """One ranked model: its strength (natural log scale, all strengths sum to zero), rank 1..M and rank interval.

    Counts are judgments between ranked models; `tie_rate` and `both_bad_rate` are over all judgments of the model.
    """

    model: str
    strength: Estimate
    rank: int
    rank_low: int
    rank_high: int
    wins: int
    losses: int
    ties: int
    tie_rate: Estimate
    both_bad_rate: Estimate

    def as_dict(self) -> dict[str, Any]:
        """JSON-safe."""
        plain = {name: getattr(self, name) for name in ("model", "rank", "rank_low", "rank_high")}
        plain |= {name: getattr(self, name) for name in ("wins", "losses", "ties")}
        return plain | {
            "strength": self.strength.as_dict(),
            "tie_rate": self.tie_rate.as_dict(),
            "both_bad_rate": self.both_bad_rate.as_dict(),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """A leaderboard: `ranked` from strongest to weakest, `unrankable` with reasons, and how it was made.

    `log_nu` is the log tie parameter (Davidson's nu, Rao and Kupper's theta), `effects` the covariates' effects on the
    log odds ("first" for being shown first, the others per standard deviation). `order` and `covariance` (M, M) of the
    strengths serve `difference`.
    """

    ranked: tuple[ModelStrength, ...]
    unrankable: tuple[Unrankable, ...]
    method: str
    n_items: int
    n_judgments: int
    n_excluded: int
    log_nu: Estimate
    effects: dict[str, Estimate]
    log_likelihood: float | None
    level: float
    order: tuple[str, ...]
    strengths: Floats
    covariance: Floats

    def difference(self, model: str, other: str) -> Estimate:
        """Strength of `model` less strength of `other`: the log odds that it is preferred, ties aside.

        The interval is normal with the ranking's covariance. Raises KeyError if one of them is not ranked.
        """
        try:
            i, j = self.order.index(model), self.order.index(other)
        except ValueError as error:
            raise KeyError(f"{model!r} or {other!r} is not ranked") from error
        value = float(self.strengths[i] - self.strengths[j])
        variance = self.covariance[i, i] + self.covariance[j, j] - 2 * self.covariance[i, j]
        se = float(np.sqrt(max(variance, 0.0)))
        half = normal_quantile(self.level) * se
        method = f"difference of strengths; {self.method}"
        return Estimate(
            value, value - half, value + half, self.n_items, self.n_judgments, method, se=se, level=self.level
        )

    def as_dict(self) -> dict[str, Any]:
        """JSON-safe; the covariance is left out."""
        return {
            "ranked": [model.as_dict() for model in self.ranked],
            "unrankable": [model.as_dict() for model in self.unrankable],
            "method": self.method,
            "n_items": self.n_items,
            "n_judgments": self.n_judgments,
            "n_excluded": self.n_excluded,
            "log_nu": self.log_nu.as_dict(),
            "effects": {name: estimate.as_dict() for name, estimate in self.effects.items()},
            "log_likelihood": self.log_likelihood,
            "level": self.level,
        }


def rank_models(
    comparisons: Comparisons,
    *,
    ties: Ties = "davidson",
    both_bad: BothBad = "exclude",
    covariates: tuple[Covariate, ...] = (),
    interval: Interval = "sandwich",
    seed: int = 0,
    replicates: int = 500,
    level: float = 0.95,
) -> Ranking:
    """Rank the models by Bradley–Terry strength, those that can be ranked; the others are named with the reason.

    `ties`: "davidson" (1970), "rao-kupper" (1967), "half" a win for both, or "drop". `both_bad`: left out, or, on
    request, as a tie; its rate per model is always reported. `interval`: "sandwich" clustered by item, "bootstrap" over
    items, or "model". Raises NotConverged, or NotIdentified when a covariate can't be told from the models.
    """
    counting = without_both_bad(comparisons, as_tie=both_bad == "tie")
    inside, linked, results = between_rankable(counting, ties)
    if ties == "drop":
        inside = inside.where(inside.outcome != TIE)
    excluded = comparisons.n - inside.n
    name = TIE_NAMES[ties]
    if covariates:
        name += f", controlled for {' and '.join(covariates)}"
    if both_bad == "tie":
        name += ", both-bad counted as a tie"
    if not linked.rankable.any():
        reason = "no two models can be ranked"
        nothing = unknown(reason, method=name, level=level)
        return Ranking(
            (), linked.unrankable, name, 0, 0, excluded, nothing, {}, None, level, (), np.zeros(0), np.zeros((0, 0))
        )
    fitted = fit_comparisons(
        inside, ties=ties, covariates=covariates, interval=interval, seed=seed, replicates=replicates
    )
    if ties in WITH_PARAMETER and not fitted.fit.with_ties:
        name += " (no tie seen)"
    return ranking_of(
        comparisons, inside, fitted, linked, results, name=name, covariates=covariates, seed=seed, level=level
    )


def ranking_of(
    comparisons: Comparisons,
    inside: Comparisons,
    fitted: Fitted,
    linked: Connectivity,
    results: tuple[Ints, Ints],
    *,
    name: str,
    covariates: tuple[Covariate, ...] = (),
    seed: int,
    level: float,
) -> Ranking:
    """The leaderboard that a fit of the comparisons ``inside`` makes; ``results`` are wins and ties of all of them."""
    method = f"{name}; {fitted.how}"
    estimates = parameter_estimates(fitted, inside, method=method, level=level)
    n_models = len(inside.models)
    ranked = _ranked(comparisons, inside, fitted, estimates, results, linked.rankable, seed=seed, level=level)
    log_nu = (
        estimates[n_models]
        if fitted.fit.with_ties
        else unknown("no tie parameter in this fit", method=method, level=level)
    )
    effects = dict(zip(covariates, estimates[n_models + fitted.fit.with_ties :], strict=True))
    return Ranking(
        ranked,
        linked.unrankable,
        method,
        inside.n_items,
        inside.n,
        comparisons.n - inside.n,
        log_nu,
        {str(covariate): estimate for covariate, estimate in effects.items()},
        fitted.fit.log_likelihood,
        level,
        tuple(inside.models),
        fitted.fit.strengths,
        fitted.covariance[:n_models, :n_models],
    )


def _ranked(
    everything: Comparisons,
    inside: Comparisons,
    fitted: Fitted,
    estimates: list[Estimate],
    results: tuple[Ints, Ints],
    rankable: Mask,
    *,
    seed: int,
    level: float,
) -> tuple[ModelStrength, ...]:
    n_models = len(inside.models)
    strengths = fitted.fit.strengths
    drawn = fitted.replicates
    if drawn is None or drawn.shape[0] == 0:
        rng = np.random.default_rng(seed)
        drawn = rng.multivariate_normal(
            strengths, fitted.covariance[:n_models, :n_models], size=RANK_DRAWS, method="eigh"
        )
    ranks = _ranks(drawn[:, :n_models])
    low = np.quantile(ranks, (1 - level) / 2, axis=0, method="lower")
    high = np.quantile(ranks, (1 + level) / 2, axis=0, method="higher")
    own = _ranks(strengths[np.newaxis, :])[0]
    if any(estimate.low is None for estimate in estimates[:n_models]):
        low, high = np.ones_like(own), np.full_like(own, n_models)  # no interval: any rank is possible
    wins, tied = (matrix[np.ix_(rankable, rankable)] for matrix in results)
    rates = model_rates(everything, level=level)
    rows = [
        ModelStrength(
            model,
            estimates[code],
            int(own[code]),
            int(min(low[code], own[code])),
            int(max(high[code], own[code])),
            int(wins[code].sum()),
            int(wins[:, code].sum()),
            int(tied[code].sum()),
            *rates[model],
        )
        for code, model in enumerate(inside.models)
    ]
    return tuple(sorted(rows, key=lambda row: (row.rank, row.model)))


def _ranks(strengths: Floats) -> Ints:
    """1 + the number of stronger models in each row, (B, M); differences within rounding are equal ranks."""
    return rankdata(-np.round(strengths, 9), method="min", axis=1).astype(np.int64)
