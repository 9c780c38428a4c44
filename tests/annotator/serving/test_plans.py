"""The database's own plans for the hot path: the walk reads open slots only, in order, from the cursor on."""

import pytest
from django.db import connection

from annotator.queries import work
from tests.support.world import study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def plan_of(queryset) -> str:
    sql, parameters = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a handful of rows would be read without an index
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute(f"EXPLAIN (COSTS OFF) {sql}", parameters)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_the_walk_uses_the_index_of_open_slots_in_its_order():
    made = study()
    made.items(3)
    rater = made.rater()
    plan = plan_of(work.takeable_slots(rater).filter(serving_order__gte=5)[:30])
    assert "slot_open_walk" in plan
    assert "TEMP B-TREE" not in plan  # SQLite's word for a sort
    assert "Sort" not in plan


def test_what_a_rater_has_had_is_looked_up_by_item():
    made = study()
    made.items(3)
    rater = made.rater()
    plan = plan_of(work.takeable_slots(rater)[:30])
    assert "SCAN annotator_assignment" not in plan
    assert any(index in plan for index in ("item_once_per_rater", "assignment_by_item", "assignment_by_rater"))
