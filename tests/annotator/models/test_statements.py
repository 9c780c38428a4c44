"""Statements that are compiled once do what Django's own do, on both databases."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Model, UUIDField
from django.forms.models import model_to_dict

from annotator.models import Answer, Assignment, Batch, Judgment, Slot, SlotState
from annotator.models.statements import (
    Among,
    Given,
    Prepared,
    insert,
    insert_all,
    update,
    update_among,
    update_where,
)
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


@pytest.fixture
def made() -> Study:
    made = study(overlap=1)
    made.items(4)
    made.claim(made.rater())
    return made


def copy_of(row: Model, **changes: Any) -> Any:
    """Return an unsaved row with the same values, but for the key and ``changes``."""
    fields = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    return type(row)(**{**fields, **changes})


def stored(row: Model) -> dict[str, Any]:
    found = type(row)._default_manager.get(pk=row.pk)
    return {field.attname: getattr(found, field.attname) for field in row._meta.concrete_fields}


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


def test_an_inserted_row_is_stored_as_it_was_in_hand(made: Study):
    task = made.claim(made.raters[0]).tasks[0]
    judgment = made.submit(made.raters[0], task.key).judgment
    for row in (
        copy_of(judgment, key=uuid.uuid4(), revision=2, is_current=False, active_ms=12),
        copy_of(Batch.objects.all()[0], reason="“why”, 100 %", freshness=0.25),
        copy_of(Slot.objects.all()[0], index=7),
    ):
        insert(row)
        assert row.pk is not None
        assert not row._state.adding
        assert stored(row) == in_hand(row)
        row.save()  # a second save is an update, not another row
        assert type(row)._default_manager.filter(pk=row.pk).count() == 1


def test_many_rows_get_their_own_keys_in_order(made: Study):
    judgment = made.submit(made.raters[0], made.claim(made.raters[0]).tasks[0].key).judgment
    question = made.questions["better"]
    others = [copy_of(judgment, key=uuid.uuid4(), revision=n, is_current=False) for n in range(2, 7)]
    insert_all(others)
    assert [Judgment.objects.get(pk=row.pk).revision for row in others] == [2, 3, 4, 5, 6]
    insert_all([Answer(judgment=row, question=question, outcome="tie") for row in others])
    assert Answer.objects.filter(judgment__in=others, outcome="tie").count() == 5
    insert_all([])


def test_constraints_hold_all_the_same(made: Study):
    slot = Slot.objects.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(copy_of(slot))
    with pytest.raises(IntegrityError), transaction.atomic():
        update_where(Slot, {"index": None}, id=slot.pk)


def test_only_the_named_fields_are_written(made: Study):
    slot = Slot.objects.filter(state=SlotState.OPEN).first() or Slot.objects.all()[0]
    before = model_to_dict(slot)
    slot.serving_order, slot.state = 99, SlotState.CLOSED
    assert update(slot, "state") == 1
    assert model_to_dict(Slot.objects.get(pk=slot.pk)) == {**before, "state": "closed"}
    slot.delete()
    assert update(slot, "state") == 0


def test_a_conditional_update_says_whether_it_hit(made: Study):
    assignment = Assignment.objects.select_related("batch").all()[0]
    assert update_where(Assignment, {"state": "expired"}, id=assignment.pk, state="held") == 1
    assert update_where(Assignment, {"state": "expired"}, id=assignment.pk, state="held") == 0
    # A relation is named as in the model and given by its key, and an empty one is NULL.
    assert update_where(Assignment, {"slot": None}, batch=assignment.batch_id) == Assignment.objects.count()
    assert not Assignment.objects.filter(slot__isnull=False).exists()


def test_rows_among_several_keys_are_found_and_written(made: Study):
    items = list(Assignment.objects.order_by("id").values_list("item_id", flat=True))
    assert SEVERAL.tuples(items=[]) == []
    for wanted in (items[:1], items, [*items, 987_654_321]):
        rows = Assignment.objects.filter(item_id__in=wanted).order_by("id")
        assert SEVERAL.tuples(items=wanted) == list(rows.values_list("id", "state"))
    slots = list(Slot.objects.values_list("id", flat=True))
    assert update_among(Slot, {"state": SlotState.CLOSED}, slots[:2]) == 2
    assert set(Slot.objects.filter(state=SlotState.CLOSED).values_list("id", flat=True)) == set(slots[:2])
    assert update_among(Slot, {"state": SlotState.OPEN}, []) == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_there_and_a_deferred_constraint_still_refuses():
    made = study(overlap=1)
    made.items(1)
    slot = Slot.objects.all()[0]
    with transaction.atomic():
        assert update(slot, "state") == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        update_where(Slot, {"item": 987_654_321}, id=slot.pk)  # the foreign key is looked at when it is committed
    assert Slot.objects.get(pk=slot.pk).item_id == slot.item_id
