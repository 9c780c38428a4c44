"""A rater's work over HTTP: what the workbench says, what comes back, and what it costs."""

import uuid

import pytest

from annotator.models import (
    Membership,
)
from annotator.queries.own_judgments import recent_judgments
from annotator.services import leases
from annotator.services.guidelines import publish_guideline
from annotator.services.judging import AmendWindowOver
from tests.annotator.serving.work_client import LEFT, api, client_of, telltale_study
from tests.support.world import NOON, Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def made() -> Study:
    return telltale_study()


def test_the_workbench_tells_what_was_read_before_the_version_in_force(made: Study):
    rater = made.rater()
    assert rater.user is not None
    client, path = client_of(rater.user), f"projects/{made.project.pk}/"
    first = api(client, "GET", f"{path}work/").json()["guideline"]
    assert (first["read"], first["read_before"]) == (True, None)
    publish_guideline(project=made.project, actor=made.lead, body="Another.", change_note="All of it.", now=NOON)
    changed = api(client, "GET", f"{path}work/").json()["guideline"]
    assert changed["read"] is False
    assert changed["read_before"] == {"version": first["version"], "body": first["body"]}
    api(client, "POST", f"{path}guideline-read/", {"version": changed["version"]})
    assert api(client, "GET", f"{path}work/").json()["guideline"]["read_before"] is None
    # A newcomer has read none.
    Membership.objects.filter(pk=rater.pk).update(guideline_read=None)
    fresh = api(client, "GET", f"{path}work/").json()["guideline"]
    assert (fresh["read"], fresh["read_before"]) == (False, None)


def test_the_workbench_says_what_may_be_done(made: Study):
    rater = made.rater(on_shift=False)
    assert rater.user is not None
    client, path = client_of(rater.user), f"projects/{made.project.pk}/work/"
    bench = api(client, "GET", path).json()
    assert bench["abilities"] == {"start_shift": True, "claim": False, "see_feedback": False}
    assert bench["guideline"]["read"]
    assert bench["shift"] is None
    assert bench["progress"] == {"done_today": 0, "done_total": 0, "remaining": 20}
    api(client, "POST", f"projects/{made.project.pk}/shifts/")
    tasks = api(client, "POST", f"projects/{made.project.pk}/claim/").json()["tasks"]
    bench = api(client, "GET", path).json()
    assert bench["abilities"] == {"start_shift": False, "claim": True, "see_feedback": False}
    assert bench["held"] == tasks


def test_recent_judgments_come_back_in_display_terms(made: Study):
    rater = made.rater()
    assert rater.user is not None
    client = client_of(rater.user)
    tasks = made.claim(rater).tasks
    for n, task in enumerate(tasks):
        made.later(seconds=5)
        made.submit(rater, task.key, [{"question": "better", "outcome": "ab"[n % 2]}])
    recent = api(client, "GET", f"projects/{made.project.pk}/work/recent/").json()
    assert [judgment["assignment"] for judgment in recent] == [str(task.key) for task in reversed(tasks)]
    given = {judgment["assignment"]: judgment["answers"] for judgment in recent}
    for n, task in enumerate(tasks):
        assert given[str(task.key)] == [{"question": "better", "outcome": "ab"[n % 2]}]
    assert recent[0]["task"]["responses"] == tasks[-1].responses


def test_recent_judgments_say_why_they_cannot_be_changed_any_more(made: Study):
    rater = made.rater()
    task, minutes = made.claim(rater).tasks[0], made.project.amend_minutes
    made.submit(rater, task.key, [{"question": "better", "outcome": "a"}])
    made.later(seconds=60 * minutes - 1)
    made.submit(rater, task.key, [{"question": "better", "outcome": "b"}])
    assert [judgment.closed for judgment in recent_judgments(rater, now=made.now)] == [""]
    # The time runs from the first answer, as it does for the correction itself.
    made.later(seconds=2)
    (judgment,) = recent_judgments(rater, now=made.now)
    assert judgment.answers == [{"question": "better", "outcome": "b"}]
    assert judgment.closed == f"An answer can be corrected for {minutes} minutes after it was given."
    with pytest.raises(AmendWindowOver, match=f"for {minutes} minutes"):
        made.submit(rater, task.key, LEFT)


def test_every_kind_of_answer_comes_back_as_it_was_sent():
    made = study(
        overlap=1,
        questions=[
            {"key": "better", "kind": "preference", "strength_levels": 3},
            {"key": "clear", "kind": "likert", "per_response": True},
            {"key": "order", "kind": "ranking"},
            {"key": "safe", "kind": "choice", "choices": [{"value": "yes", "label": "Yes"}]},
            {
                "key": "flaws",
                "kind": "choice",
                "multiple": True,
                "choices": [{"value": "rude", "label": "Rude"}, {"value": "long", "label": "Long"}],
            },
            {"key": "why", "kind": "text", "required": False},
        ],
    )
    made.items(8)
    rater = made.rater()
    assert rater.user is not None
    client = client_of(rater.user)
    answers = [
        {"question": "better", "outcome": "b", "strength": 2},
        {"question": "clear", "response": "A", "score": 2.0},
        {"question": "clear", "response": "B", "score": 4.0},
        {"question": "order", "response": "A", "rank": 2},
        {"question": "order", "response": "B", "rank": 1},
        {"question": "safe", "choice": "yes"},
        {"question": "flaws", "choices": ["long", "rude"]},
        {"question": "why", "text": "so"},
    ]
    for task in made.claim(rater).tasks:
        body = {"assignment": str(task.key), "answers": answers}
        assert api(client, "PUT", f"judgments/{uuid.uuid4()}/", body).status_code == 201
    for judgment in api(client, "GET", f"projects/{made.project.pk}/work/recent/").json():
        assert judgment["answers"] == answers


QUERIES_OF_A_CLAIM = 19
QUERIES_OF_A_SUBMIT = 18


def count_queries(made: Study, django_assert_max_num_queries, rater: Membership) -> tuple[int, int]:
    assert rater.user is not None
    client = client_of(rater.user)
    leases.release_held(rater=rater, now=made.now)
    with django_assert_max_num_queries(
        QUERIES_OF_A_CLAIM + 4
    ) as claiming:  # and the savepoints of a test's transaction
        tasks = api(client, "POST", f"projects/{made.project.pk}/claim/").json()["tasks"]
    with django_assert_max_num_queries(QUERIES_OF_A_SUBMIT + 4) as submitting:
        body = {"assignment": tasks[0]["key"], "answers": LEFT}
        assert api(client, "PUT", f"judgments/{uuid.uuid4()}/", body).status_code == 201
    return _real(claiming), _real(submitting)


def _real(captured) -> int:
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def test_the_number_of_queries_is_fixed(django_assert_max_num_queries):
    made = study(overlap=1, batch_min=5, batch_max=5)
    made.items(60)
    rater = made.rater()
    count_queries(made, django_assert_max_num_queries, rater)  # reads the form, which the process keeps
    first = count_queries(made, django_assert_max_num_queries, rater)
    for _ in range(6):
        for task in made.claim(rater).tasks:
            made.submit(rater, task.key)
    later = count_queries(made, django_assert_max_num_queries, rater)
    assert first == later
    assert first[0] <= QUERIES_OF_A_CLAIM
    assert first[1] <= QUERIES_OF_A_SUBMIT
