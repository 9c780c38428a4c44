"""Length and side bias: real data with and without them, simulations, and what can't be known."""

import json
from collections import Counter

import numpy as np
import pytest

from preferences.statistics.comparisons import Comparisons, comparisons_from_columns
from preferences.statistics.effects import bias_summary, length_bias, side_bias
from preferences.statistics.raters import rater_effects, shrunk_rates
from tests.preferences.statistics.samples import first_names, from_results, pandalm_majority, simulated
from tests.support.shared_data import expected_case, read_jsonl


def test_a02_the_longer_response_wins_on_pandalm():
    case = expected_case("A02_pandalm")["length"]
    effect = length_bias(pandalm_majority())
    assert effect.raw.n_judgments == case["raw"]["n"]
    assert round((effect.raw.value or 0) * effect.raw.n_judgments) == case["raw"]["longer_wins"]
    expected = case["logit_per_sd_given_models"]
    assert effect.controlled.value == pytest.approx(expected["len_given_models"][0], abs=1e-4)
    assert effect.controlled.n_judgments == expected["n"]
    assert effect.unit_size == pytest.approx(expected["sd"], abs=1e-6)
    assert effect.verdict == "present"
    assert "prefer the longer response" in effect.sentence
    assert side_bias(pandalm_majority()).verdict == "unknown"


def test_a05_where_shorter_wins_the_bias_is_negative():
    rows = read_jsonl("preference/hh_rlhf_harmless_base_test.jsonl")
    case = expected_case("A05_hh_rlhf_export")
    chosen, rejected = (
        [len(row[side].rsplit("\n\nAssistant:", 1)[1].strip()) for row in rows] for side in ("chosen", "rejected")
    )
    swap = np.arange(len(rows)) % 2 == 1
    effect = length_bias(
        comparisons_from_columns(
            items=range(len(rows)),
            model_a=["x"] * len(rows),
            model_b=["y"] * len(rows),
            outcomes=np.where(swap, "b", "a").tolist(),
            length_a=np.where(swap, rejected, chosen).tolist(),
            length_b=np.where(swap, chosen, rejected).tolist(),
        )
    )
    decided = case["chosen_longer"] + case["rejected_longer"]
    assert effect.raw.n_judgments == decided
    assert effect.raw.value == pytest.approx(case["chosen_longer"] / decided)
    assert effect.verdict == "present"
    assert "prefer the shorter response" in effect.sentence


def test_c05_no_side_bias_where_there_is_none():
    case = expected_case("C05_firstnames")
    effect = side_bias(first_names())
    assert effect.raw.value == pytest.approx(case["first_share"], abs=1e-6)
    assert effect.raw.n_judgments == case["n"]
    assert effect.controlled.value == pytest.approx(case["order_effect_logit_given_items"], abs=1e-6)
    assert effect.verdict == "none"


@pytest.mark.parametrize(("strength", "verdict"), [(0.6, "present"), (-0.6, "present"), (0.0, "none")])
def test_simulated_effects_are_found_with_their_sign_and_absence_is_said(strength, verdict):
    comparisons = simulated(21, items=2_000, length_effect=strength, side_effect=strength)
    for effect in (length_bias(comparisons), side_bias(comparisons)):
        assert effect.verdict == verdict
        assert effect.controlled.low is not None
        if strength:
            assert np.sign(effect.controlled.value or 0) == np.sign(strength)
            assert ((effect.raw.value or 0) > 0.5) == (strength > 0)


@pytest.mark.parametrize(("items", "votes"), [(100, 3), (30, 5)])
def test_at_most_one_unbiased_study_in_twenty_is_called_biased(items, votes):
    """200 studies of five models with ties, both-bad verdicts, and raters of an item who lean the same way.

    At a true rate of .05 half of all correct programs would fail; verdicts are given at 99 %, and at a rate of .01 more
    than 10 of 200 come about once in 100,000 runs (at .016, the highest that was seen, once in 2,300).
    """
    alarms = Counter[str]()
    for seed in range(200):
        study = simulated(seed, items=items, votes=votes, item_spread=1.0, both_bad=0.05)
        for effect in (length_bias(study), side_bias(study)):
            alarms[effect.name] += effect.verdict == "present"
    assert set(alarms) == {"length", "side"}
    assert max(alarms.values()) <= 0.05 * 200


def test_a_bias_of_some_size_is_still_seen_at_the_level_of_verdicts():
    """.4 on the log odds, a share of .6: seen in nearly all studies of 300 items with three votes each."""
    found = Counter[str]()
    for seed in range(40):
        study = simulated(seed, length_effect=0.4, side_effect=0.4, item_spread=0.5)
        for effect in (length_bias(study), side_bias(study)):
            found[effect.name] += effect.verdict == "present"
    assert min(found["length"], found["side"]) >= 0.9 * 40


def test_where_no_model_is_known_a_share_must_be_surer_than_its_interval():
    """Six of six for the longer response: the 95 % interval leaves out one half, that of the verdict doesn't."""

    def study(n: int) -> Comparisons:
        return comparisons_from_columns(
            items=range(n),
            model_a=["longwinded"] * n,
            model_b=["terse"] * n,
            outcomes=["a"] * n,
            length_a=[50.0 + number for number in range(n)],
            length_b=[10.0] * n,
        )

    few, more = length_bias(study(6)), length_bias(study(12))
    assert few.controlled.value is None
    assert few.raw.low is not None
    assert few.raw.low > 0.5
    assert (few.verdict, more.verdict) == ("unknown", "present")


def test_models_explain_a_raw_length_preference():
    """The stronger model writes longer: raw says the longer wins, with the models held fixed nothing is left."""
    rng = np.random.default_rng(2)
    n = 4_000
    a_is_strong = rng.random(n) < 0.5
    wins = rng.random(n) < np.where(a_is_strong, 0.75, 0.25)
    lengths_a = rng.normal(0, 100, n) + np.where(a_is_strong, 500, 300)
    lengths_b = rng.normal(0, 100, n) + np.where(a_is_strong, 300, 500)
    effect = length_bias(
        comparisons_from_columns(
            items=range(n),
            model_a=np.where(a_is_strong, "strong", "weak").tolist(),
            model_b=np.where(a_is_strong, "weak", "strong").tolist(),
            outcomes=np.where(wins, "a", "b").tolist(),
            length_a=lengths_a.tolist(),
            length_b=lengths_b.tolist(),
        )
    )
    assert effect.raw.low is not None
    assert effect.raw.low > 0.6
    assert effect.verdict == "none"


def with_first(comparisons: Comparisons, first: np.ndarray) -> Comparisons:
    return Comparisons(
        comparisons.models,
        comparisons.model_a,
        comparisons.model_b,
        comparisons.outcome,
        comparisons.item,
        comparisons.rater,
        comparisons.rater_ids,
        first,
        comparisons.length_difference,
    )


def test_side_bias_is_unknown_without_the_order_or_when_it_never_varied():
    comparisons = simulated(4, side_effect=1.0)
    unrecorded = side_bias(with_first(comparisons, np.full(comparisons.n, -1)))
    assert unrecorded.verdict == "unknown"
    assert unrecorded.raw.reason == "which side was shown first is not known"
    by_name = np.where(comparisons.model_a < comparisons.model_b, 0, 1)  # always the same model of a pair first
    fixed = side_bias(with_first(comparisons, by_name))
    assert fixed.verdict == "unknown"
    assert (fixed.raw.value, fixed.controlled.value) == (None, None)
    assert "always shown in the same order" in fixed.sentence
    assert side_bias(comparisons).verdict == "present"


def test_ties_both_bad_and_equal_lengths_are_left_out_of_the_raw_shares():
    comparisons = comparisons_from_columns(
        items=range(6),
        model_a=["x", "y", "x", "y", "x", "y"],
        model_b=["y", "x", "y", "x", "y", "x"],
        outcomes=["a", "a", "b", "tie", "both_bad", "a"],
        first=["a", "a", "a", "a", "a", None],
        length_a=[5, 5, 5, 5, 5, 7],
        length_b=[3, 5, 3, 3, 3, 3],
    )
    found = bias_summary(comparisons)
    assert [found.length.raw.value, found.length.raw.n_judgments] == pytest.approx([2 / 3, 3])
    assert [found.side.raw.value, found.side.raw.n_judgments] == pytest.approx([2 / 3, 3])
    assert [found.tie_rate.value, found.tie_rate.n_judgments] == pytest.approx([1 / 6, 6])


@pytest.mark.parametrize(
    ("comparisons", "reason"),
    [
        (from_results([]), "not known"),
        (from_results([("x", "y", "tie", 3)]), "not known"),
        (simulated(1, items=1, votes=1), "models"),
    ],
)
def test_too_little_data_is_unknown_and_json_safe(comparisons, reason):
    found = bias_summary(comparisons)
    assert found.length.verdict == "unknown"
    assert found.side.verdict == "unknown"
    assert reason in found.length.sentence or reason in (found.length.controlled.reason or "")
    json.dumps(found.as_dict(), allow_nan=False)


def test_few_judgments_neither_show_nor_rule_out():
    effect = side_bias(simulated(9, items=20, votes=1))
    assert effect.verdict == "unknown"
    assert effect.sentence.startswith("Not known yet")


def test_each_raters_own_rates():
    comparisons = simulated(8, items=400)
    first_rater = comparisons.rater == 0
    # Rater 0 always takes the side shown first.
    outcome = np.where(first_rater & (comparisons.outcome < 2), comparisons.first, comparisons.outcome)
    changed = Comparisons(
        comparisons.models,
        comparisons.model_a,
        comparisons.model_b,
        outcome,
        comparisons.item,
        comparisons.rater,
        comparisons.rater_ids,
        comparisons.first,
        comparisons.length_difference,
    )
    raters = rater_effects(changed)
    assert [row.rater for row in raters] == ["rater 0", "rater 1", "rater 2"]
    assert raters[0].first_wins.value == 1
    for row in raters[1:]:
        assert row.first_wins.value == pytest.approx(0.5, abs=0.1)
        assert row.tie_rate.value == pytest.approx((changed.outcome[changed.rater == 1] == 2).mean(), abs=0.1)
    assert 0.95 < (raters[0].first_wins_shrunk or 0) < 1


def test_shrinking_is_strong_for_few_judgments_and_weak_for_many():
    rng = np.random.default_rng(1)
    groups = [rng.random(300) < rate for rate in rng.beta(8, 8, 30)]
    short = np.ones(3, dtype=bool)
    *rates, of_short, of_empty = shrunk_rates([*groups, short, np.zeros(0, dtype=bool)])
    assert of_empty is None
    assert 0.5 < (of_short or 0) < 0.7
    for group, rate in zip(groups, rates, strict=True):
        assert rate == pytest.approx(group.mean(), abs=0.03)
    alike = [rng.random(20) < 0.5 for _ in range(40)]
    spread = np.ptp([rate or 0 for rate in shrunk_rates(alike)])
    assert spread < 0.5 * np.ptp([group.mean() for group in alike])
    assert shrunk_rates([]) == []
    assert shrunk_rates([np.ones(4, dtype=bool)]) == [1.0]
