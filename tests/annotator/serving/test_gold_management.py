"""Gold in a lead's hands, its performance, and the rule that retires what is no fair check."""

import pytest
from rest_framework.test import APIClient

from annotator.errors import InvalidInput
from annotator.models import (
    Assignment,
    CaseReason,
    GoldAnswer,
    GoldCheck,
    GoldEvent,
    GoldStanding,
    Item,
    ItemPurpose,
    Judgment,
    Membership,
    Purpose,
    ReviewCase,
    Slot,
    SlotState,
)
from annotator.queries.counted import COUNTED
from annotator.queries.gold import doubtful_gold, gold_rows
from annotator.queries.gold_candidates import candidates
from annotator.services.gold_management import (
    NoConsensus,
    NotGold,
    edit_answer,
    make_gold,
    restore_gold,
    retire_gold,
)
from annotator.services.gold_review import review_all, review_gold
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def gold_study(*, n_gold: int = 12, n_work: int = 60, **policies) -> Study:
    made = study(overlap=8, batch_min=20, batch_max=20, gold_rate=0.5, gold_min_checks=50, **policies)
    made.items(n_work)
    for _ in range(n_gold):
        made.item(gold={"better": {"outcome": "a"}})
    return made


def answer_gold(made: Study, rater: Membership, *, wrongly: set[int] | None = None, all_wrong: bool = False) -> None:
    """Answer everything handed out until all gold was met; the items ``wrongly`` (or all) not as expected."""
    n_gold = Item.objects.filter(purpose=ItemPurpose.GOLD, retired_at=None).count()
    while GoldCheck.objects.filter(rater=rater).count() < n_gold:
        tasks = made.claim(rater).tasks
        assert tasks, "the study is too small"
        for task in tasks:
            made.later(seconds=1)
            assignment = Assignment.objects.get(key=task.key)
            wrong = all_wrong or assignment.item_id in (wrongly or set())
            outcome = "ab"[assignment.shown_positions.index(1 if wrong else 0)]
            made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])


def test_gold_that_good_raters_miss_is_flagged_then_retired_by_the_rule():
    made = gold_study()
    bad_item = Item.objects.filter(purpose=ItemPurpose.GOLD).first()
    assert bad_item is not None
    for _ in range(4):
        answer_gold(made, made.rater(), wrongly={bad_item.pk})
    assert review_gold(project=made.project, now=made.now) == 0
    standing = GoldStanding.objects.get(item=bad_item)
    assert (standing.good_shown, standing.good_passed, standing.flagged) == (4, 0, True)
    assert [doubtful.item_id for doubtful in doubtful_gold(made.project)] == [bad_item.pk]
    case = ReviewCase.objects.get()
    assert (case.item_id, case.reason, case.evidence["good_shown"]) == (bad_item.pk, CaseReason.GOLD, 4)
    review_gold(project=made.project, now=made.later(seconds=1))
    assert ReviewCase.objects.count() == 1  # told once, not at every review
    answer_gold(made, made.rater(), wrongly={bad_item.pk})
    assert review_all(now=made.later(seconds=1)) == 1
    bad_item.refresh_from_db()
    assert bad_item.retired_at == made.now
    event = GoldEvent.objects.get(item=bad_item)
    assert (event.kind, event.actor) == ("auto_retired", None)
    assert event.reason.startswith("0 of 5 raters")
    assert not GoldCheck.objects.filter(item=bad_item, voided_at=None).exists()
    assert set(Membership.objects.filter(role="rater").values_list("checks_passed", "checks_made")) == {(11, 11)}
    assert doubtful_gold(made.project) == []


def test_what_a_lead_brings_back_the_rule_leaves():
    made = gold_study()
    bad_item = Item.objects.filter(purpose=ItemPurpose.GOLD).first()
    assert bad_item is not None
    for _ in range(5):
        answer_gold(made, made.rater(), wrongly={bad_item.pk})
    assert review_gold(project=made.project, now=made.now) == 1
    restore_gold(item=bad_item, actor=made.lead, now=made.later(seconds=1))
    assert review_gold(project=made.project, now=made.later(seconds=1)) == 0
    bad_item.refresh_from_db()
    assert bad_item.retired_at is None
    assert not GoldCheck.objects.filter(voided_at__isnull=False).exists()


def test_spammers_do_not_make_gold_doubtful_and_show_how_well_it_tells():
    made = gold_study()
    for _ in range(2):
        answer_gold(made, made.rater())
    for _ in range(3):
        answer_gold(made, made.rater(), all_wrong=True)
    review_gold(project=made.project, now=made.now)
    rows = gold_rows(made.project)
    assert {row.shown for row in rows} == {5}
    assert {row.pass_rate.value for row in rows} == {0.4}
    assert {row.good_pass_rate.value for row in rows} == {1.0}
    assert {row.discrimination for row in rows} == {1.0}
    assert not any(row.flagged for row in rows)


def test_a_project_without_new_checks_is_not_reviewed_again():
    made = gold_study()
    answer_gold(made, made.rater())
    review_all(now=made.later(seconds=1))
    GoldStanding.objects.update(shown=99)
    review_all(now=made.later(hours=1))
    assert set(GoldStanding.objects.values_list("shown", flat=True)) == {99}


def test_an_answer_is_changed_by_the_rules_of_an_import():
    made = gold_study()
    item = Item.objects.filter(purpose=ItemPurpose.GOLD).first()
    assert item is not None
    edit_answer(item=item, actor=made.lead, now=made.now, answer={"gold": {"better": ["tie", "both_bad"]}})
    row = GoldAnswer.objects.get(item=item)
    assert (row.outcome, row.also_accepted) == ("tie", ["both_bad"])
    for gold, reason in (
        ({"better": "c"}, "unknown outcome"),
        ({"better": []}, "one or more"),
        ({"better": ["a", "a"]}, "different"),
        ({"better": ["a", "b", "tie", "both_bad"]}, "nobody could miss it"),
        ({"worse": "a"}, "no such question"),
        ({}, "empty"),
    ):
        with pytest.raises(InvalidInput, match=reason):
            edit_answer(item=item, actor=made.lead, now=made.now, answer={"gold": gold})
    assert GoldAnswer.objects.get(item=item).outcome == "tie"
    work = Item.objects.filter(purpose=ItemPurpose.WORK).first()
    assert work is not None
    with pytest.raises(NotGold):
        edit_answer(item=work, actor=made.lead, now=made.now, answer={"gold": {"better": "a"}})


def test_a_unanimous_item_becomes_gold_with_what_all_said():
    made = study(overlap=3, gold_rate=0.5)
    made.items(6)
    raters = [made.rater() for _ in range(2)]
    divided = None
    for number, rater in enumerate(raters):
        for task in made.claim(rater).tasks:
            assignment = Assignment.objects.get(key=task.key)
            divided = divided or assignment.item_id
            position = number if assignment.item_id == divided else 1
            outcome = "ab"[assignment.shown_positions.index(position)]
            made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])
    found = candidates(made.project)
    assert found
    assert divided is not None
    assert divided not in [candidate.item.pk for candidate in found]
    assert found[0].gold == {"better": "b"}
    item = found[0].item
    make_gold(item=item, actor=made.lead, now=made.now)
    item.refresh_from_db()
    assert item.purpose == ItemPurpose.GOLD
    assert GoldAnswer.objects.get(item=item).outcome == "b"
    assert set(Slot.objects.filter(item=item).values_list("state", flat=True)) == {
        SlotState.ANSWERED, SlotState.CLOSED
    }  # fmt: skip
    assert Judgment.objects.filter(COUNTED, item=item).count() == 2
    assert item.pk not in [candidate.item.pk for candidate in candidates(made.project)]
    other = Item.objects.get(pk=divided)
    with pytest.raises(NoConsensus):
        make_gold(item=other, actor=made.lead, now=made.now)
    make_gold(item=other, actor=made.lead, now=made.now, answer={"gold": {"better": "tie"}})
    newcomer = made.rater()
    for _ in range(4):
        for task in made.claim(newcomer).tasks:
            made.submit(newcomer, task.key)
    assert Assignment.objects.filter(rater=newcomer, purpose=Purpose.GOLD).exists()
    assert not Assignment.objects.filter(rater__in=raters, purpose=Purpose.GOLD).exists()


def test_retired_gold_is_seated_no_more_and_its_checks_may_go_on_counting():
    made = gold_study(n_gold=1)
    rater, other = made.rater(), made.rater()
    answer_gold(made, rater, all_wrong=True)
    item = Item.objects.get(purpose=ItemPurpose.GOLD)
    retire_gold(item=item, actor=made.lead, now=made.now, void=False, reason="Worn out.")
    rater.refresh_from_db()
    assert (rater.checks_made, rater.checks_passed) == (1, 0)
    for task in made.claim(other).tasks:
        assert Assignment.objects.get(key=task.key).purpose == Purpose.WORK
    retire_gold(item=item, actor=made.lead, now=made.now, void=True)
    rater.refresh_from_db()
    assert rater.checks_made == 0


def test_over_http(django_assert_max_num_queries):
    made = gold_study()
    answer_gold(made, made.rater())
    review_gold(project=made.project, now=made.now)
    lead, rater = APIClient(), APIClient()
    lead.force_login(made.lead)
    user = made.raters[0].user
    assert user is not None
    rater.force_login(user)
    path = f"/api/v1/projects/{made.project.pk}/gold/"
    with django_assert_max_num_queries(14):
        rows = lead.get(path).json()
    assert len(rows) == 12
    item = rows[0]["item"]["id"]
    detail = lead.get(f"/api/v1/gold/{item}/").json()
    assert detail["checks"][0]["passed"] is True
    assert detail["events"] == []
    detail = lead.post(
        f"/api/v1/gold/{item}/answer/", {"gold": {"better": "b"}, "reason": "Typo."}, format="json"
    ).json()
    assert (detail["events"][0]["kind"], detail["events"][0]["checks_changed"]) == ("edited", 1)
    detail = lead.post(f"/api/v1/gold/{item}/retire/", {"void": True}, format="json").json()
    assert detail["row"]["item"]["retired"]
    assert detail["checks"][0]["counts"] is False
    detail = lead.post(f"/api/v1/gold/{item}/restore/", {}, format="json").json()
    assert detail["row"]["abilities"] == {"edit": True, "retire": True, "restore": False}
    assert lead.get(f"{path}candidates/").status_code == 200
    assert lead.get(f"{path}?purpose=training").json() == []
    assert lead.get(f"{path}?purpose=x").status_code == 400
    for call in (rater.get(path), rater.get(f"/api/v1/gold/{item}/"), rater.post(f"/api/v1/gold/{item}/retire/", {})):
        assert call.status_code == 403
    assert lead.post(f"/api/v1/items/{item}/make-gold/", {}, format="json").json()["code"] == "not_gold"
    assert lead.get("/api/v1/gold/999999/").status_code == 404
