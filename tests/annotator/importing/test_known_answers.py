"""Known answers in import rows: several accepted outcomes, tolerances by question, training, and clear refusals."""

import pytest

from annotator.models import GoldAnswer, Item, ItemPurpose, Project, Slot
from annotator.services.importing.item_rows import parse_item
from tests.support.studies import import_bytes, import_rows, make_project, pair, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project()


def test_several_outcomes_may_be_accepted_the_best_first(project: Project):
    import_rows(project, [pair("g", gold={"preference": ["a", "tie"]})])
    answer = GoldAnswer.objects.get()
    assert (answer.outcome, answer.also_accepted) == ("a", ["tie"])


def test_csv_says_the_same_in_brackets(project: Project):
    text = 'id,prompt,response_1,response_2,gold.preference,purpose\ng,?,x,y,"[""tie"",""both_bad""]",training\n'
    import_bytes(project, text.encode())
    answer = GoldAnswer.objects.get()
    assert (answer.outcome, answer.also_accepted, answer.item.purpose) == ("tie", ["both_bad"], "training")


def test_each_question_may_have_its_own_tolerance_and_explanation():
    project = make_project(preset="likert")
    row = pair(
        "g",
        gold={"helpfulness": [4, 2], "clarity": [3, 3]},
        gold_tolerance={"helpfulness": 1},
        gold_explanation={"clarity": "Equally plain."},
    )
    import_rows(project, [row])
    found = set(GoldAnswer.objects.values_list("question__key", "tolerance", "explanation"))
    assert found == {("helpfulness", 1.0, ""), ("clarity", 0.0, "Equally plain.")}


def test_training_items_have_known_answers_and_no_slots(project: Project):
    import_rows(project, [pair("t", gold={"preference": "a"}, purpose="training"), pair("w", purpose="work")])
    assert dict(Item.objects.values_list("external_id", "purpose")) == {"t": ItemPurpose.TRAINING, "w": "work"}
    assert not Slot.objects.filter(item__external_id="t").exists()


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"gold": {"preference": []}}, "gold.preference", "one or more different outcomes"),
        ({"gold": {"preference": ["a", "a"]}}, "gold.preference", "one or more different outcomes"),
        ({"gold": {"preference": ["a", "b", "tie", "both_bad"]}}, "gold.preference", "nobody could miss it"),
        ({"gold": {"preference": ["a", "c"]}}, "gold.preference", "unknown outcome"),
        ({"gold": {"preference": "a"}, "gold_tolerance": {"preference": 1}}, "gold_tolerance.preference", "distances"),
        ({"gold": {"preference": "a"}, "gold_tolerance": {"other": 1}}, "gold_tolerance", "has no gold answer"),
        ({"gold": {"preference": "a"}, "gold_tolerance": -1}, "gold_tolerance", "below 0"),
        ({"purpose": "training"}, "purpose", "needs a known answer"),
        ({"purpose": "gold"}, "purpose", "needs a known answer"),
        ({"gold": {"preference": "a"}, "purpose": "work"}, "purpose", "no known answer"),
        ({"purpose": "exam"}, "purpose", "expected one of"),
    ],
)
def test_what_can_not_be_is_named(project: Project, fields, field, reason):
    run = import_rows(project, [pair("g", **fields)])
    ((_, named, said),) = problems(run)
    assert named == field
    assert reason in said


def test_a_tolerance_that_accepts_the_whole_scale_is_refused():
    project = make_project(preset="likert")
    run = import_rows(project, [pair("g", gold={"helpfulness": [4, 2]}, gold_tolerance=4)])
    assert "accepts every score" in problems(run)[0][2]


def test_rows_of_before_are_still_unchanged(project: Project):
    """The fingerprint of a row that uses nothing new must not move, or a second import would call it changed."""
    questions = list(project.questions.all())
    plain = parse_item(pair("g", gold={"preference": "a"}), questions).content_hash
    explicit = parse_item(pair("g", gold={"preference": ["a"]}, purpose="gold"), questions).content_hash
    assert plain == explicit
    assert plain != parse_item(pair("g", gold={"preference": ["a", "tie"]}), questions).content_hash
    assert plain != parse_item(pair("g", gold={"preference": "a"}, purpose="training"), questions).content_hash
