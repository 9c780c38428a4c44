"""Item files land: what was written, what was known already, and in which order it will be served."""

import pytest

from annotator.models import GoldAnswer, ImportRun, Item, ItemPurpose, ItemSlice, JobState, Project, Response, Slot
from annotator.services.items import retire_item
from tests.support.studies import NOW, import_bytes, import_rows, make_lead, make_project, pair, problems

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def project() -> Project:
    return make_project(policies={"overlap": 2})


def test_an_item_lands_with_everything_that_was_said_about_it(project: Project):
    row = {
        "id": 17,
        "messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hi?"}],
        "responses": ["# Hello\n- **you**", {"text": "Hi", "model": "m2", "metadata": {"temperature": 0.5}}],
        "slices": {"language": "en"},
        "priority": 3,
        "metadata": {"source": {"file": "x"}},
    }
    run = import_rows(project, [row])
    assert (run.state, run.rows_created, run.rows_failed, problems(run)) == (JobState.SUCCEEDED, 1, 0, [])
    item = Item.objects.get()
    assert (item.external_id, item.purpose, item.priority, item.prompt) == ("17", ItemPurpose.WORK, 3, "")
    assert item.messages == row["messages"]
    assert item.metadata == {"source": {"file": "x"}}
    first, second = Response.objects.order_by("position")
    assert (first.model, first.chars, first.words, first.headers, first.lists, first.bolds) == ("", 17, 2, 1, 1, 1)
    assert (second.model, second.text, second.metadata) == ("m2", "Hi", {"temperature": 0.5})
    assert list(ItemSlice.objects.values_list("name", "value")) == [("language", "en")]
    assert Slot.objects.filter(item=item, state="open").count() == 2


def test_csv_and_jsonl_say_the_same(project: Project):
    header = "id,prompt,response_1,model_1,response_2,model_2,slice.lang,gold.preference"
    cells = '7,"What, ""now""?\nTell.",A,m1,B,m2,de,a'
    import_bytes(project, f"{header}\r\n{cells}\r\n".encode("utf-8-sig"))
    twin = make_project(make_lead("other@example.org"))
    import_rows(
        twin,
        [
            {
                "id": "7",
                "prompt": 'What, "now"?\nTell.',
                "responses": [{"text": "A", "model": "m1"}, {"text": "B", "model": "m2"}],
                "slices": {"lang": "de"},
                "gold": {"preference": "a"},
            }
        ],
    )
    one, other = Item.objects.get(project=project), Item.objects.get(project=twin)
    assert one.prompt == other.prompt == 'What, "now"?\nTell.'
    assert one.content_hash == other.content_hash


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_letters_name_responses_too_and_spreadsheets_may_use_semicolons(project: Project, delimiter: str):
    lines = ["id,prompt,response_a,response_b,model_a,model_b", "1,Q,one,two,m1,m2"]
    run = import_bytes(project, "\n".join(lines).replace(",", delimiter).encode())
    assert problems(run) == []
    assert list(Response.objects.values_list("text", "model")) == [("one", "m1"), ("two", "m2")]


def test_the_same_file_again_changes_nothing(project: Project):
    rows = [pair(n) for n in range(5)]
    import_rows(project, rows)
    again = import_rows(project, [*rows, pair(5)])
    assert (again.rows_created, again.rows_unchanged, again.rows_failed) == (1, 5, 0)
    assert Item.objects.count() == 6
    assert Slot.objects.count() == 12


def test_other_content_under_a_known_id_is_refused_and_named(project: Project):
    import_rows(project, [pair("x")])
    run = import_rows(project, [pair("y"), pair("x", prompt="Changed?"), pair("y", priority=1)])
    assert (run.rows_created, run.rows_failed) == (1, 2)
    (first, second) = problems(run)
    assert first[:2] == (2, "id")
    assert "already imported with other content" in first[2]
    assert second == (3, "id", "“y” is on line 1 already, with other content")
    assert Item.objects.get(external_id="x").prompt == "Question x?"


def test_the_first_line_of_a_double_is_named_across_batches(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("annotator.services.importing.run.BATCH_ROWS", 2)
    run = import_rows(project, [*[pair(n) for n in range(7)], pair(3, prompt="Other")])
    assert problems(run) == [(8, "id", "“3” is on line 4 already, with other content")]


def test_gold_items_have_answers_and_no_slots(project: Project):
    row = pair("g", gold={"preference": "b"}, gold_explanation="The first is wrong.")
    assert problems(import_rows(project, [row])) == []
    answer = GoldAnswer.objects.get()
    assert (answer.item.purpose, answer.outcome, answer.explanation) == ("gold", "b", "The first is wrong.")
    assert not Slot.objects.exists()


def test_gold_of_each_response_by_position_or_model():
    project = make_project(preset="likert")
    rows = [
        pair("list", gold={"helpfulness": [4, None]}, gold_tolerance=1),
        pair("object", gold={"clarity": {"m2": 2, "0": 5}}),
    ]
    assert problems(import_rows(project, rows)) == []
    answers = GoldAnswer.objects.order_by("item__external_id", "response__position")
    assert list(answers.values_list("question__key", "response__position", "score", "tolerance")) == [
        ("helpfulness", 0, 4.0, 1.0),
        ("clarity", 0, 5.0, 0.0),
        ("clarity", 1, 2.0, 0.0),
    ]


def test_several_choices_can_be_gold():
    project = make_project(preset="safety")
    row = {"id": "s", "prompt": "?", "responses": ["x"], "gold": {"harms": [["hate", "crime"]], "verdict": "unsafe"}}
    assert problems(import_rows(project, [row])) == []
    assert set(GoldAnswer.objects.values_list("question__key", "choice")) == {
        ("harms", "hate"),
        ("harms", "crime"),
        ("verdict", "unsafe"),
    }


def test_higher_priority_is_served_first_and_equals_are_shuffled(project: Project):
    import_rows(project, [pair(n, priority=5 if n % 10 == 0 else 0) for n in range(40)])
    walk = [
        int(found) for found in Slot.objects.order_by("serving_order", "id").values_list("item__external_id", flat=True)
    ]
    assert walk[0::2] == walk[1::2], "an item's slots must be neighbours"
    served = walk[0::2]
    assert set(served[:4]) == {0, 10, 20, 30}
    assert served[4:] != sorted(served[4:])
    twin = make_project(make_lead("other@example.org"), policies={"overlap": 1})
    import_rows(twin, [pair(n, priority=5 if n % 10 == 0 else 0) for n in reversed(range(40))])
    again = Slot.objects.filter(project=twin).order_by("serving_order").values_list("item__external_id", flat=True)
    assert [int(found) for found in again] == served, "the same seed gives the same walk"


def test_a_batch_costs_the_same_few_queries_however_many_rows(project: Project, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        import_rows(project, [pair(n, slices={"language": "en"}) for n in range(20)])
    assert ImportRun.objects.get().rows_created == 20


def test_a_retired_item_is_not_revived_by_importing_it_again(project: Project):
    import_rows(project, [pair("x")])
    item = Item.objects.get()
    retire_item(item=item, actor=make_lead("other@example.org"), now=NOW)
    assert import_rows(project, [pair("x")]).rows_unchanged == 1
    item.refresh_from_db()
    assert item.retired_at == NOW
