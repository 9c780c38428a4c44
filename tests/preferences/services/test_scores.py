"""The scores report: models on every scale, strict raters taken out, and a reason where there is nothing."""

import numpy as np
import pytest

from agreement.services.runs import request_report
from annotator.errors import InvalidInput
from tests.preferences.reporting import result_of
from tests.preferences.world import NOW, model_study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_every_scale_has_its_models_and_its_strict_raters() -> None:
    study = model_study()
    clear = study.question("clarity", kind="likert", per_response=True, scale_min=1, scale_max=5)
    safe = study.question("safety", kind="likert", scale_min=0, scale_max=3)
    rng = np.random.default_rng(3)
    said: dict[str, dict[str, list[float]]] = {}
    for number in range(80):
        study.pair(f"i{number}", ("good", "poor"))
        said[f"i{number}"] = {
            rater: [float(np.clip(round(level + severity + rng.normal(0, 0.6)), 1, 5)) for level in (4.0, 2.6)]
            for rater, severity in (("mild", 0.4), ("strict", -0.6))
            if rng.random() < 0.8
        }
    study.score(clear, {item: by_rater for item, by_rater in said.items() if by_rater})
    study.pair("pair")
    study.score(safe, {"pair": {"mild": [2.0]}})
    clarity, safety = result_of(study, "scores")["questions"]
    assert [model["model"] for model in clarity["models"]] == ["good", "poor"]
    assert clarity["models"][0]["adjusted"]["low"] > clarity["models"][1]["adjusted"]["high"]
    assert sum(clarity["models"][0]["counts"]) == clarity["models"][0]["n"]
    assert clarity["scale"] == [1, 2, 3, 4, 5]
    assert [row["rater"]["alias"] for row in clarity["raters"]] == ["strict", "mild"]
    assert clarity["raters"][0]["severity"]["high"] < 0
    # An answer about an item with two responses is about no model.
    assert safety["models"] == []
    assert safety["reason"] == "Nobody has scored a named model yet."
    assert safety["notes"] == ["1 scores are of responses without a model name, or of whole items; left out."]


def test_single_answers_are_of_their_only_response() -> None:
    study = model_study()
    quality = study.question("quality", kind="likert", scale_min=1, scale_max=7)
    study.add_items([{"id": "x", "prompt": "p", "responses": [{"text": "t", "model": "m"}]}])
    study.score(quality, {"x": {"r1": [6.0], "r2": [4.0]}})
    [scale] = result_of(study, "scores")["questions"]
    assert scale["models"][0]["raw"]["value"] == pytest.approx(5.0)
    assert scale["models"][0]["counts"] == [0, 0, 0, 1, 0, 1, 0]


def test_a_project_without_a_scale_says_so() -> None:
    study = model_study()
    study.question()
    found = result_of(study, "ranking")
    assert found["reason"]
    report = request_report(project=study.project, kind="scores", wanted={}, actor=None, now=NOW)
    assert report.plan == {"question": None, "include_models": False}
    with pytest.raises(InvalidInput) as refused:
        request_report(project=study.project, kind="scores", wanted={"question": "preference"}, actor=None, now=NOW)
    assert "plan.question" in (refused.value.fields or {})
