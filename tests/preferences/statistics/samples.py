"""Comparisons for tests: from published win tables, from public data, and simulated with known strengths."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from preferences.statistics.bradley_terry import rank_models
from preferences.statistics.comparisons import Comparisons, comparisons_from_columns
from tests.support.shared_data import read_csv, read_jsonl

REFERENCE = Path(__file__).resolve().parents[2] / "reference"


def reference(name: str) -> dict[str, Any]:
    """A published table by name."""
    tables: dict[str, dict[str, Any]] = json.loads((REFERENCE / "paired_tables.json").read_text(encoding="utf-8"))
    return tables[name]


def from_results(results: list[tuple[str, str, str, int]]) -> Comparisons:
    """Comparisons, one item each, from (model a, model b, outcome, how often)."""
    rows = [(a, b, outcome) for a, b, outcome, times in results for _ in range(times)]
    model_a, model_b, outcomes = zip(*rows, strict=True) if rows else ((), (), ())
    return comparisons_from_columns(items=range(len(rows)), model_a=model_a, model_b=model_b, outcomes=outcomes)


def from_wins(wins: dict[str, dict[str, int]]) -> Comparisons:
    """Comparisons from a win table: winner -> loser -> how often."""
    return from_results([(a, b, "a", n) for a, row in wins.items() for b, n in row.items()])


def pandalm_majority() -> Comparisons:
    """PandaLM's test set with the majority vote of its three people; order not known; lengths in characters."""
    rows = read_jsonl("preference/pandalm_testset.jsonl")
    majority = [Counter(row[f"annotator{k}"] for k in (1, 2, 3)).most_common(1)[0][0] for row in rows]
    return comparisons_from_columns(
        items=[row["idx"] for row in rows],
        model_a=[row["model1"] for row in rows],
        model_b=[row["model2"] for row in rows],
        outcomes=[("tie", "a", "b")[vote] for vote in majority],
        length_a=[len(str(row["response1"])) for row in rows],
        length_b=[len(str(row["response2"])) for row in rows],
    )


def first_names() -> Comparisons:
    """192 people's choices between first names whose display order is known; a person is the cluster."""
    rows = read_csv("paired/psychotools_first_names_ordered.csv")
    return comparisons_from_columns(
        items=[row["rater"] for row in rows],
        raters=[row["rater"] for row in rows],
        model_a=[row["first"] for row in rows],
        model_b=[row["second"] for row in rows],
        outcomes=[{"first": "a", "second": "b"}[row["winner"]] for row in rows],
        first=["a"] * len(rows),
    )


def football() -> Comparisons:
    """One season of home and away games with draws; the home team is the side shown first."""
    rows = [row for row in read_csv("paired/bt2_football_epl.csv") if row["season"] == "2012-13"]
    return comparisons_from_columns(
        items=range(len(rows)),
        model_a=[row["home"] for row in rows],
        model_b=[row["away"] for row in rows],
        outcomes=[{"1": "a", "0": "tie", "-1": "b"}[row["result"]] for row in rows],
        first=["a"] * len(rows),
    )


def left_right(name: str) -> Comparisons:
    """The shared left / right / tie file `name`."""
    rows = read_csv(f"paired/{name}.csv")
    return comparisons_from_columns(
        items=range(len(rows)),
        model_a=[row["left"] for row in rows],
        model_b=[row["right"] for row in rows],
        outcomes=[{"left": "a", "right": "b", "tie": "tie"}[row["winner"]] for row in rows],
    )


def simulated(
    seed: int,
    *,
    strengths: tuple[float, ...] = (0.6, 0.2, 0.0, -0.3, -0.5),
    items: int = 300,
    votes: int = 3,
    nu: float = 0.5,
    length_effect: float = 0.0,
    side_effect: float = 0.0,
    item_spread: float = 0.0,
    both_bad: float = 0.0,
) -> Comparisons:
    """Davidson's model with known parameters; `item_spread` is how far raters of an item share a leaning (log odds)."""
    rng = np.random.default_rng(seed)
    theta = np.asarray(strengths)
    a = rng.integers(0, theta.size, items)
    b = (a + rng.integers(1, theta.size, items)) % theta.size
    length_a, length_b = rng.integers(100, 900, (2, items)).astype(float)
    item = np.repeat(np.arange(items), votes)
    a_first = rng.random(item.size) < 0.5
    leaning = np.repeat(rng.normal(0, item_spread, items), votes)
    d = (
        (theta[a] - theta[b])[item]
        + length_effect * ((length_a - length_b) / 330)[item]
        + side_effect * np.where(a_first, 1, -1)
        + leaning
    )
    odds = np.stack([np.exp(d / 2), np.exp(-d / 2), np.full(d.shape, nu)], axis=1)
    drawn = (rng.random(d.size)[:, np.newaxis] * odds.sum(axis=1, keepdims=True) > np.cumsum(odds, axis=1)).sum(axis=1)
    drawn = np.where(rng.random(d.size) < both_bad, 3, drawn)
    return Comparisons(
        [f"model {letter}" for letter in "ABCDEFGHIJ"[: theta.size]],
        a[item],
        b[item],
        drawn.astype(np.int64),
        item,
        np.tile(np.arange(votes), items),
        [f"rater {number}" for number in range(votes)],
        np.where(a_first, 0, 1),
        (length_a - length_b)[item],
    )


def strengths_of(comparisons: Comparisons, **options: Any) -> dict[str, float]:
    """Strength by model from a ranking."""
    ranking = rank_models(comparisons, **options)
    return {row.model: row.strength.value for row in ranking.ranked if row.strength.value is not None}
