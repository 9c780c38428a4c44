"""Parts of variance of ratings (item, rater, item x rater, residual), and what more ratings per item would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from agreement.statistics.bootstrap import divide
from agreement.statistics.codes import Floats, Ints, count_distinct, dense_codes

METHOD = "analysis of variance for unequal numbers (Henderson's method 1)"


@dataclass(frozen=True, slots=True)
class VarianceParts:
    """Variances of one rating, in squares of its unit: `item` (true differences), `rater` (leniency), `interaction`
    (raters see items differently) and `residual` (the same rater, the same item, another time).

    Without repeats interaction and residual can't be told apart: `interaction` is None and `residual` holds both. A
    part that the design can't tell is None too, and `reason` says why; without any number all are. Estimates below
    zero, which a small true part gives half of the time, are kept as they are: `share` counts them as 0.
    """

    item: float | None
    rater: float | None
    interaction: float | None
    residual: float | None
    n_items: int
    n_raters: int
    n_judgments: int
    method: str = METHOD
    reason: str | None = None

    def shares(self) -> dict[str, float | None]:
        """Each part's share of the variance of one rating, parts below zero counted as 0."""
        parts = {name: getattr(self, name) for name in ("item", "rater", "interaction", "residual")}
        total = sum(max(part, 0.0) for part in parts.values() if part is not None)
        return {name: None if part is None or total <= 0 else max(part, 0.0) / total for name, part in parts.items()}

    def as_dict(self) -> dict[str, Any]:
        """The fields as JSON-safe values, with the shares."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "shares": self.shares()}


def variance_parts(item: Ints, rater: Ints | None, values: Floats) -> VarianceParts:
    """The parts of the variance of `values` (n,) given to `item` (n,) by `rater` (n,), in any design.

    Items and raters are taken as random draws. Sums of squares of the item means, the rater means and the cell means
    are set equal to their expectations, linear in the parts (Henderson 1953, Biometrics 9:226, method 1; Searle 1971,
    chapter 10). For a complete design with equal numbers that is the usual analysis of variance; unequal numbers and
    missing cells need no more. `rater` None, or one rating per rater: a one-way analysis, `residual` holding all but
    the items.
    """
    if not np.isfinite(values).all():
        raise ValueError("values hold nan or infinity: leave missing ratings out")
    item, n_items = dense_codes(item)
    n = int(item.size)
    told_apart = rater is not None and count_distinct(rater) < n
    rater, n_raters = dense_codes(rater) if rater is not None and told_apart else (np.zeros(n, dtype=np.int64), 0)
    counted = (n_items, n_raters, n)
    if (reason := _why_unknown(n_items, n)) is not None:
        return VarianceParts(None, None, None, None, *counted, reason=reason)
    factors = {"item": item}
    if n_raters > 1:
        factors["rater"] = rater
        cell, n_cells = dense_codes(item * n_raters + rater)
        if n_cells < n:
            factors["interaction"] = cell
    solved = _solve(factors, values - values.mean())
    if solved is None:
        reason = "the design can't tell the parts: items and raters go together, or no two differ"
        return VarianceParts(None, None, None, None, *counted, reason=reason)
    one = "only one rater is told apart" if n_raters == 1 else None
    return VarianceParts(
        solved["item"], solved.get("rater"), solved.get("interaction"), solved["residual"], *counted, reason=one
    )


def _why_unknown(n_items: int, n: int) -> str | None:
    if n == 0:
        return "no judgments"
    if n_items == 1:
        return "one item only: nothing differs between items"
    if n_items == n:
        return "nothing comparable: no item has two judgments"
    return None


def _solve(factors: dict[str, Ints], values: Floats) -> dict[str, float] | None:
    """Variances from sums of squared group sums over group sizes, which are linear in them in expectation."""
    n = values.size
    everything = np.zeros(n, dtype=np.int64)
    groupings = {"mean": everything, **factors, "all": np.arange(n)}
    sums = {
        name: float(divide(np.bincount(codes, weights=values) ** 2, np.bincount(codes)).sum())
        for name, codes in groupings.items()
    }
    names = [*factors, "residual"]
    sources = {**factors, "residual": groupings["all"]}
    equations, known = [], []
    for name in [*factors, "all"]:
        # The squared mean is in every expectation alike; taking it off leaves the variances.
        row = [_expected(groupings[name], sources[source]) - _expected(everything, sources[source]) for source in names]
        equations.append(row)
        known.append(sums[name] - sums["mean"])
    matrix = np.asarray(equations)
    if np.linalg.matrix_rank(matrix / np.abs(matrix).max()) < len(names):
        return None
    return dict(zip(names, np.linalg.solve(matrix, np.asarray(known)).tolist(), strict=True))


def _expected(grouping: Ints, source: Ints) -> float:
    """How often a source's variance is in the expected sum over groups g of T_g² / n_g: sum n_gs² / n_g."""
    pairs, n_pairs = dense_codes(grouping * (int(source.max()) + 1) + source)
    together = np.bincount(pairs, minlength=n_pairs).astype(np.float64)
    group = np.zeros(n_pairs, dtype=np.int64)
    group[pairs] = grouping
    return float((together**2 / np.bincount(grouping)[group]).sum())


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the mean of `k` ratings per item would be worth, between 0 and 1.

    `relative` for ranking items rated by the same k raters (generalisability, Spearman and Brown's formula);
    `absolute` for the scores themselves, where leniency counts too: also right when every item gets other raters.
    """

    k: int
    relative: float | None
    absolute: float | None


def reliability_of_means(parts: VarianceParts, ks: Sequence[int] = (1, 2, 3, 5, 10)) -> list[Reliability]:
    """The D-study (Cronbach et al. 1972; Brennan 2001): item / (item + (rater + the rest) / k), for each k.

    Parts below zero count as 0. None where no part, or no difference between items, is known.
    """
    if parts.item is None or parts.residual is None:
        return [Reliability(k, None, None) for k in ks]
    item, rater = max(parts.item, 0.0), max(parts.rater or 0.0, 0.0)
    rest = max(parts.interaction or 0.0, 0.0) + max(parts.residual, 0.0)
    found = []
    for k in ks:
        if k < 1:
            raise ValueError(f"k ratings per item must be at least 1, not {k}")
        relative, absolute = item + rest / k, item + (rater + rest) / k
        one_way = parts.rater is None
        found.append(
            Reliability(
                k,
                None if one_way or relative <= 0 else item / relative,
                None if absolute <= 0 else item / absolute,
            )
        )
    return found
