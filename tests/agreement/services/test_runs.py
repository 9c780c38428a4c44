"""The life of a report: one at a time, cancelled, failed by name."""

from collections.abc import Iterator
from typing import Any

import pytest

from agreement import queries
from agreement.models import Report
from agreement.services import computations
from agreement.services.computations import Computation, Inputs, UnknownComputation, register
from agreement.services.runs import cancel_report, drive_report, request_report
from annotator.errors import InvalidInput
from annotator.models import JobState
from annotator.services.jobs import JobNotCancellable
from tests.agreement.world import NOW, Study, make_study, noisy_votes

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    study = make_study()
    study.vote(study.question(), noisy_votes(30, ["r1", "r2"], agree=0.9, seed=1, values=["a", "b"]))
    return study


def ask(study: Study, kind: str = "agreement", **plan: Any) -> Report:
    return request_report(project=study.project, kind=kind, wanted=plan, actor=None, now=NOW)


def test_the_plan_is_frozen_in_full(study: Study) -> None:
    report = ask(study, replicates=200)
    assert report.plan == {"questions": ["better"], "include_models": False, "slices": True, "replicates": 200}
    assert report.seed == study.project.seed
    assert report.n_judgments == 60


def test_an_equal_report_under_way_is_returned_and_another_plan_is_not(study: Study) -> None:
    first = ask(study)
    assert ask(study).pk == first.pk
    assert ask(study, replicates=200).pk != first.pk
    drive_report(first.pk)
    assert ask(study).pk != first.pk


def test_a_delivered_again_report_is_computed_once(study: Study) -> None:
    report = ask(study)
    assert drive_report(report.pk) is True
    assert drive_report(report.pk) is False
    report.refresh_from_db()
    assert (report.state, report.attempts) == ("succeeded", 1)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"question": "nope"}, "plan.question"),
        ({"ties": "half"}, "plan.ties"),
        ({"replicates": 3}, "plan.replicates"),
        ({"replicates": True}, "plan.replicates"),
        ({"include_models": "yes"}, "plan.include_models"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_by_field(study: Study, plan: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ask(study, **plan)
    assert list(caught.value.fields) == [field]
    assert not Report.objects.exists()


def test_an_unknown_kind_is_named(study: Study) -> None:
    with pytest.raises(UnknownComputation, match="astrology"):
        ask(study, "astrology")


def test_a_queued_report_is_cancelled_at_once_and_an_ended_one_never(study: Study) -> None:
    report = cancel_report(report=ask(study), now=NOW)
    assert report.state == JobState.CANCELLED
    assert drive_report(report.pk) is False
    with pytest.raises(JobNotCancellable):
        cancel_report(report=report, now=NOW)


BEHAVIOUR: dict[str, Any] = {}
PROBE = Computation(
    freeze=lambda project, wanted: dict(wanted),
    run=lambda inputs: dict(BEHAVIOUR["run"](inputs)),
    rows=lambda result: [],
)


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A computation of kind ``probe`` whose ``run`` the test sets."""
    monkeypatch.setattr(computations, "_registry", dict(computations._registry))
    register("probe", f"{__name__}.PROBE")
    yield BEHAVIOUR
    BEHAVIOUR.clear()


def test_a_running_report_stops_at_its_next_step(study: Study, probe: dict[str, Any]) -> None:
    report = ask(study, "probe")

    def run(inputs: Inputs) -> dict[str, Any]:
        cancel_report(report=report, now=NOW)
        inputs.progress(1, 2, stage="Going on")
        raise AssertionError("the work went on")

    probe["run"] = run
    drive_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.result) == (JobState.CANCELLED, None)


def test_a_domain_error_fails_the_report_with_its_words(study: Study, probe: dict[str, Any]) -> None:
    def run(inputs: Inputs) -> dict[str, Any]:
        raise InvalidInput("The models are not connected.")

    probe["run"] = run
    report = ask(study, "probe")
    drive_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.error) == (JobState.FAILED, "The models are not connected.")


def test_judgments_that_come_meanwhile_make_it_stale(study: Study) -> None:
    report = ask(study)
    drive_report(report.pk)
    assert queries.report(report.pk).stale is False  # type: ignore[attr-defined]
    question = study.project.questions.get()
    study.add_raters(["judge"], kind="model")
    study.vote(question, [("i0", "judge", "a")])
    assert queries.report(report.pk).stale is False  # type: ignore[attr-defined]
    study.vote(question, [("i0", "r9", "a")])
    assert queries.report(report.pk).stale is True  # type: ignore[attr-defined]


def test_a_report_looks_no_further_than_its_horizon(study: Study) -> None:
    report = ask(study)
    drive_report(report.pk)
    first = Report.objects.get(pk=report.pk)
    study.vote(study.project.questions.get(), noisy_votes(30, ["r3"], agree=0.9, seed=2, values=["a", "b"]))
    inputs = Inputs(study.project, first.plan, first.seed, first.last_judgment_id or 0, lambda *_, **__: None)
    again = computations.computation("agreement").run(inputs)
    assert first.result is not None
    assert again["questions"] == first.result["questions"]


def test_two_computations_cannot_share_a_name(probe: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="probe"):
        register("probe", f"{__name__}.ANOTHER")
