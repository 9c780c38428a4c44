"""Rows written by statements that are made once are stored as Django's own would store them, on both databases."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.forms.models import model_to_dict

from annotator.models import Answer, Assignment, Batch, Judgment, Slot, SlotState
from annotator.models.writes import (
    insert,
    insert_all,
    insert_with,
    together,
    update,
    update_among,
    update_where,
    updating,
)
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


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


def test_rows_among_several_keys_are_written(made: Study):
    slots = list(Slot.objects.values_list("id", flat=True))
    assert update_among(Slot, {"state": SlotState.CLOSED}, slots[:2]) == 2
    assert set(Slot.objects.filter(state=SlotState.CLOSED).values_list("id", flat=True)) == set(slots[:2])
    assert update_among(Slot, {"state": SlotState.OPEN}, []) == 0


def test_a_row_and_its_parts_are_stored_as_they_were_in_hand(made: Study):
    judgment = made.submit(made.raters[0], made.claim(made.raters[0]).tasks[0].key).judgment
    question = made.questions["better"]
    said: list[list[dict[str, Any]]] = [
        [],
        [{"outcome": "a", "strength": 2}],
        [{"score": 2.5}],
        [{"choice": "“why”, 100 %"}, {"choice": "because"}, {"choice": "it is"}],
    ]
    for revision, answers in enumerate(said, start=2):
        whole = copy_of(judgment, key=uuid.uuid4(), revision=revision, is_current=False)
        parts = [Answer(question=question, response=None, **answer) for answer in answers]
        insert_with(whole, parts, link="judgment")
        assert stored(whole) == in_hand(whole)
        for part in parts:
            assert part.judgment_id == whole.pk
            assert not part._state.adding
            assert stored(part) == in_hand(part)
        assert Answer.objects.filter(judgment=whole).count() == len(answers)


def test_a_part_that_is_refused_takes_the_whole_with_it(made: Study):
    judgment = made.submit(made.raters[0], made.claim(made.raters[0]).tasks[0].key).judgment
    whole = copy_of(judgment, key=uuid.uuid4(), revision=2, is_current=False)
    twice = [Answer(question=made.questions["better"], outcome="tie") for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_with(whole, twice, link="judgment")
    assert not Judgment.objects.filter(key=whole.key).exists()


def test_updates_made_together_are_counted_each(made: Study):
    assignment = Assignment.objects.all()[0]
    slot = Slot.objects.get(id=assignment.slot_id or 0)

    def both(expected: SlotState) -> list[int]:
        return together(
            updating(Slot, {"state": SlotState.ANSWERED}, id=slot.pk, state=expected),
            updating(Assignment, {"state": "submitted"}, id=assignment.pk),
        )

    assert both(SlotState.OPEN) == [0, 1]
    assert Slot.objects.get(id=slot.pk).state == SlotState.HELD
    assert both(SlotState.HELD) == [1, 1]
    assert Slot.objects.get(id=slot.pk).state == SlotState.ANSWERED
    assert Assignment.objects.get(id=assignment.pk).state == "submitted"


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
