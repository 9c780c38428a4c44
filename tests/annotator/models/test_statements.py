"""Queries that are compiled once find what Django's own find, on both databases."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import BigIntegerField, Model, Q, UUIDField

from annotator.models import Assignment
from annotator.models.statements import Among, Given, OneOf, Prepared
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BY_KEY = Prepared(
    lambda: Assignment.objects.select_related("rater__project", "batch__shift").filter(
        key=Given("key", UUIDField()), rater=Given("rater", BigIntegerField())
    )
)
SEVERAL = Prepared(
    lambda: Assignment.objects.filter(Among("item_id", "items")).order_by("id").values_list("id", "state")
)
OF_EACH = Prepared(
    lambda: Assignment.objects.filter(
        OneOf("item_id", "items"), Q(state="held") | Q(pk=Given("also", BigIntegerField()))
    ).values_list("id", "state"),
    each="items",
)


@pytest.fixture
def made() -> Study:
    made = study(overlap=1)
    made.items(4)
    made.claim(made.rater())
    return made


def in_hand(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_prepared_query_finds_what_the_manager_finds(made: Study):
    for assignment in Assignment.objects.select_related("rater__project", "batch__shift"):
        found = BY_KEY.first(key=assignment.key, rater=assignment.rater_id)
        assert found is not None
        for mine, theirs in (
            (found, assignment),
            (found.rater, assignment.rater),
            (found.rater.project, assignment.rater.project),
            (found.batch.shift, assignment.batch.shift),
        ):
            assert in_hand(mine) == in_hand(theirs)
    assert BY_KEY.rows(key=uuid.uuid4(), rater=1) == []
    assert BY_KEY.first(key=uuid.uuid4(), rater=1) is None


def test_related_rows_cost_no_further_query(made: Study, django_assert_num_queries: Callable[[int], Any]):
    assignment = Assignment.objects.first()
    assert assignment is not None
    with django_assert_num_queries(1):
        found = BY_KEY.first(key=str(assignment.key), rater=assignment.rater_id)
        assert found is not None
        assert found.rater.project.seed == 7
        assert found.batch.shift.ended_at is None


def test_rows_among_several_keys_are_found(made: Study):
    items = list(Assignment.objects.order_by("id").values_list("item_id", flat=True))
    released = Assignment.objects.order_by("id")[0]
    Assignment.objects.filter(pk=released.pk).update(state="released")
    for wanted in ([], items[:1], items, [*items, 987_654_321]):
        rows = Assignment.objects.filter(item_id__in=wanted).order_by("id")
        assert SEVERAL.tuples(items=wanted) == list(rows.values_list("id", "state"))
        held = rows.filter(state="held").values_list("id", "state")
        assert sorted(OF_EACH.tuples(items=wanted, also=0)) == list(held)
        assert sorted(OF_EACH.tuples(items=wanted, also=released.pk)) == list(rows.values_list("id", "state"))
