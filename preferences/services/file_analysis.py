"""A file of comparisons analysed without a database: the ranking, and what biases the choice."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from agreement.statistics.estimate import Estimate, unknown
from annotator.errors import InvalidInput
from preferences.formats.comparisons_file import ComparisonsFile
from preferences.statistics.bradley_terry import ModelStrength, Ranking, rank_models
from preferences.statistics.comparisons import A, B, InvalidComparison
from preferences.statistics.confidence_sequences import win_rate_sequence
from preferences.statistics.connectivity import Ties, components
from preferences.statistics.effects import Effect, bias_summary
from preferences.statistics.fitting import Interval
from preferences.statistics.likelihood import NotConverged, NotIdentified

#: The covariate that the command line calls "side": in a file the first-listed response counts as shown first.
SIDE = "first"


def analyse_ranking(
    file: ComparisonsFile, *, ties: Ties, controls: Sequence[str], interval: Interval, seed: int, replicates: int
) -> dict[str, Any]:
    """Return `{strengths, ties, effects, components, unrankable, log_likelihood, method, notes}`, JSON-safe.

    `controls` are "side", "length" and covariates of the file. Where a control can't be told from the models, its
    effect is unknown with the reason and the strengths are those without it. Strengths are on the natural-log scale and
    sum to zero; "side" is the log odds of the first-listed model at equal strength, the others are per standard
    deviation of the difference.
    """
    compared = file.comparisons
    names = {name: SIDE if name == "side" else name for name in dict.fromkeys(controls)}
    how: dict[str, Any] = {"ties": ties, "interval": interval, "seed": seed, "replicates": replicates}
    notes = list(file.notes)
    effects: dict[str, Estimate]
    try:
        try:
            ranking = rank_models(compared, covariates=tuple(names.values()), **how)
            effects = {name: ranking.effects.get(own) or _no_effect(ranking, "") for name, own in names.items()}
        except (NotConverged, NotIdentified, InvalidComparison) as error:
            if not names:
                raise
            ranking = rank_models(compared, **how)
            effects = {name: _no_effect(ranking, str(error)) for name in names}
            notes.append(f"Strengths are without {', '.join(names)}: {error}.")
    except (NotConverged, NotIdentified, InvalidComparison) as error:
        raise InvalidInput(f"The strengths can't be fitted: {error}.") from error
    if not ranking.ranked:
        notes.append("No two models can be ranked against each other.")
    if ranking.n_excluded:
        notes.append(f"{ranking.n_excluded} of {compared.n} comparisons don't enter the fit.")
    log_nu = ranking.log_nu.value
    return {
        "strengths": [_strength(model) for model in ranking.ranked],
        "ties": {"treatment": ties, "nu": None if log_nu is None else math.exp(log_nu)},
        "effects": {name: effect.as_dict() for name, effect in effects.items()},
        "components": components(compared.models, compared.model_a, compared.model_b),
        "unrankable": [model.as_dict() for model in ranking.unrankable],
        "log_likelihood": ranking.log_likelihood,
        "method": ranking.method,
        "notes": notes,
    }


def analyse_bias(file: ComparisonsFile) -> dict[str, Any]:
    """Return `{length, side, raters, notes}`, JSON-safe: each bias raw, with the models held fixed, and its verdict."""
    found = bias_summary(file.comparisons)
    raters = [effect.as_dict() for effect in found.raters] if file.has_raters else []
    return {
        "length": {"longer_wins": found.length.raw.as_dict(), **_effect(found.length)},
        "side": {"first_wins": found.side.raw.as_dict(), **_effect(found.side)},
        "ties": found.tie_rate.as_dict(),
        "raters": raters,
        "notes": file.notes,
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "controlled": effect.controlled.as_dict(),
        "verdict": effect.verdict,
        "sentence": effect.sentence,
        "unit": effect.unit,
        "unit_size": effect.unit_size,
    }


def _no_effect(ranking: Ranking, reason: str) -> Estimate:
    return unknown(reason or "no two models can be ranked", method=ranking.method)


def _strength(model: ModelStrength) -> dict[str, Any]:
    return {
        "model": model.model,
        "strength": model.strength.value,
        "se": model.strength.se,
        "low": model.strength.low,
        "high": model.strength.high,
        "rank": model.rank,
        "rank_low": model.rank_low,
        "rank_high": model.rank_high,
        "wins": model.wins,
        "losses": model.losses,
        "ties": model.ties,
        "both_bad_rate": model.both_bad_rate.value,
        "both_bad": model.both_bad_rate.as_dict(),
        "reason": model.strength.reason,
    }


#: So many points of a running interval are shown, evenly spread on the scale of the logarithm.
MOST_POINTS = 100


def analyse_ab(file: ComparisonsFile, *, level: float) -> dict[str, Any]:
    """Return `{win_rate, sequence, verdict, sentence, notes}`, JSON-safe: how often the first of two models wins.

    `win_rate` is an Estimate whose interval belongs to a confidence sequence; `sequence` has `{n, low, high}` after n
    decided votes; the verdict is "a", "b" (in the order of `models`) or "undecided". Raises InvalidInput unless the
    file has two models.
    """
    compared = file.comparisons
    if len(compared.models) != 2:
        raise InvalidInput(f"An A/B test has two models; this file has {len(compared.models)}.")
    if not 0 < level < 1:
        raise InvalidInput("--level must lie between 0 and 1.")
    one, other = compared.models
    decided = compared.outcome <= B
    won = (np.where(compared.outcome == A, compared.model_a, compared.model_b) == 0)[decided]
    n = np.arange(1, won.size + 1)
    wins = np.cumsum(won)
    low, high = win_rate_sequence(wins, n, level=level)
    low, high = np.maximum.accumulate(low), np.minimum.accumulate(high)  # what was ruled out once stays so
    method = "win rate of decided votes, beta-binomial mixture confidence sequence"
    notes = [*file.notes, f"{int(won.size)} votes are decided; {compared.n - int(won.size)} ties and both-bad are not."]
    if not won.size:
        rate = unknown("no decided vote", method=method, level=level)
        return _ab(compared.models, rate, [], "undecided", "No vote is decided yet.", notes)
    if low[-1] > high[-1]:
        notes.append("The interval became empty: the votes are no stream of like chances, the win rate has changed.")
        rate = unknown("the win rate changed in the course of the test", method=method, level=level)
        return _ab(compared.models, rate, [], "undecided", "The win rate has changed.", notes)
    value = min(max(float(wins[-1] / n[-1]), float(low[-1])), float(high[-1]))
    rate = Estimate(value, low[-1], high[-1], compared.n_items, int(won.size), method, level=level)
    verdict = "a" if low[-1] > 0.5 else "b" if high[-1] < 0.5 else "undecided"
    better = {"a": f"{one} is preferred to {other}", "b": f"{other} is preferred to {one}"}
    sentence = f"{better.get(verdict, 'Not decided yet')}: {one} wins {value:.1%} [{low[-1]:.1%}, {high[-1]:.1%}]."
    shown = np.unique(np.geomspace(1, won.size, min(MOST_POINTS, won.size)).round().astype(np.int64)) - 1
    points = [{"n": int(n[at]), "low": float(low[at]), "high": float(high[at])} for at in shown.tolist()]
    return _ab(compared.models, rate, points, verdict, sentence, notes)


def _ab(
    models: Sequence[str], rate: Estimate, points: list[dict[str, Any]], verdict: str, sentence: str, notes: list[str]
) -> dict[str, Any]:
    return {
        "models": list(models),
        "win_rate": rate.as_dict(),
        "sequence": points,
        "verdict": verdict,
        "sentence": sentence,
        "notes": notes,
    }
