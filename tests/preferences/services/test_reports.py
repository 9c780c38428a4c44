"""What ranking and bias reports share: which votes they count, the plans they refuse, and the reason for no value."""

from typing import Any

import pytest

from agreement.api.estimate_serializer import EstimateSerializer
from agreement.services.computations import Inputs, computation
from annotator.errors import InvalidInput
from annotator.models import Judgment, RaterKind
from preferences.queries import newest_judgment_id
from tests.preferences.reporting import result_of
from tests.preferences.world import model_study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("kind", ["bias", "ranking"])
def test_a_project_that_compares_nothing_gets_the_reason(kind: str) -> None:
    study = model_study()
    study.question("helpful", "likert")
    result = result_of(study, kind)
    assert result["question"] is None
    assert "likert" in result["reason"]


@pytest.mark.parametrize("kind", ["bias", "ranking"])
def test_no_votes_give_no_values_but_a_reason(kind: str) -> None:
    study = model_study()
    study.question()
    study.pair("i")
    result = result_of(study, kind)
    assert (result["question"], result["reason"]) == ("preference", "No vote compares two responses yet.")
    estimate = result["ties"] if kind == "bias" else result["ties"]["log_nu"]
    assert (estimate["value"], estimate["reason"]) == (None, "No vote compares two responses yet.")
    assert set(estimate) == set(EstimateSerializer().fields)


def test_responses_without_a_model_still_have_lengths() -> None:
    study = model_study()
    question = study.question()
    for index in range(40):
        texts = ["x" * (10 + index), "y" * 30]
        study.add_items(
            [{"id": f"i{index}", "prompt": f"{index}", "responses": [{"text": text, "model": ""} for text in texts]}]
        )
    study.vote(question, {f"i{index}": {"r": "a" if index > 20 else "b"} for index in range(40)})
    assert result_of(study, "bias")["length"]["longer_wins"]["value"] == 1
    ranking = result_of(study, "ranking")
    assert ranking["strengths"] == []
    assert any("without a model name" in note for note in ranking["notes"])


def test_model_judges_and_gold_and_later_votes_stay_out() -> None:
    study = model_study()
    question = study.question()
    study.pair("i")
    study.pair("k")
    study.rater("judge", kind=RaterKind.MODEL)
    study.vote(question, {"i": {"r": "a", "judge": "b"}, "k": {"r": "b"}})
    assert result_of(study, "ranking")["n_comparisons"] == 2
    assert result_of(study, "ranking", include_models=True)["n_comparisons"] == 3
    study.vote(question, {"i": {"trainee": "b"}}, purpose="training")
    study.vote(question, {"i": {"slow": "b"}}, surplus=True)
    assert result_of(study, "ranking")["n_comparisons"] == 2
    until = newest_judgment_id(study.project)
    plan = computation("ranking").freeze(study.project, {})
    study.vote(question, {"i": {"late": "b"}})
    frozen = computation("ranking").run(Inputs(study.project, plan, 1, until, lambda *_, **__: None))
    assert frozen["n_comparisons"] == 2
    assert result_of(study, "ranking")["n_comparisons"] == 3
    assert Judgment.objects.filter(project=study.project).count() == 6


@pytest.mark.parametrize(
    ("kind", "wanted", "field"),
    [
        ("ranking", {"ties": "wins"}, "plan.ties"),
        ("ranking", {"aggregation": "mean"}, "plan.aggregation"),
        ("ranking", {"question": "nope"}, "question"),
        ("ranking", {"include_models": "yes"}, "plan.include_models"),
        ("bias", {"ties": "half"}, "plan.ties"),
        ("bias", {"slices": True}, "plan.slices"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_by_name(kind: str, wanted: dict[str, Any], field: str) -> None:
    study = model_study()
    study.question()
    with pytest.raises(InvalidInput) as caught:
        computation(kind).freeze(study.project, wanted)
    assert list(caught.value.fields) == [field]
