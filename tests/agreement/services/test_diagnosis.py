"""What the agreement report says about why agreement is low, and what is known beside the judgments."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from agreement.bands import guideline_versions, length_bands, periods
from agreement.datasets import read_question
from agreement.models import Report
from agreement.rater_records import gold_records, read_hours, read_repeats
from agreement.services.agreement_rows import rows
from agreement.services.runs import drive_report, request_report
from annotator.models import GoldCheck, Guideline, Item, Judgment, Purpose, RepeatCheck
from tests.agreement.world import NOW, Study, Vote, make_study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
RATERS = [f"rater {number}" for number in range(1, 8)]


def votes_with_bad_rater(n: int, *, seed: int, bad: tuple[str, ...] = ("rater 7",)) -> list[Vote]:
    """Three votes for each item by people who are nearly always right, but for the ``bad`` ones, who guess."""
    rng = np.random.default_rng(seed)
    values = ["a", "b", "tie"]
    votes: list[Vote] = []
    for index in range(n):
        truth = int(rng.integers(3))
        for code in rng.permutation(len(RATERS))[:3]:
            sure = rng.random() < (0.1 if RATERS[code] in bad else 0.93)
            votes.append((f"i{index}", RATERS[code], values[truth if sure else int(rng.integers(3))]))
    return votes


def diagnosed(study: Study) -> tuple[dict[str, Any], Report]:
    report = request_report(project=study.project, kind="agreement", wanted={"replicates": 100}, actor=None, now=NOW)
    assert drive_report(report.pk)
    report.refresh_from_db()
    assert report.state == "succeeded", report.error
    assert report.result is not None
    return report.result["questions"][0]["diagnosis"], report


def test_the_report_names_the_rater_the_action_its_gain_and_its_cost() -> None:
    study = make_study()
    votes = votes_with_bad_rater(240, seed=1)
    study.vote(study.question(allow_both_bad=False), votes)
    found, report = diagnosed(study)
    assert report.result is not None
    (cause,) = found["causes"]
    assert cause["kind"] == "raters"
    assert cause["raters"] == [[{"id": study.raters["rater 7"].pk, "alias": "rater 7"}]]
    assert cause["title"] == "rater 7 disagrees with the rest"
    assert f"alpha would go from {cause['before']:.2f} to about {cause['after']:.2f}" in cause["action"]
    assert cause["gain"]["low"] < cause["gain"]["value"] < cause["gain"]["high"]
    assert cause["judgments"] == sum(rater == "rater 7" for _, rater, _ in votes)
    assert cause["before"] == pytest.approx(report.result["questions"][0]["krippendorff_alpha"]["value"], abs=1e-6)
    told = [row for row in rows(report.result) if row.statistic == "predicted_gain_alpha"]
    assert [(row.group, row.subject) for row in told] == [("cause: raters", cause["title"])]


def test_a_good_study_has_nothing_wrong() -> None:
    study = make_study()
    study.vote(study.question(allow_both_bad=False), votes_with_bad_rater(200, seed=2, bad=()))
    found, _ = diagnosed(study)
    assert (found["state"], found["causes"]) == ("fine", [])
    assert found["sentence"].startswith("Nothing wrong found")
    assert found["design"]["rows"]


def test_few_shared_items_are_too_few_to_know() -> None:
    study = make_study()
    shared = votes_with_bad_rater(6, seed=3)
    study.vote(study.question(allow_both_bad=False), [*shared, *((f"j{k}", "rater 1", "a") for k in range(50))])
    found, _ = diagnosed(study)
    assert found["state"] == "unknown"
    assert [cause["kind"] for cause in found["causes"]] == ["overlap"]
    assert "Until then, conclude nothing" in found["causes"][0]["action"]


def test_an_empty_project_is_unknown() -> None:
    study = make_study()
    study.question()
    found, _ = diagnosed(study)
    assert found["state"] == "unknown"


def test_a_slice_is_named() -> None:
    study = make_study()
    better = study.question(allow_both_bad=False)
    votes = [(f"g{item}", rater, said) for item, rater, said in votes_with_bad_rater(60, seed=4, bad=tuple(RATERS))]
    votes += votes_with_bad_rater(200, seed=5, bad=())
    study.vote(better, votes)
    study.slice("language", {item: "de" if item.startswith("g") else "en" for item, _, _ in votes})
    found, _ = diagnosed(study)
    first = found["causes"][0]
    assert (first["kind"], first["slice"]) == ("slice", {"name": "language", "value": "de"})
    assert "language = de" in first["action"]


def test_gold_and_repeats_are_evidence_about_a_rater() -> None:
    study = make_study()
    better = study.question(allow_both_bad=False)
    study.vote(better, votes_with_bad_rater(240, seed=6))
    checked = study.vote(better, [(f"gold{k}", "rater 7", "a") for k in range(4)], purpose=Purpose.GOLD)
    for place, judgment in enumerate(checked):
        GoldCheck.objects.create(
            project=study.project,
            rater=judgment.rater,
            item=judgment.item,
            judgment=judgment,
            passed=place == 0,
            voided_at=NOW if place == 3 else None,
            created_at=NOW,
        )
    repeat_everything(study, better, "rater 7", "a", 5)
    study.vote(better, [("later", "rater 1", "a")])  # a report looks at what is no newer than the last counted judgment
    found, _ = diagnosed(study)
    (cause,) = found["causes"]
    said = " ".join(cause["evidence"])
    assert "Gold: 1 of 3 passed." in said
    assert "of 5 answered as before" in said
    assert gold_records(study.project.pk) == {study.raters["rater 7"].pk: (1, 3)}


def repeat_everything(study: Study, question: Any, alias: str, value: str, n: int) -> None:
    """The rater sees ``n`` of their items again and says ``value`` each time."""
    mine = list(Judgment.objects.filter(rater=study.raters[alias], purpose=Purpose.WORK).select_related("item")[:n])
    again = study.vote(
        question, [(first.item.external_id, alias, value) for first in mine], purpose=Purpose.REPEAT, source="live"
    )
    for first, judgment in zip(mine, again, strict=True):
        RepeatCheck.objects.create(
            project=study.project,
            rater=judgment.rater,
            item=judgment.item,
            judgment=judgment,
            first=first,
            consistent=False,
            decided=False,
            created_at=NOW,
        )


def test_repeats_and_hours_are_read_as_codes_of_the_ratings() -> None:
    study = make_study()
    better = study.question(allow_both_bad=False)
    study.vote(better, [("i0", "r1", "a"), ("i1", "r1", "b"), ("i0", "r2", "tie")], since_break_s=1800)
    study.vote(better, [("i1", "r2", "tie")])
    repeat_everything(study, better, "r1", "b", 2)
    until = Judgment.objects.order_by("-pk").values_list("pk", flat=True)[0]
    data = read_question(better, include_models=False, until=until)
    repeats = read_repeats(better, data, until=until)
    assert repeats is not None
    assert sorted(zip(repeats.first.tolist(), repeats.second.tolist(), strict=True)) == [(0, 1), (1, 1)]
    hours = read_hours(better, data, include_models=False, until=until)
    assert hours is not None
    assert np.nansum(hours) == pytest.approx(1.5)
    assert int(np.isnan(hours).sum()) == 1


def test_items_are_cut_by_length_guideline_and_time() -> None:
    study = make_study()
    better = study.question(allow_both_bad=False)
    one, two = (
        Guideline.objects.create(project=study.project, version=version, body="x", published_at=NOW)
        for version in (1, 2)
    )
    names = [f"i{index}" for index in range(90)]
    at = {name: NOW + timedelta(days=index // 30) for index, name in enumerate(names)}
    study.vote(better, [(name, "r1", "a") for name in names], at=at, guideline=one)
    study.vote(better, [(name, "r2", "a") for name in names[60:]], at=at, guideline=two)
    for index, name in enumerate(names):
        Item.objects.filter(pk=study.items[name].pk).update(prompt="x" * (index + 1))
    (lengths,) = length_bands(study.project.pk)
    assert np.bincount(lengths.codes).tolist() == [30, 30, 30]
    until = Judgment.objects.order_by("-pk").values_list("pk", flat=True)[0]
    (versions,) = guideline_versions(study.project.pk, include_models=False, until=until)
    assert (versions.values, np.bincount(versions.codes).tolist()) == (["version 1", "version 2"], [60, 30])
    (time,) = periods(read_question(better, include_models=False, until=until))
    assert time.values == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert np.bincount(time.codes).tolist() == [30, 30, 30]
