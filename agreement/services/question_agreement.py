"""Agreement on one question: overall, by pair of raters, by rater, by slice, over time, and where it fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import numpy as np

from agreement.datasets import QuestionRatings, SliceColumn
from agreement.services.reading import read_alpha
from agreement.statistics.clustered import clustered_estimates
from agreement.statistics.clustered_pairs import clustered_pairs
from agreement.statistics.codes import Ints
from agreement.statistics.counts import Patterns, count_matrix, patterns_of
from agreement.statistics.disputes import item_disagreement
from agreement.statistics.estimate import Estimate
from agreement.statistics.krippendorff import Level, numbers_for
from agreement.statistics.pairs import PairAgreement
from agreement.statistics.pooling import SMALL, pooled_estimates
from agreement.statistics.summary import AgreementSummary, agreement_summary, group_estimates
from annotator.models import Question

MAX_SLICE_VALUES = 50
MIN_WINDOW_ITEMS = 20
DAILY_UP_TO_DAYS = 21
MOST_DISPUTED = 20


@dataclass(eq=False)
class QuestionMeasure:
    """The measurement of one question, its count matrix made once."""

    question: Question
    data: QuestionRatings
    seed: int
    replicates: int
    aliases: Mapping[int, str]
    counts: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.counts = count_matrix(self.data.ratings)

    @property
    def level(self) -> Level:
        """The level of measurement that the question implies; a chosen-or-not is nominal."""
        return cast(Level, self.question.level)

    def group(self) -> dict[str, Any]:
        """Overall Estimates, the pairs of raters, and each rater's influence."""
        summary = agreement_summary(
            self.data.ratings,
            level=self.level,
            seed=self.seed,
            replicates=self.replicates,
            with_each_rater_left_out=True,
        )
        estimates, pairs = summary.estimates, summary.pairs
        if not self.data.units_are_items:
            estimates = self._by_item(estimates, np.arange(len(self.data.ratings.item_ids)), stream=0)
            pairs = clustered_pairs(
                pairs,
                self.data.ratings,
                self.data.item_of_unit,
                level=self.level,
                replicates=self.replicates,
                rng=np.random.default_rng([self.seed, 8]),
            )
        per_unit = self.counts.sum(axis=1)
        overlapping = np.unique(self.data.item_of_unit[per_unit >= 2])
        return {
            "question": self.question.key,
            "title": self.question.title,
            "kind": self.question.kind,
            "level": self.level,
            "per_response": self.question.per_response,
            "unit": self.data.unit,
            "categories": self.data.categories,
            "n_items": int(self.data.item_ids.size),
            "n_items_overlap": int(overlapping.size),
            "n_units": summary.n_items,
            "n_judgments": self.data.n_judgments,
            "n_raters": summary.n_raters,
            "percent_agreement": estimates["percent"].as_dict(),
            "fleiss_kappa": estimates["fleiss"].as_dict(),
            "krippendorff_alpha": estimates["alpha"].as_dict(),
            "gwet_ac1": estimates["ac1"].as_dict(),
            "reading": read_alpha(estimates["alpha"]),
            "cohen": [self._pair(pair) for pair in pairs],
            "raters": self._raters(summary),
            "category_counts": self._tally(np.ones(self.data.said_item.size, dtype=bool)),
        }

    def slices(self, columns: list[SliceColumn], *, whole: Estimate) -> tuple[list[dict[str, Any]], int]:
        """Agreement within each slice, and how many rare values beyond 50 a name were left out.

        The slices of one name are pooled: ``pooled`` is alpha pulled towards their mean as far as it is noise.
        """
        measured, left_out, stream = [], 0, 1
        for column in columns:
            values = self._slice_of_units(column)
            sizes = np.bincount(values[values >= 0], minlength=len(column.values))
            present = [code for code in np.argsort(-sizes, kind="stable").tolist() if sizes[code]]
            left_out += max(0, len(present) - MAX_SLICE_VALUES)
            # One sort groups the units of all values, however many values there are.
            order = np.argsort(values, kind="stable")
            bounds = np.searchsorted(values[order], np.arange(len(column.values) + 1))
            found, alphas = [], []
            for code in present[:MAX_SLICE_VALUES]:
                units = order[bounds[code] : bounds[code + 1]]
                estimates = self.estimates(units, stream=stream)
                stream += 1
                alphas.append(estimates["alpha"])
                found.append(
                    {
                        "name": column.name,
                        "value": column.values[code],
                        "n_items": self._n_items(units),
                        "small": estimates["alpha"].n_items < SMALL,
                        "alpha": estimates["alpha"].as_dict(),
                        "percent_agreement": estimates["percent"].as_dict(),
                    }
                )
            pooled = pooled_estimates(alphas, whole=whole, what=f"Krippendorff's alpha, {self.level}")
            measured += [{**one, "pooled": each.as_dict()} for one, each in zip(found, pooled, strict=True)]
        return measured, left_out

    def over_time(self) -> list[dict[str, Any]]:
        """Agreement by the day, or where the work took over three weeks the week, of an item's last judgment.

        An item counts in one window, with all its judgments: raters rarely judge it on the same day. Windows with fewer
        than 20 items that two raters judged are left out.
        """
        days = self.data.last_day
        if not days.size:
            return []
        width = 1 if int(days.max() - days.min()) < DAILY_UP_TO_DAYS else 7
        # The proleptic ordinal 1 was a Monday: weeks begin on Mondays.
        starts = (days - 1) // width * width + 1
        start_of_unit = starts[self.data.item_of_unit]
        overlapping = self.counts.sum(axis=1) >= 2
        windows = []
        for stream, start in enumerate(np.unique(starts).tolist()):
            units = np.flatnonzero((start_of_unit == start) & overlapping)
            n_items = self._n_items(units)
            if n_items < MIN_WINDOW_ITEMS:
                continue
            alpha = self.estimates(units, stream=1_000_000 + stream)["alpha"]
            windows.append(
                {
                    "from": date.fromordinal(start).isoformat(),
                    "to": date.fromordinal(start + width - 1).isoformat(),
                    "n_items": n_items,
                    "alpha": alpha.as_dict(),
                }
            )
        return windows

    def most_disputed(self) -> list[dict[str, Any]]:
        """The items that raters dispute most, worst first, no unanimous ones; ``item`` is the primary key."""
        found = item_disagreement(self.data.ratings, self.level)
        if not found.item.size:
            return []
        items = self.data.item_of_unit[found.item]
        size = self.data.item_ids.size
        units = np.maximum(np.bincount(items, minlength=size), 1)
        disagreement = np.bincount(items, weights=found.disagreement, minlength=size) / units
        rows, m = self.counts[found.item], found.n_judgments
        agreeing = (rows * (rows - 1)).sum(axis=1) / (m * (m - 1))
        agreement = np.bincount(items, weights=agreeing, minlength=size) / units
        worst = [code for code in np.argsort(-disagreement, kind="stable")[:MOST_DISPUTED] if disagreement[code] > 0]
        return [
            {
                "item": int(self.data.item_ids[code]),
                "agreement": round(float(agreement[code]), 6),
                "disagreement": round(float(disagreement[code]), 6),
                "counts": self._tally(self.data.said_item == code, all_labels=False),
            }
            for code in worst
        ]

    def estimates(self, units: Ints, *, stream: int) -> dict[str, Estimate]:
        """The coefficients of the group on these ``units`` (n,), resampled from the random ``stream``."""
        rng = np.random.default_rng([self.seed, stream])
        values = numbers_for(self.data.ratings, self.level)
        patterns: Patterns = patterns_of(self.counts[units])
        estimates = group_estimates(patterns, values, self.level, rng=rng, replicates=self.replicates)
        return estimates if self.data.units_are_items else self._by_item(estimates, units, stream=stream)

    def _by_item(self, estimates: dict[str, Estimate], units: Ints, *, stream: int) -> dict[str, Estimate]:
        return clustered_estimates(
            estimates,
            self.counts[units],
            self.data.item_of_unit[units],
            values=numbers_for(self.data.ratings, self.level),
            level=self.level,
            replicates=self.replicates,
            rng=np.random.default_rng([self.seed, 7, stream]),
        )

    def _n_items(self, units: Ints) -> int:
        return int(np.unique(self.data.item_of_unit[units]).size)

    def _slice_of_units(self, column: SliceColumn) -> Ints:
        """The slice value code of each unit, (N,); -1 where its item has none."""
        if not column.item_ids.size:
            return np.full(self.data.item_of_unit.size, -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(column.item_ids, self.data.item_ids), column.item_ids.size - 1)
        of_item = np.where(column.item_ids[place] == self.data.item_ids, column.codes[place], -1)
        return of_item[self.data.item_of_unit]

    def _tally(self, rows: np.ndarray[Any, np.dtype[np.bool_]], *, all_labels: bool = True) -> dict[str, int]:
        labels = self.data.said_labels
        counted = np.bincount(self.data.said_label[rows], minlength=len(labels)).tolist()
        return {label: n for label, n in zip(labels, counted, strict=True) if n or all_labels}

    def _rater(self, rater_id: Any) -> dict[str, Any]:
        return {"id": int(rater_id), "alias": self.aliases[int(rater_id)]}

    def _pair(self, pair: PairAgreement) -> dict[str, Any]:
        named = {name: estimate.as_dict() for name, estimate in pair.estimates.items()}
        return {
            "rater_a": self._rater(pair.rater_a),
            "rater_b": self._rater(pair.rater_b),
            "n_items": named["percent"]["n_items"],
            "percent_agreement": named["percent"],
            "plain": named["plain"],
            "linear": named.get("linear"),
            "quadratic": named.get("quadratic"),
        }

    def _raters(self, summary: AgreementSummary) -> list[dict[str, Any]]:
        sizes = np.bincount(self.data.ratings.rater, minlength=self.data.rater_ids.size).tolist()
        left = summary.without_rater
        return [
            {
                "rater": self._rater(rater_id),
                "n_judgments": size,
                "alpha_without": left[rater_id].as_dict() if rater_id in left else None,
            }
            for rater_id, size in zip(self.data.rater_ids.tolist(), sizes, strict=True)
        ]
