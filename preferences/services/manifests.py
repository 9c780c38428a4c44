"""The manifest: what a dataset is, where it comes from, and how far it can be trusted."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.conf import settings

from agreement.statistics.counts import Patterns
from agreement.statistics.summary import group_estimates
from annotator.models import Project
from preferences.datasets.decisions import OUTCOMES
from preferences.formats import Context
from preferences.queries import lost_by
from preferences.services.plans import ExportPlan
from preferences.services.selecting import REASONS, Tally
from preferences.services.writing import DataFile

REPLICATES = 1000


def manifest_of(
    project: Project,
    plan: ExportPlan,
    *,
    seed: int,
    tally: Tally,
    files: Sequence[DataFile],
    unit: str,
    context: Context,
) -> dict[str, Any]:
    """Return the manifest. It holds nothing of when and by whom it was made: same data and plan, same manifest."""
    asked = plan.as_dict()
    return {
        "touchstone": settings.VERSION,
        "project": {"name": project.name, "preset": project.preset},
        "format": plan.form.key,
        "questions": asked["questions"],
        "options": asked["options"],
        "filters": asked["filters"],
        "seed": seed,
        "counts": {
            "unit": unit,
            "votes": tally.votes,
            "pairs": tally.pairs,
            "rows": tally.rows,
            **{f"{reason}_dropped": tally.dropped[reason] for reason in REASONS},
            "votes_not_on_pairs": tally.votes_not_on_pairs,
            "ties_kept": tally.ties_kept,
            "both_bad_kept": tally.both_bad_kept,
            "identical_texts": tally.identical_texts,
        },
        "models": [
            {"model": model, **{name: counts[name] for name in ("chosen", "rejected", "tied", "both_bad")}}
            for model, counts in sorted(tally.count_models().items())
        ],
        "guideline_versions": [
            {"version": version, "votes": votes}
            for version, votes in sorted(tally.guidelines.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
        ],
        "agreement": agreement_of(tally.patterns, plan.questions[0].key, seed=seed) if tally.patterns else None,
        "bias": tally.evidence.bias() if tally.patterns else None,
        "raters": tally.evidence.rater_rows(context.rater_name),
        "files": [file.entry() for file in files],
        "notes": _notes(tally, unit, lost_by(plan.questions[0]) if tally.patterns else None),
    }


def agreement_of(patterns: Counter[tuple[int, ...]], question: str, *, seed: int) -> dict[str, Any]:
    """Agreement on exactly the votes that were exported, from how often each pattern of outcome counts occurs.

    Not taken from the latest report: that may look at other votes, and the manifest would change with it.
    """
    ordered = sorted(patterns)
    counted = Patterns(
        np.asarray(ordered, dtype=np.int64).reshape(-1, len(OUTCOMES)),
        np.asarray([patterns[pattern] for pattern in ordered], dtype=np.int64),
    )
    estimates = group_estimates(
        counted,
        np.arange(len(OUTCOMES), dtype=np.float64),
        "nominal",
        rng=np.random.default_rng(seed),
        replicates=REPLICATES,
        interval_level=0.95,
    )
    return {
        "name": "Krippendorff's alpha",
        "question": question,
        "krippendorff_alpha": estimates["alpha"].as_dict(),
        "percent_agreement": estimates["percent"].as_dict(),
    }


def _notes(tally: Tally, unit: str, lost: str | None) -> list[str]:
    notes = [lost] if lost else []
    if unit == "pairs":
        notes.append(
            "Every pair is a row or left out, in this order: no majority, both bad, tie, agreement, "
            "no words for it in the format, duplicate."
        )
    if tally.dropped["both_bad"]:
        notes.append("Both-bad is not a tie: neither response was acceptable, so the pair teaches no preference.")
    if tally.both_bad_kept:
        notes.append("Both-bad votes are kept in the format's own words; see the option both_bad.")
    if tally.votes_not_on_pairs:
        notes.append("Votes on items without exactly two responses were left out: which two they mean is unknown.")
    if tally.identical_texts:
        notes.append(f"{tally.identical_texts} rows prefer one of two responses with the same text.")
    return notes
