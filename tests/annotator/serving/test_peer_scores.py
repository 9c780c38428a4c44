"""Peer scores on stored judgments: who is scored, what is stored, what follows."""

import pytest

from annotator.models import Assignment, Membership, MembershipState, PeerScore, QuestionKind
from annotator.queries.raters import rater_rows
from annotator.services.peer_scores import score_all, score_peers
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def work(made: Study, rater: Membership, *, right: bool) -> None:
    """Judge all items: the first response is better on every other item; or the opposite."""
    while tasks := made.claim(rater).tasks:
        for task in tasks:
            made.later(seconds=1)
            assignment = Assignment.objects.get(key=task.key)
            winner = assignment.item_id % 2 if right else 1 - assignment.item_id % 2
            outcome = "ab"[assignment.shown_positions.index(winner)]
            made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])


def three_raters(**policies) -> Study:
    made = study(overlap=3, batch_min=20, batch_max=20, **policies)
    made.items(20)
    for number in range(3):
        work(made, made.rater(), right=number < 2)
    return made


def test_scores_are_stored_once_until_there_is_more():
    made = three_raters()
    assert score_all(now=made.later(seconds=1)) == 3
    assert score_all(now=made.later(seconds=1)) == 0
    good, _, odd = (PeerScore.objects.get(rater=rater) for rater in made.raters)
    assert odd.value == pytest.approx(-1)
    assert good.value == pytest.approx(0)  # one agrees always, one never
    assert (good.n_items, good.observed) == (20, 0.5)
    rows = {row.membership.pk: row for row in rater_rows(made.project, now=made.now)}
    assert rows[made.raters[2].pk].peers.value == pytest.approx(-1)


@pytest.mark.parametrize(("quality_by", "state"), [("gold", "active"), ("peers", "watch"), ("mix", "watch")])
def test_peers_raise_suspicion_where_asked_and_never_pause(quality_by, state):
    made = three_raters(quality_by=quality_by)
    score_peers(project=made.project, now=made.later(seconds=1))
    odd = made.raters[2]
    odd.refresh_from_db()
    assert odd.state == state
    assert odd.told_state == MembershipState.ACTIVE
    if state == "watch":
        assert "less than by chance" in odd.state_reason


def test_suspicion_ends_when_the_score_is_better():
    made = three_raters(quality_by="peers")
    score_peers(project=made.project, now=made.later(seconds=1))
    odd = made.raters[2]
    for assignment in Assignment.objects.filter(rater=odd, state="submitted"):
        made.later(seconds=1)
        outcome = "ab"[assignment.shown_positions.index(assignment.item_id % 2)]
        made.submit(odd, assignment.key, [{"question": "better", "outcome": outcome}])
    score_peers(project=made.project, now=made.later(seconds=1))
    odd.refresh_from_db()
    assert odd.state == MembershipState.ACTIVE
    assert PeerScore.objects.get(rater=odd).value == pytest.approx(1)


def test_too_few_common_items_say_so():
    made = study(overlap=2)
    made.items(4)
    for _ in range(2):
        work(made, made.rater(), right=True)
    score_peers(project=made.project, now=made.now)
    score = PeerScore.objects.first()
    assert score is not None
    assert (score.value, score.reason) == (None, "fewer than 10 items judged by others, too")


def test_a_study_without_comparable_answers_has_no_scores():
    made = study(questions=({"key": "why", "kind": QuestionKind.TEXT},))
    made.rater()
    assert score_peers(project=made.project, now=made.now) == 0


def test_the_cost_of_a_score_is_bounded(django_assert_max_num_queries):
    made = three_raters()
    with django_assert_max_num_queries(2 + 3 * 13):
        score_peers(project=made.project, now=made.later(seconds=1))
