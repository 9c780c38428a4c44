"""Which cause is the cause and which its echo: each is measured again with the others taken out."""

from __future__ import annotations

import numpy as np

from agreement.statistics.codes import Ints
from agreement.statistics.diagnosis.alphas import Scale, alpha_of
from agreement.statistics.diagnosis.categories import expected_confusion, told_apart
from agreement.statistics.diagnosis.cause import Cause
from agreement.statistics.diagnosis.compared import Compared
from agreement.statistics.diagnosis.prevalence import paradox_gap
from agreement.statistics.diagnosis.raters import without
from agreement.statistics.diagnosis.schools import within_groups
from agreement.statistics.diagnosis.slices import Slicing, outside

#: A cause of which less than this share is left once another is taken out is the other's echo.
ECHO = 0.4
#: Where two causes explain each other, the one that says more about where comes first.
SPECIFIC = ("schools", "raters", "slice", "categories", "prevalence")


def group_of(cause: Cause, n_raters: int) -> Ints:
    """The two schools as codes (R,), -1 for neither."""
    group = np.full(n_raters, -1, dtype=np.int64)
    for code, members in enumerate(cause.subjects):
        group[list(members)] = code
    return group


def taken_out(cause: Cause, pairs: Compared, slicings: dict[str, Slicing]) -> Compared:
    """The pairs without what the cause is about: what would be left of disagreement if it were settled."""
    if cause.kind == "raters":
        return pairs.where(without(pairs, np.asarray(cause.subjects, dtype=np.int64)))
    if cause.kind == "schools":
        return pairs.where(within_groups(pairs, group_of(cause, pairs.n_raters)))
    if cause.kind == "slice":
        return pairs.where(outside(pairs, slicings[cause.subjects[0]], cause.subjects[2]))
    if cause.kind == "categories":
        return pairs.merged(*cause.subjects)
    return pairs


def strength(cause: Cause, pairs: Compared, scale: Scale, slicings: dict[str, Slicing]) -> float:
    """What the cause does to alpha of these pairs (for prevalence: AC1 less alpha); 0 where that is undefined."""
    together = pairs.coincidences().sum(axis=0)
    before = float(alpha_of(together, scale.values, scale.level))
    if cause.kind == "prevalence":
        found = paradox_gap(together, pairs.n_categories)
    elif cause.kind == "categories":
        used = np.flatnonzero(together.sum(axis=0) > 0)
        if used.size < 3 or not set(cause.subjects) <= set(used.tolist()):
            return 0.0
        pair = (int(np.searchsorted(used, cause.subjects[0])), int(np.searchsorted(used, cause.subjects[1])))
        kept = together[np.ix_(used, used)]
        expected = expected_confusion(kept, pair, ordered=scale.ordered)
        found = float(alpha_of(told_apart(kept, pair, expected), scale.values[used], scale.level)) - before
    else:
        found = scale.alpha(taken_out(cause, pairs, slicings)) - before
    return found if np.isfinite(found) else 0.0


def rank(causes: list[Cause], pairs: Compared, scale: Scale, slicings: dict[str, Slicing]) -> list[Cause]:
    """The causes by their effect, echoes of others after all that stand on their own."""
    if len(causes) < 2:
        return causes
    alone = [strength(cause, pairs, scale, slicings) for cause in causes]
    left = np.ones((len(causes), len(causes)))
    for other, removed in enumerate(causes):
        view = taken_out(removed, pairs, slicings)
        for index, cause in enumerate(causes):
            if index != other and removed.kind != "prevalence":
                left[index, other] = strength(cause, view, scale, slicings) / max(alone[index], 1e-6)
    echoes: dict[int, int] = {}
    for index, cause in enumerate(causes):
        for other, removed in enumerate(causes):
            if other == index or left[index, other] >= ECHO:
                continue
            mutual = left[other, index] < ECHO
            if not mutual or _before(removed, cause):
                echoes.setdefault(index, other)
    ranked = [causes[index] for index in range(len(causes)) if index not in echoes]
    ranked.sort(key=lambda cause: -cause.effect)
    return ranked + [causes[index].echo_of(causes[other].kind) for index, other in sorted(echoes.items())]


def _before(one: Cause, two: Cause) -> bool:
    """Whether the first is the more telling of two causes that explain each other."""
    if one.kind == two.kind:
        return one.effect > two.effect
    return SPECIFIC.index(one.kind) < SPECIFIC.index(two.kind)
