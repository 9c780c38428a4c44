"""What was recorded of one's own time, as a list and as a file."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from annotator.models import Membership, Shift
from annotator.services import shifts
from tests.annotator.api.conftest import body
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PATH = "/api/v1/me/times/"


def as_rater(rater: Membership) -> APIClient:
    client = APIClient()
    client.force_authenticate(user_of(rater))
    return client


@pytest.fixture
def made() -> Study:
    made = study(overlap=1)
    made.items(8)
    return made


def lines_of_file(client: APIClient) -> list[dict[str, str]]:
    answer: Any = client.get(PATH + "csv/")
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def work(made: Study, rater: Membership) -> None:
    """Twenty minutes with one answer and its correction, ten of break, five more."""
    tasks = made.claim(rater).tasks
    made.later(minutes=20)
    made.submit(rater, tasks[0].key, active_ms=30_000)
    made.submit(rater, tasks[0].key, [{"question": "better", "outcome": "tie"}], active_ms=5_000)
    shift = rater.shifts.get(ended_at=None)
    shifts.start_break(actor=user_of(rater), shift_id=shift.pk, suggested=False, now=made.now)
    shifts.end_break(actor=user_of(rater), shift_id=shift.pk, now=made.later(minutes=10))
    made.later(minutes=5)
    shifts.heartbeat(rater=rater, now=made.now)


def test_the_list_says_what_the_summary_at_the_end_said(made: Study):
    rater, other = made.rater(), made.rater()
    start = made.now
    work(made, rater)
    (row,) = body(as_rater(rater).get(PATH))["results"]
    assert (row["open"], row["minutes"], row["break_minutes"], row["breaks"]) == (True, 25.0, 10.0, 1)
    summary = shifts.end_shift(actor=user_of(rater), shift_id=row["id"], now=made.now)
    (row,) = body(as_rater(rater).get(PATH))["results"]
    assert (row["minutes"], row["judgments"]) == (summary.minutes, summary.judgments) == (25.0, 1)
    assert (row["open"], row["active_minutes"]) == (False, 0.5)
    assert (row["project"], row["project_name"]) == (made.project.pk, made.project.name)
    assert row["until"] == (start + timedelta(minutes=35)).isoformat().replace("+00:00", "Z")
    (others,) = body(as_rater(other).get(PATH))["results"]
    assert (others["judgments"], others["breaks"]) == (0, 0)


def test_a_break_that_goes_on_counts_until_the_last_sign_of_life(made: Study):
    rater = made.rater()
    shift = rater.shifts.get()
    shifts.start_break(actor=user_of(rater), shift_id=shift.pk, suggested=False, now=made.later(minutes=10))
    shifts.heartbeat(rater=rater, now=made.later(minutes=4))
    (row,) = body(as_rater(rater).get(PATH))["results"]
    assert (row["minutes"], row["break_minutes"]) == (10.0, 4.0)


def test_the_file_holds_all_shifts_of_this_person_alone_and_no_formula(made: Study):
    rater = made.rater()
    made.rater()  # somebody else, who is on shift too
    made.project.name = "=1+1"
    made.project.save(update_fields=["name"])
    for _ in range(3):
        shifts.end_shift(actor=user_of(rater), shift_id=rater.shifts.get(ended_at=None).pk, now=made.later(minutes=7))
        shifts.start_shift(rater=rater, now=made.later(hours=1))
    rows = lines_of_file(as_rater(rater))
    assert [row["minutes"] for row in rows] == ["0.0", "7.0", "7.0", "7.0"]
    assert {row["project_name"] for row in rows} == {"'=1+1"}
    listed = body(as_rater(rater).get(PATH))["results"]
    assert [row["id"] for row in rows] == [str(row["id"]) for row in listed]


def test_nobody_is_told_without_sign_in_and_many_shifts_cost_no_more_queries(made: Study):
    for path in (PATH, PATH + "csv/"):
        assert APIClient().get(path).status_code == 401
    rater = made.rater()
    client = as_rater(rater)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(PATH)
            lines_of_file(client)
        counts.append(len(seen))
        for _ in range(5):
            shifts.end_shift(
                actor=user_of(rater), shift_id=rater.shifts.get(ended_at=None).pk, now=made.later(minutes=10)
            )
            shifts.start_shift(rater=rater, now=made.later(minutes=10))
    assert counts[0] == counts[1]


def test_pages_go_back_in_time_in_whatever_order_shifts_were_written(made: Study):
    rater = made.rater()
    shifts.end_shift(actor=user_of(rater), shift_id=rater.shifts.get().pk, now=made.later(minutes=5))
    for days in (3, 1, 2):
        ago = made.now - timedelta(days=days)
        Shift.objects.create(rater=rater, started_at=ago, ended_at=ago + timedelta(minutes=9), last_seen_at=ago)
    client = as_rater(rater)
    starts, address = [], f"{PATH}?page_size=2"
    while address:
        page = body(client.get(address))
        starts += [row["started_at"] for row in page["results"]]
        address = page["next"]
    assert starts == sorted(starts, reverse=True)
    assert len(starts) == 4
    assert [row["started_at"] for row in lines_of_file(client)] == starts
