"""The database's own plans for the hot path: open slots only, through their index, in order, with an end."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.models import Slot
from annotator.policies.walk import LEVEL_SIZE
from annotator.queries import work
from annotator.queries.walk import Stretch, look, who_had
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a handful of rows would be read without an index
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute(f"EXPLAIN (COSTS OFF) {sql}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def plan_behind(ask) -> str:
    """Return the plan of the one statement that ``ask`` runs."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    (query,) = asked.captured_queries
    return plan_of(query["sql"])


@pytest.fixture
def made() -> Study:
    made = study()
    made.items(3)
    return made


def test_a_look_reads_each_pool_and_stretch_through_the_index_of_open_slots_in_its_order(made: Study):
    stretches = [Stretch(0, 5, 40), Stretch(5, LEVEL_SIZE, 120)]
    plan = plan_behind(lambda: look(made.project.pk, [0, 2], stretches, most=120))
    assert plan.count("slot_open_walk") == 4
    assert "TEMP B-TREE" not in plan  # SQLite's word for a sort
    assert "Sort" not in plan


def test_who_had_items_is_looked_up_by_item(made: Study):
    items = list(Slot.objects.values_list("item_id", flat=True))
    rater = made.rater()
    plan = plan_behind(lambda: who_had(items, rater))
    assert "SCAN annotator_assignment" not in plan
    assert "Seq Scan" not in plan
    assert any(index in plan for index in ("item_once_per_rater", "assignment_by_item"))


def test_what_a_rater_had_of_some_items_is_not_looked_up_among_all_that_they_had(made: Study):
    rater = made.rater()
    made.items(30)  # with so many SQLite would rather go by rater
    items = list(Slot.objects.values_list("item_id", flat=True).distinct())
    index = "item_once_per_rater" if connection.vendor == "postgresql" else "assignment_by_item"
    assert index in plan_behind(lambda: work.seen_among(rater, items))
    assert index in plan_behind(lambda: work.shown_among(rater, items))


def test_how_much_is_left_is_counted_in_an_index_of_open_slots(made: Study):
    rater = made.rater()
    plan = plan_behind(lambda: list(work.open_slots(rater).values_list("item_id", flat=True)[:300]))
    # In a table this small the two indexes cost PostgreSQL the same, and what it knows of the table decides.
    assert any(index in plan for index in ("slot_open_walk", "slot_progress"))
    assert "Seq Scan" not in plan
    assert "TEMP B-TREE" not in plan
