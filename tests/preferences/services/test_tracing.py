"""The trace-back report: planted sources are named with what to do, and nothing is named without a reason."""

from typing import Any

import numpy as np
import pytest

from agreement.services.runs import drive_report, request_report
from annotator.errors import InvalidInput
from annotator.models import Project, Response, ResponseScore, Scorer
from annotator.services.scores import delete_scorer
from tests.preferences.reporting import result_of
from tests.preferences.world import NOW, ModelStudy, model_study, pandalm_study
from tests.support.pandalm import PandaLM
from tests.support.shared_data import shared_data

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ITEMS, RATERS = 120, 6


def score(project: Project, name: str, scores: dict[str, tuple[float, float]]) -> Scorer:
    """Scores by the item's external id, for the response at each place."""
    scorer = Scorer.objects.create(project=project, name=name, created_at=NOW)
    responses = Response.objects.filter(item__project=project, item__external_id__in=list(scores))
    ResponseScore.objects.bulk_create(
        ResponseScore(scorer=scorer, response=response, value=scores[response.item.external_id][response.position])
        for response in responses.select_related("item")
    )
    return scorer


@pytest.fixture
def study() -> ModelStudy:
    """Six raters on 120 items; r5 votes against the scorer half of the time, the others in one vote of ten."""
    study = model_study()
    question = study.question()
    rng = np.random.default_rng(4)
    better = rng.random(ITEMS) < 0.5
    for number in range(ITEMS):
        study.pair(f"i{number}", slices={"language": "de" if number % 3 else "en", "id": f"only-{number}"})
    votes: dict[str, dict[str, str]] = {}
    for number in range(ITEMS):
        said: dict[str, str] = {}
        for rater in rng.choice(RATERS, 4, replace=False):
            against = rng.random() < (0.5 if rater == 5 else 0.1)
            said[f"r{rater}"] = "a" if better[number] != against else "b"
        votes[f"i{number}"] = said
    votes["i0"]["r5"] = "tie"
    study.vote(question, votes, first_shown=0, on_shift_s=4000)
    margins = rng.gamma(2.0, 1.0, ITEMS) + 0.1
    score(
        study.project,
        "rm-1",
        {f"i{n}": (float(margins[n]), 0.0) if better[n] else (0.0, float(margins[n])) for n in range(ITEMS)},
    )
    return study


def test_a_rater_who_votes_against_the_scorer_is_the_source(study: ModelStudy) -> None:
    found = result_of(study, "traceback")
    assert (found["scorer"], found["reason"]) == ("rm-1", None)
    flagged = [group for group in found["groups"] if group["flagged"]]
    assert [group["name"] for group in flagged] == ["rater r5"]
    source = flagged[0]
    assert source["rater"] == {"id": study.raters["r5"].pk, "alias": "r5"}
    assert source["excess"]["low"] > 0.15
    assert source["extra"] == pytest.approx(source["excess"]["value"] * source["n"])
    assert "retrain" in source["advice"]
    assert found["sentence"].endswith("More than their share carries: rater r5.")
    assert found["n_contradicted"] == sum(
        group["n_contradicted"] for group in found["groups"] if group["dimension"] == "rater"
    )
    assert found["notes"] == ["1 ties and both-bad verdicts contradict nobody and are left out."]
    dimensions = {group["dimension"] for group in found["groups"]}
    assert dimensions == {"rater", "side", "slice:language"}  # one hour, one length, no guideline: nothing to compare
    assert sum(band["n"] for band in found["margins"]) == found["n_decided"]


def test_the_items_that_contradict_are_named_with_their_votes(study: ModelStudy) -> None:
    found = result_of(study, "traceback")
    assert found["examples"]
    margins = [example["margin"] for example in found["examples"]]
    assert margins == sorted(margins, reverse=True)
    for example in found["examples"]:
        assert study.items[example["external_id"]].pk == example["item"]
        assert example["against"] * 2 >= example["votes"] > 0


def test_without_scores_the_votes_are_held_against_their_own_fit() -> None:
    study, _ = pandalm_study(PandaLM.read(shared_data("preference/pandalm_testset.jsonl")))
    found = result_of(study, "traceback")
    assert (found["scorer"], found["reason"]) == ("", None)
    assert 0.3 < found["contradicted"]["value"] < 0.5  # five models of like strength: a fit says little of single pairs
    assert found["raters_prefer_longer"]["low"] > 0.5
    assert {group["dimension"] for group in found["groups"]} == {"rater", "length"}


def test_a_scorer_that_pays_for_length_is_told_by_the_length_of_its_favourites() -> None:
    study = model_study()
    question = study.question()
    rng = np.random.default_rng(9)
    rows, votes, scores = [], {}, {}
    for number in range(200):
        lengths = rng.integers(20, 900, 2)
        texts = [{"text": "x" * int(length), "model": f"m{side}"} for side, length in enumerate(lengths)]
        rows.append({"id": f"i{number}", "prompt": f"p{number}", "responses": texts})
        better = int(rng.random() < 0.5)
        votes[f"i{number}"] = {f"r{r}": "ab"[better if rng.random() < 0.85 else 1 - better] for r in range(3)}
        worth = [float(side == better) + lengths[side] / 300 for side in (0, 1)]
        scores[f"i{number}"] = (worth[0], worth[1])
    study.add_items(rows)
    study.vote(question, votes)
    score(study.project, "long", scores)
    found = result_of(study, "traceback")
    assert found["scorer_prefers_longer"]["low"] > found["raters_prefer_longer"]["high"]
    longer = [group for group in found["groups"] if group["dimension"] == "length" and group["flagged"]]
    assert longer
    assert all("longer" in group["name"] and "length held fixed" in group["advice"] for group in longer)


def test_what_cannot_be_traced_says_why(study: ModelStudy) -> None:
    with pytest.raises(InvalidInput) as refused:
        request_report(project=study.project, kind="traceback", wanted={"scorer": "rm-9"}, actor=None, now=NOW)
    assert refused.value.fields == {"plan.scorer": ["There is no scorer 'rm-9'; known are rm-1."]}
    nothing = model_study("Nothing")
    nothing.question("rank", kind="likert")
    assert "which of two responses" in result_of(nothing, "traceback")["reason"]
    unscored = model_study("Unscored")
    question = unscored.question()
    unscored.pair("i1", ("", ""))
    unscored.vote(question, {"i1": {"r1": "a"}})
    assert result_of(unscored, "traceback")["reason"].startswith("no vote compares two named models")


def test_reports_outlive_their_scorer(study: ModelStudy) -> None:
    report: Any = request_report(project=study.project, kind="traceback", wanted={}, actor=None, now=NOW)
    delete_scorer(project=study.project, scorer_id=Scorer.objects.get().pk)
    assert ResponseScore.objects.count() == 0
    assert drive_report(report.pk)
    report.refresh_from_db()
    assert report.result["reason"] == "the scores of “rm-1” were deleted"
