"""What biases the choice: length and the side shown first, raw and with the models held fixed, and ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from agreement.statistics.codes import Ints
from agreement.statistics.estimate import Estimate, clustered_proportion, unknown
from preferences.statistics.aggregate import Covariate, between_rankable, decided
from preferences.statistics.bradley_terry import TIE_NAMES
from preferences.statistics.comparisons import FIRST_UNKNOWN, TIE, A, B, Comparisons, InvalidComparison
from preferences.statistics.fitting import fit_comparisons, parameter_estimates
from preferences.statistics.likelihood import NotConverged, NotIdentified
from preferences.statistics.raters import RaterEffect, first_wins, longer_wins, order_varied, rater_effects

Verdict = Literal["none", "present", "unknown"]

#: An effect smaller than this can be called absent: on the log odds (0.2 moves an even choice by five points) …
MATERIAL_LOG_ODDS = 0.2
#: … and on a share, its distance from one half.
MATERIAL_SHARE = 0.05
#: How sure a bias must be to be called present. A report gives up to five verdicts (length, side, three features of
#: Markdown): at 99 % each, no more than one unbiased study in twenty has any of them called present (Bonferroni).
VERDICT_LEVEL = 0.99


@dataclass(frozen=True, slots=True)
class Effect:
    """One bias: `raw`, the share of decided comparisons that went its way; `controlled`, its effect on the log odds
    with the models held fixed; a verdict, and the verdict in a sentence. `unit` is what one step of the effect means:
    `unit_size` characters (or words) of length difference for length, None for the side."""

    name: str
    raw: Estimate
    controlled: Estimate
    verdict: Verdict
    sentence: str
    unit: str
    unit_size: float | None

    def as_dict(self) -> dict[str, Any]:
        """JSON-safe."""
        return {
            "name": self.name,
            "raw": self.raw.as_dict(),
            "controlled": self.controlled.as_dict(),
            "verdict": self.verdict,
            "sentence": self.sentence,
            "unit": self.unit,
            "unit_size": self.unit_size,
        }


@dataclass(frozen=True, slots=True)
class BiasSummary:
    """Length and side bias, the share of ties, and every rater's own rates."""

    length: Effect
    side: Effect
    tie_rate: Estimate
    raters: tuple[RaterEffect, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON-safe, as long as the rater ids are."""
        return {
            "length": self.length.as_dict(),
            "side": self.side.as_dict(),
            "tie_rate": self.tie_rate.as_dict(),
            "raters": [rater.as_dict() for rater in self.raters],
        }


def bias_summary(comparisons: Comparisons, *, level: float = 0.95) -> BiasSummary:
    """Every bias of `comparisons`; what can't be known says so. Both-bad verdicts count only against the tie rate."""
    return BiasSummary(
        length_bias(comparisons, level=level),
        side_bias(comparisons, level=level),
        clustered_proportion(comparisons.outcome == TIE, comparisons.item, what="share of ties", level=level),
        rater_effects(comparisons, level=level),
    )


def length_bias(comparisons: Comparisons, *, level: float = 0.95) -> Effect:
    """Whether the longer response is preferred, raw and with the models held fixed.

    Raw: the share of decided comparisons (no ties, no equal lengths) that the longer response won. Controlled: the log
    odds per standard deviation of the length difference, next to the models' strengths. Some of it may be quality.
    """
    what = "share of decided comparisons won by the longer response"
    hits, items = longer_wins(comparisons)
    if comparisons.length_difference is None:
        raw = unknown("the lengths of the responses are not known", method=what, level=level)
    elif hits.size == 0:
        raw = unknown("no decided comparison of two different lengths", method=what, level=level)
    else:
        raw = clustered_proportion(hits, items, what=what, level=level)
    controlled, unit_size = _controlled(comparisons, "length", raw, level=level)
    verdict = _verdict(raw, controlled, hits, items)
    sentence = _sentence(verdict, raw, controlled, "the longer response", "the shorter response")
    return Effect(
        "length", raw, controlled, verdict, sentence, "one standard deviation of length difference", unit_size
    )


def feature_bias(comparisons: Comparisons, feature: str, *, noun: str, level: float = 0.95) -> Effect:
    """Whether the response with more of a feature (headers, say) is preferred, raw and with the rest held fixed.

    Raw: the share of decided comparisons of unequal counts that the side with more won. Controlled: the log odds per
    standard deviation of the difference, next to the models' strengths, the length and every other feature that varies.
    ``noun`` is what there is more of, in words.
    """
    what = f"share of decided comparisons won by the response with more {noun}"
    difference = comparisons.features[feature]
    counts = (comparisons.outcome <= B) & (difference != 0)
    hits, items = (comparisons.outcome == np.where(difference > 0, A, B))[counts], comparisons.item[counts]
    if counts.any():
        raw = clustered_proportion(hits, items, what=what, level=level)
    else:
        raw = unknown(f"no decided comparison of responses with more and fewer {noun}", method=what, level=level)
    others = [name for name, column in comparisons.features.items() if name != feature and column.any()]
    if comparisons.length_difference is not None and comparisons.length_difference.any():
        others.insert(0, "length")
    controlled, _ = _controlled(comparisons, feature, raw, level=level, beside=tuple(others))
    verdict = _verdict(raw, controlled, hits, items)
    sentence = _sentence(verdict, raw, controlled, f"the response with more {noun}", f"the one with fewer {noun}")
    return Effect(feature, raw, controlled, verdict, sentence, f"one standard deviation of {noun}", None)


def side_bias(comparisons: Comparisons, *, level: float = 0.95) -> Effect:
    """Whether the response shown first is preferred, raw and with the models held fixed.

    Unknown when the order was not recorded, or never varied: where each pair of models is always shown in the same
    order, a preference for the first side and for the first model are the same thing. Pairs of models that were only
    ever shown one way are left out of the raw share for that reason.
    """
    what = "share of decided comparisons won by the response shown first"
    told = comparisons.where(comparisons.first != FIRST_UNKNOWN)
    varied = told.where(order_varied(told))
    hits, items = first_wins(varied)
    if comparisons.n == 0:
        raw = unknown("no comparisons", method=what, level=level)
    elif told.n == 0:
        raw = unknown("which side was shown first is not known", method=what, level=level)
    elif varied.n == 0:
        raw = unknown("each pair of models was always shown in the same order", method=what, level=level)
    elif hits.size == 0:
        raw = unknown("no decided comparison", method=what, level=level)
    else:
        raw = clustered_proportion(hits, items, what=what, level=level)
    controlled, _ = _controlled(told, "first", raw, level=level)
    verdict = _verdict(raw, controlled, hits, items)
    sentence = _sentence(verdict, raw, controlled, "the response shown first", "the response shown second")
    return Effect("side", raw, controlled, verdict, sentence, "being shown first rather than second", None)


def _controlled(
    comparisons: Comparisons, covariate: Covariate, raw: Estimate, *, level: float, beside: tuple[Covariate, ...] = ()
) -> tuple[Estimate, float | None]:
    """The effect on the log odds, the models' strengths and what is ``beside`` fitted too, and the unit of length."""
    method = f"{TIE_NAMES['drop']}, effect of {covariate} given {' and '.join(('the models', *beside))}"
    if raw.value is None:
        return unknown(raw.reason or "nothing to compare", method=method, level=level), None
    inside, linked, _ = between_rankable(decided(comparisons), "drop")
    if not linked.rankable.any():
        return unknown("the models can't be told from the effect: no two of them beat each other", method=method), None
    if inside.n_items < 2:
        return unknown("one item only", method=method, n_items=inside.n_items, n_judgments=inside.n), None
    try:
        fitted = fit_comparisons(inside, ties="drop", covariates=(*beside, covariate))
    except (NotConverged, NotIdentified, InvalidComparison) as error:
        return unknown(str(error), method=method, n_items=inside.n_items, n_judgments=inside.n, level=level), None
    estimates = parameter_estimates(fitted, inside, method=f"{method}; {fitted.how}", level=level)
    return estimates[-1], fitted.collapsed.length_sd


def _verdict(raw: Estimate, controlled: Estimate, hits: NDArray[np.bool_], items: Ints) -> Verdict:
    """Present if "no effect" is ruled out at ``VERDICT_LEVEL``; none if the shown interval rules out a material effect.

    Judged on the controlled effect; on the raw share (of ``hits`` (n,) on ``items`` (n,)) only where there is no
    controlled one. Neither of both: unknown.
    """
    by_models = controlled.low is not None
    judged, centre, material = (controlled, 0.0, MATERIAL_LOG_ODDS) if by_models else (raw, 0.5, MATERIAL_SHARE)
    if judged.low is None or judged.high is None:
        return "unknown"
    if _surely_not_zero(controlled) if by_models else _surely_not_half(hits, items):
        return "present"
    if judged.low > centre - material and judged.high < centre + material:
        return "none"
    return "unknown"


def _surely_not_zero(effect: Estimate) -> bool:
    """Student's distribution, because a variance from few clusters comes out too small (Bell and McCaffrey 2002)."""
    if effect.value is None or effect.se is None:
        return False
    return abs(effect.value) > effect.se * float(student.ppf((1 + VERDICT_LEVEL) / 2, max(effect.n_items - 1, 1)))


def _surely_not_half(hits: NDArray[np.bool_], items: Ints) -> bool:
    share = clustered_proportion(hits, items, level=VERDICT_LEVEL)
    return share.low is not None and share.high is not None and not share.low <= 0.5 <= share.high


def _sentence(verdict: Verdict, raw: Estimate, controlled: Estimate, one: str, other: str) -> str:
    if raw.value is None:
        return f"Not known: {raw.reason}."
    share = f"{one} won {raw.value:.0%} of {raw.n_judgments} decided comparisons"
    judged_on_models = controlled.value is not None and controlled.low is not None
    given = "with the models held fixed" if judged_on_models else "without regard to the models"
    if verdict == "present":
        towards = (controlled.value or 0.0) > 0 if judged_on_models else raw.value > 0.5
        return f"Raters prefer {one if towards else other}, {given}; {share}."
    if verdict == "none":
        return f"No preference for {one} that matters, {given}; {share}."
    return f"Not known yet: the data neither show nor rule out a preference for {one}, {given}; {share}."
