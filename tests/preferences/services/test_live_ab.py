"""A live A/B test: each item counts once, with its first votes, and the verdict waits for the interval."""

from typing import Any

import numpy as np
import pytest

from annotator.errors import InvalidInput
from annotator.models import Judgment
from preferences.datasets import kept_duels
from preferences.datasets.kept_duels import forget_duels
from preferences.services.live_ab import live_ab
from preferences.statistics.confidence_sequences import win_rate_sequence
from tests.preferences.world import NOW, ModelStudy, model_study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def judged(rate: float, n: int, *, overlap: int = 1, seed: int = 3) -> ModelStudy:
    """``n`` items on which "new" beats "old" at ``rate``; in every other item "old" stands first."""
    study = model_study(overlap=overlap)
    question = study.question()
    rng = np.random.default_rng(seed)
    votes: dict[str, dict[str, str]] = {}
    for number in range(n):
        names = ("new", "old") if number % 2 else ("old", "new")
        study.pair(f"i{number}", names)
        votes[f"i{number}"] = {
            f"r{rater}": "ab"[names.index("new" if rng.random() < rate else "old")] for rater in range(overlap)
        }
    study.vote(question, votes)
    return study


def test_a_clear_winner_is_named_whatever_its_side() -> None:
    study = judged(0.8, 120)
    found = live_ab(study.project)
    assert found["models"] == ["new", "old"]
    assert found["meetings"] == [{"model_a": "new", "model_b": "old", "items": 120}]
    assert (found["verdict"], found["n_items"], found["votes"]) == ("a", 120, 1)
    assert found["win_rate"]["value"] == pytest.approx(0.8, abs=0.12)
    assert found["win_rate"]["low"] > 0.5
    assert found["sentence"].startswith("new is preferred to old: new wins ")
    assert 10 < found["decided_at"] <= 120
    at = [point["n"] for point in found["sequence"]]
    assert at[0] == 1
    assert at[-1] == 120
    lows = [point["low"] for point in found["sequence"]]
    assert lows == sorted(lows)
    turned = live_ab(study.project, models=("old", "new"))
    assert turned["verdict"] == "b"
    assert turned["win_rate"]["value"] == pytest.approx(1 - found["win_rate"]["value"])


def test_an_even_race_stays_open_and_says_how_long_it_may_take() -> None:
    found = live_ab(judged(0.58, 60).project)
    assert found["verdict"] == "undecided"
    assert found["decided_at"] is None
    assert found["expected_at"] is not None
    # Twice as many items as it says, of the same kind, are decided; half as many are not.
    assert 60 < found["expected_at"] < 60 * 200
    rate = found["win_rate"]["value"]
    for times, decided in ((2.0, True), (0.5, False)):
        n = int(found["expected_at"] * times)
        low, high = win_rate_sequence(np.array([round(rate * n)]), np.array([n]))
        assert bool(low[0] > 0.5 or high[0] < 0.5) is decided
    assert found["sentence"].startswith("Not decided yet: new wins ")


def test_several_votes_on_an_item_are_one_share() -> None:
    study = judged(0.75, 150, overlap=3)
    question = study.project.questions.get()
    found = live_ab(study.project)
    assert (found["votes"], found["n_items"], found["n_votes"]) == (3, 150, 450)
    assert found["win_rate"]["method"].startswith("mean share of wins per item")
    assert found["verdict"] == "a"
    # A fourth vote comes too late to change what was looked at.
    study.vote(question, {f"i{number}": {"late": "a"} for number in range(0, 150, 2)})
    again = live_ab(study.project)
    assert again["win_rate"] == found["win_rate"]
    assert again["n_votes"] == 525
    # An item with one vote waits.
    study.pair("new-item", ("new", "old"))
    study.vote(question, {"new-item": {"r0": "a"}})
    assert live_ab(study.project)["n_waiting"] == 1
    assert live_ab(study.project, votes=1)["n_waiting"] == 0


def test_fewer_votes_than_the_overlap_are_said() -> None:
    study = judged(0.7, 20)
    study.project.overlap = 5
    study.project.save()
    found = live_ab(study.project)
    assert (found["votes"], found["n_items"]) == (1, 20)
    assert found["notes"] == ["No item has 5 votes yet; the first 1 of each count."]


def test_ties_and_both_bad_are_counted_and_decide_nothing() -> None:
    study = model_study()
    question = study.question()
    for number, outcome in enumerate(("tie", "both_bad", "a", "tie")):
        study.pair(f"i{number}")
        study.vote(question, {f"i{number}": {"r": outcome}})
    found = live_ab(study.project)
    assert (found["n_votes"], found["n_ties"], found["n_both_bad"], found["n_items"]) == (4, 2, 1, 1)


@pytest.mark.parametrize("kind", ["likert", "ranking"])
def test_what_cannot_be_compared_says_why(kind: str) -> None:
    study = model_study()
    study.question("q", kind=kind)
    found = live_ab(study.project)
    assert "Ask a preference question" in found["reason"]
    assert found["win_rate"]["value"] is None


def test_models_that_never_meet_are_refused() -> None:
    study = judged(0.5, 3)
    with pytest.raises(InvalidInput) as refused:
        live_ab(study.project, models=("new", "other"))
    assert refused.value.fields == {"model_a": ["No item compares 'new' with 'other'."]}
    empty = model_study("Empty")
    empty.question()
    assert live_ab(empty.project)["reason"] == "No item compares two different named models."
    empty.pair("x")
    assert live_ab(empty.project)["win_rate"]["reason"] == "no vote is decided yet"


def test_the_api_asks_for_both_models(client: Any) -> None:
    study = judged(0.8, 20)
    client.force_login(study.member("lead@example.org", "lead"))
    address = f"/api/v1/projects/{study.project.pk}/ab/"
    assert client.get(address).json()["models"] == ["new", "old"]
    assert client.get(address, {"model_a": "old", "model_b": "new"}).json()["models"] == ["old", "new"]
    refused = client.get(address, {"model_a": "old"})
    assert (refused.status_code, refused.json()["fields"]) == (400, {"model_b": ["Is missing."]})


def looked_at(study: ModelStudy, django_assert_max_num_queries: Any, at_most: int) -> dict[str, Any]:
    with django_assert_max_num_queries(at_most):
        return live_ab(study.project)


def test_a_look_reads_what_came_since_the_last_one(django_assert_max_num_queries: Any) -> None:
    study = judged(0.8, 60)
    first = live_ab(study.project)
    # The question, and whether items or votes have come; then, where they have, the votes from either side.
    assert looked_at(study, django_assert_max_num_queries, 3) == first
    study.pair("new", ("new", "old"))
    study.vote(study.project.questions.get(), {"new": {"late": "a"}})
    later = looked_at(study, django_assert_max_num_queries, 6)
    assert later["n_items"] == first["n_items"] + 1
    forget_duels()
    assert live_ab(study.project) == later


def test_votes_that_are_set_aside_or_amended_are_gone_at_the_next_look() -> None:
    study = judged(0.8, 60)
    assert live_ab(study.project)["n_votes"] == 60
    some = Judgment.objects.filter(project=study.project).order_by("pk")
    aside, back = some[3], some[4]
    Judgment.objects.filter(pk=aside.pk).update(quarantined_at=NOW)
    assert live_ab(study.project)["n_votes"] == 59
    # One leaves as another comes back: as many as before, but not the same.
    Judgment.objects.filter(pk=aside.pk).update(quarantined_at=None)
    Judgment.objects.filter(pk=back.pk).update(surplus=True)
    found = live_ab(study.project)
    forget_duels()
    assert live_ab(study.project) == found
    assert found["n_votes"] == 59


def test_what_is_kept_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_duels, "MOST_VOTES", 100)
    studies = [judged(0.8, 60, seed=seed) for seed in range(3)]
    found = [live_ab(study.project) for study in studies]
    assert [live_ab(study.project) for study in studies] == found
    assert len(kept_duels._duels) == 1
