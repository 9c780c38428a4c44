"""Who may be given what: qualifications, rules, pools, caps and fair parts."""

import itertools
import json
from collections import Counter
from typing import Any

import pytest

from annotator.errors import InvalidInput
from annotator.models import Assignment, Item, Membership, Pool, Project, Slot, SlotState, User
from annotator.policies.choosing import MET_KEPT
from annotator.policies.walk import level_of
from annotator.queries import work
from annotator.queries.pools import qualifying
from annotator.services import leases, shifts, taking
from annotator.services.invitations import accept_invitation, invite
from annotator.services.pools import MAX_POOLS, TooManyPools, pool_numbers
from annotator.services.projects import update_project
from annotator.services.qualifying import NotQualifiable, qualify_rater
from tests.support.studies import import_bytes, import_rows, jsonl, pair, problems
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
RULES = [
    {"slice": "language", "value": "de", "requires": ["language:de"]},
    {"slice": "topic", "value": "health", "requires": ["domain:medicine", "Safety"]},
]


def change(made: Study, **changes: Any) -> None:
    made.project.refresh_from_db()
    update_project(project=made.project, actor=made.lead, now=made.now, version=made.project.version, changes=changes)
    made.project.refresh_from_db()


def ruled() -> Study:
    """Return a study with rules and items of every kind that they tell apart."""
    made = study(overlap=2, batch_min=20, batch_max=20)
    change(made, requirement_rules=RULES)
    german, health = {"language": "de"}, {"topic": "health"}
    rows = [
        pair("plain", slices={"language": "en"}),
        pair("german", slices=german),
        pair("both", slices={**german, **health}),
        pair("own", requires=["clearance"]),
        pair("own and german", requires=["clearance"], slices=german),
    ]
    import_rows(made.project, rows)
    return made


def given(made: Study, rater: Membership) -> set[str]:
    keys = [task.key for task in made.claim(rater).tasks]
    return set(Assignment.objects.filter(key__in=keys).values_list("item__external_id", flat=True))


def qualify(made: Study, rater: Membership, *names: str) -> None:
    qualify_rater(rater=rater, actor=made.lead, now=made.now, names=names)


def test_a_rater_is_given_what_they_are_qualified_for_and_nothing_else():
    made = ruled()
    nobody, german, doctor, cleared = (made.rater() for _ in range(4))
    qualify(made, german, "language:de")
    qualify(made, doctor, "language:DE ", "safety", "domain:medicine")
    qualify(made, cleared, "clearance")
    assert given(made, nobody) == {"plain"}
    assert given(made, german) == {"plain", "german"}
    leases.release_held(rater=german, now=made.now)
    leases.release_held(rater=nobody, now=made.now)
    assert given(made, doctor) == {"plain", "german", "both"}
    assert given(made, cleared) == {"plain", "own"}


def test_who_is_left_with_nothing_is_told_kindly_what_is_missing():
    made = ruled()
    rater = made.rater()
    for task in made.claim(rater).tasks:
        made.submit(rater, task.key)
    end = made.claim(rater)
    assert end.finished
    assert "There is work that needs" in end.message
    qualify(made, rater, "language:de", "domain:medicine", "safety", "clearance")
    for task in made.claim(rater).tasks:
        made.submit(rater, task.key)
    assert "needs" not in made.claim(rater).message


def test_how_much_is_left_counts_only_what_the_rater_may_enter():
    made = ruled()
    rater = made.rater()
    assert work.open_slots(rater).values("item").distinct().count() == 1
    import_rows(made.project, [pair(f"more {n}", slices={"language": "de"}) for n in range(6)])
    assert work.remaining(rater) == 5  # one, told in steps
    qualify(made, rater, "language:de")
    rater.refresh_from_db()
    assert work.open_slots(rater).values("item").distinct().count() == 8
    assert work.remaining(rater) == 10


def test_changed_rules_sort_the_slots_anew_in_a_bounded_number_of_statements(django_assert_max_num_queries):
    made = ruled()
    import_rows(made.project, [pair(f"more {n}", slices={"language": "de"}) for n in range(60)])
    rater = made.rater()
    qualify(made, rater, "language:de")
    rules = [{"slice": "language", "value": "en", "requires": ["language:en"]}]
    with django_assert_max_num_queries(30):
        change(made, requirement_rules=rules)
    needs = dict(Pool.objects.values_list("requires", "number"))
    assert set(needs) == {"language:en", "clearance"}
    pools = {item.external_id: item.slots.values_list("pool", flat=True)[0] for item in Item.objects.all()}
    assert pools["plain"] == needs["language:en"]
    assert pools["own"] == pools["own and german"] == needs["clearance"]
    assert pools["german"] == pools["both"] == pools["more 7"] == 0
    assert "plain" not in given(made, rater)
    change(made, requirement_rules=[])
    assert set(Pool.objects.values_list("requires", flat=True)) == {"clearance"}


def test_new_slots_of_an_item_stay_in_its_pool():
    made = ruled()
    change(made, overlap=4)
    for item in Item.objects.all():
        assert len(set(item.slots.values_list("pool", flat=True))) == 1
    assert Slot.objects.filter(item__external_id="own", pool=0).count() == 0


def test_a_row_says_what_it_requires_and_is_refused_with_a_reason():
    made = study()
    run = import_rows(
        made.project,
        [
            pair(1, requires=["Language:DE", "safety"]),
            pair(2, requires="safety"),
            pair(3, requires=["not a name"]),
            pair(4, requires={"a": 1}),
            pair(5, requires=[f"n{n}" for n in range(11)]),
            pair(6, requires=[]),
        ],
    )
    assert dict(Item.objects.values_list("external_id", "requires")) == {
        "1": "language:de safety",
        "2": "safety",
        "6": "",
    }
    assert [(line, field) for line, field, _ in problems(run)] == [(3, "requires"), (4, "requires"), (5, "requires")]
    assert "no name of a qualification" in problems(run)[0][2]
    again = import_bytes(made.project, jsonl([pair(1, requires=["safety", "language:de"]), pair(6)]), name="x.jsonl")
    assert again.rows_unchanged == 2
    table = b'id,prompt,response_1,response_2,requires\n7,Q,one,two,"safety, language:de"\n'
    import_bytes(made.project, table)
    assert Item.objects.get(external_id="7").requires == "language:de safety"


def test_rules_are_checked_field_by_field():
    made = study()
    wrong = [
        {"slice": "a:b", "value": "x", "requires": ["q"]},
        {"slice": "a", "value": " ", "requires": ["q"]},
        {"slice": "a", "value": "x", "requires": ["no name!"]},
        {"slice": "a", "value": "y", "requires": []},
        {"slice": "b", "value": "y", "requires": ["q"]},
        {"slice": "b", "value": "y", "requires": ["r"]},
    ]
    with pytest.raises(InvalidInput) as refusal:
        change(made, requirement_rules=wrong)
    assert sorted(refusal.value.fields) == [
        f"requirement_rules.{path}" for path in ("0.slice", "1.value", "2.requires", "3.requires", "5.value")
    ]
    with pytest.raises(InvalidInput, match="at most 60"):
        change(made, requirement_rules=[{"slice": "a", "value": str(n), "requires": ["q"]} for n in range(61)])


def test_there_is_an_end_to_pools_and_to_names():
    made = study()
    with pytest.raises(TooManyPools):
        pool_numbers(project=made.project, requirements=[f"q{n}" for n in range(MAX_POOLS + 1)])
    rater = made.rater()
    for names in ([f"n{n}" for n in range(51)], ["x" * 61], ["no name"]):
        with pytest.raises(NotQualifiable) as refusal:
            qualify(made, rater, *names)
        assert list(refusal.value.fields) == ["qualifications"]


def test_an_invitation_brings_its_qualifications_and_takes_none_away():
    made = ruled()
    _, token = invite(
        project=made.project, actor=made.lead, now=made.now, role="rater", max_uses=5, qualifications=["Language:de"]
    )
    user, joined = accept_invitation(
        token=token, actor=None, now=made.now, email="new@example.org", password="a stone for gold 17", name="Nora"
    )
    assert joined.qualifications == ["language:de"]
    german = Pool.objects.get(requires="language:de").number
    assert joined.pools == [0, german]
    Membership.objects.filter(pk=joined.pk).update(state="left", qualifications=["clearance"])
    _, back = accept_invitation(token=token, actor=user, now=made.now)
    assert back.qualifications == ["clearance", "language:de"]
    with pytest.raises(InvalidInput, match="Only raters"):
        invite(project=made.project, actor=made.lead, now=made.now, role="lead", qualifications=["x"])


def test_leads_see_what_nobody_is_qualified_for():
    made = ruled()
    rater = made.rater()
    qualify(made, rater, "language:de", "chess")
    found = qualifying(made.project)
    rows = {" ".join(row.requires): (row.open_slots, row.raters) for row in found.pools}
    assert rows[""] == (2, 1)
    assert rows["language:de"] == (2, 1)
    assert rows["clearance"] == rows["clearance language:de"] == (2, 0)
    assert found.unserved == 6
    assert found.names == ["chess", "clearance", "domain:medicine", "language:de", "safety"]


def test_a_cap_in_all_and_by_day():
    made = study(overlap=1, batch_min=4, batch_max=4, max_judgments=7, max_judgments_per_day=5)
    made.items(30)
    rater = made.rater()
    first = made.claim(rater).tasks
    assert len(first) == 4
    for task in first:
        made.submit(rater, task.key)
    last = made.claim(rater).tasks
    assert len(last) == 1
    assert len(made.claim(rater).tasks) == 1, "what is held counts as good as done"
    made.submit(rater, last[0].key)
    end = made.claim(rater)
    assert end.finished
    assert "today" in end.message
    made.later(days=1)
    shifts.start_shift(rater=rater, now=made.now)
    for task in made.claim(rater).tasks:
        made.submit(rater, task.key)
    end = made.claim(rater)
    assert end.finished
    assert "all 7 judgments" in end.message
    assert made.claim(made.rater()).tasks


def test_a_cap_on_the_items_of_one_prompt_holds_from_the_moment_it_is_set():
    made = study(overlap=2, batch_min=6, batch_max=6)
    for n, item in enumerate(made.items(24)):
        Item.objects.filter(pk=item.pk).update(prompt_hash=f"{n % 4:064x}"[::-1])
    rater = made.rater()
    for task in made.claim(rater).tasks:
        made.submit(rater, task.key)
    change(made, max_per_prompt=2)
    for _ in range(4):
        for task in made.claim(rater).tasks:
            made.submit(rater, task.key)
    had = Assignment.objects.filter(rater=rater).values_list("item__prompt_hash", flat=True)
    assert set(Counter(had).values()) == {2}
    assert made.claim(rater).finished
    other = made.rater()
    assert len(made.claim(other).tasks) == 6


def test_two_items_of_one_prompt_are_not_in_a_batch_while_there_are_others():
    made = study(overlap=1, batch_min=5, batch_max=5)
    for n, item in enumerate(made.items(40)):
        Item.objects.filter(pk=item.pk).update(prompt_hash=f"{n % 10:064x}"[::-1])
    for rater in (made.rater(), made.rater()):
        first = made.claim(rater).tasks
        made.submit(rater, first[0].key)
        held = Assignment.objects.filter(rater=rater, state="held").order_by("batch_id", "position")
        made.claim(rater)  # topped up: what is held already counts
        prompts = list(held.values_list("item__prompt_hash", flat=True))
        assert len(set(prompts)) == 5


def test_items_of_few_prompts_are_handed_out_all_the_same_and_not_side_by_side():
    made = study(overlap=1, batch_min=6, batch_max=6)
    for n, item in enumerate(made.items(12)):
        Item.objects.filter(pk=item.pk).update(prompt_hash=f"{n % 2:064x}"[::-1])
    rater = made.rater()
    assert len(made.claim(rater).tasks) == 6
    prompts = list(Assignment.objects.order_by("position").values_list("item__prompt_hash", flat=True))
    assert all(one != other for one, other in itertools.pairwise(prompts))


def test_the_last_of_the_work_is_shared_among_those_at_work():
    made = study(overlap=1, batch_min=10, batch_max=10, fair_share=True)
    made.items(12)
    alone = made.rater()
    assert len(made.claim(alone).tasks) == 10, "alone, there is nobody to share with"
    leases.release_held(rater=alone, now=made.now)
    others = [made.rater() for _ in range(3)]
    sizes = [len(made.claim(rater).tasks) for rater in [alone, *others]]
    assert sum(sizes) >= 8
    assert max(sizes) <= 3
    assert min(sizes) >= 1
    assert len(made.claim(alone).tasks) <= 3, "who asks again gets no more than their part"


def test_who_went_away_has_no_part():
    made = study(overlap=1, batch_min=10, batch_max=10, fair_share=True)
    made.items(12)
    made.rater()
    made.later(minutes=30)
    assert len(made.claim(made.rater()).tasks) == 10


def test_urgent_items_that_come_later_are_found_in_the_front():
    made = study(overlap=1, batch_min=3, batch_max=3)
    made.items(200)
    rater = made.rater()
    made.claim(rater)
    urgent = [made.item(priority=9).pk for _ in range(2)]
    for task in made.claim(rater).tasks:
        made.submit(rater, task.key)
    items = [Assignment.objects.get(key=task.key).item_id for task in made.claim(rater).tasks]
    assert set(urgent) <= set(items)


def test_a_level_of_priority_is_finished_before_the_next_by_whoever_can():
    made = study(overlap=2, batch_min=4, batch_max=4)
    for priority in (1, 0, 2):
        for _ in range(6):
            made.item(priority=priority)
    for rater in (made.rater(), made.rater()):
        seen = []
        while tasks := made.claim(rater).tasks:
            for task in tasks:
                made.submit(rater, task.key)
                slot = Assignment.objects.get(key=task.key).slot
                assert slot is not None
                seen.append(level_of(slot.serving_order))
        assert sorted(seen) == seen
        assert len(seen) == 18


def test_everything_is_handed_out_however_small_the_window(monkeypatch):
    for name, size in (("WINDOW", 4), ("FRONT", 2), ("LARGEST_WINDOW", 8)):
        monkeypatch.setattr(taking, name, size)
    made = study(overlap=2, batch_min=3, batch_max=3)
    for n in range(30):
        made.item(priority=n % 3)
    raters = [made.rater() for _ in range(3)]
    for _ in range(40):
        for rater in raters:
            for task in made.claim(rater).tasks:
                made.submit(rater, task.key)
    assert set(Slot.objects.values_list("state", flat=True)) == {SlotState.ANSWERED}
    assert all(made.claim(rater).finished for rater in raters)


def test_a_claim_looks_at_no_more_than_its_bound_and_elsewhere_the_next_time(monkeypatch):
    for name, size in (("WINDOW", 3), ("FRONT", 1), ("LARGEST_WINDOW", 3), ("SCAN", 6)):
        monkeypatch.setattr(taking, name, size)
    made = study(overlap=2, batch_min=40, batch_max=40)
    made.items(20)
    rater = made.rater()
    taken = 0
    for _ in range(200):
        before = Membership.objects.get(pk=rater.pk).claim_cursor
        tasks = made.claim(rater).tasks
        for task in tasks:
            made.submit(rater, task.key)
        taken += len(tasks)
        if not tasks:
            assert Membership.objects.get(pk=rater.pk).claim_cursor != before
        if taken == 20:
            break
    assert taken == 20, "in the end the rater has had all items"


def test_pairs_of_raters_who_work_one_after_the_other_have_items_in_common():
    made = study(overlap=2, batch_min=10, batch_max=10)
    made.items(150)
    raters = [made.rater() for _ in range(6)]
    for _ in range(5):
        for rater in raters:
            for task in made.claim(rater).tasks:
                made.submit(rater, task.key)
    had = {rater.pk: set(Assignment.objects.filter(rater=rater).values_list("item", flat=True)) for rater in raters}
    common = [len(had[one] & had[other]) for one, other in itertools.combinations(had, 2)]
    assert sum(common) == 150
    assert min(common) >= 4, "an even table has 10 each"
    raters[-1].refresh_from_db()
    assert 0 < len(raters[-1].met) <= min(MET_KEPT, 5)
    assert json.loads(json.dumps(raters[-1].met)) == raters[-1].met


def test_the_same_study_is_served_alike_by_name_whatever_the_primary_keys():
    def names(made: Study) -> list[list[str]]:
        served = []
        for _ in range(3):
            rater = made.rater()
            keys = [task.key for task in made.claim(rater).tasks]
            found = Assignment.objects.in_bulk(keys, field_name="key")
            served.append([found[key].item.external_id for key in keys])
        return served

    first = study(overlap=2)
    first.items(40)
    one = names(first)
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"old-{user.pk}@example.org")
    second = study(overlap=2)
    assert Project.objects.count() == 2
    second.items(40)
    assert names(second) == one


def test_a_lost_race_for_a_slot_is_made_good_from_the_rest(monkeypatch):
    made = study(overlap=1, batch_min=5, batch_max=5)
    made.items(20)
    lock, calls = taking._lock, []

    def others_were_faster(slots: list[int]) -> set[int]:
        calls.append(len(slots))
        found = lock(slots)
        return set(sorted(found)[2:]) if len(calls) == 1 else found

    monkeypatch.setattr(taking, "_lock", others_were_faster)
    assert len(made.claim(made.rater()).tasks) == 5
    assert calls == [5, 2]
