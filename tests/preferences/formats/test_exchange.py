"""Every format of pairs keeps to its documented schema, and what has a reader comes back as it went out."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from annotator.services.importing.foreign import all_layouts, layout_named
from annotator.services.importing.item_rows import parse_item
from preferences.datasets.decisions import decided_pair
from preferences.datasets.pairs import JudgedPair, PairVote, Side
from preferences.formats import Context, Format, PairFormat, VotedFormat, all_formats, format_named
from preferences.formats.options import log_odds_of, posterior_a, soft_label, weight_of
from preferences.services.selecting import Tally, select, select_votes
from tests.preferences.world import NOW

TALK = [
    {"role": "system", "content": "Be brief"},
    {"role": "user", "content": "Hi"},
    {"role": "assistant", "content": "Hello"},
    {"role": "user", "content": "Why?"},
]
VOTES = [("ann", "a", 3), ("bob", "b", 1), ("cy", "a", 2), ("dot", "tie", None), ("eve", "both_bad", None)]


def pair(messages: Any = None, votes: Any = VOTES, **fields: Any) -> JudgedPair:
    given = [
        PairVote(n, n, outcome, strength, "b" if n % 2 else "a", 1, rater, "human", 1500 * n, NOW)
        for n, (rater, outcome, strength) in enumerate(votes, start=1)
    ]
    sides = Side(0, "m1", "Because\nof 'é'.", 14, 2), Side(1, "m2", 'Hm "so"\t\\', 9, 2)
    prompt = "" if messages else "Why?"
    a, b = sides
    made = JudgedPair(1, "item-1", prompt, messages, "hash", a, b, given, {"language": "en"})
    return replace(made, **fields)


def rows_of(form: Format, judged: JudgedPair, **options: Any) -> list[dict[str, Any]]:
    """The rows as an export writes them, through JSON."""
    context = Context({**form.defaults(), **options}, judged.messages is not None, lambda _id, alias: alias, 3)

    def made() -> Iterator[dict[str, Any]]:
        tally = Tally()
        if isinstance(form, VotedFormat):
            kept = select_votes(judged, context.options, tally)
            yield from form.rows(kept, context) if kept else ()
        elif isinstance(form, PairFormat):
            for decided in select(judged, context.options, tally, form=form):
                yield from form.rows(decided, context)

    return [json.loads(json.dumps(row)) for row in made()]


PAIRS = [form for form in all_formats() if isinstance(form, PairFormat | VotedFormat)]


@pytest.mark.parametrize("messages", [None, TALK], ids=["prompt", "conversation"])
@pytest.mark.parametrize("form", PAIRS, ids=lambda form: form.key)
def test_what_is_written_is_read_back(form: Format, messages: Any) -> None:
    judged = pair(messages)
    rows = rows_of(form, judged)
    if form.key == "axolotl-bt" and messages:
        assert rows == []  # single turns only
        return
    if form.key == "hh-rlhf" and messages:
        assert rows == []  # no word for a system message
        judged = pair(TALK[1:])
        rows = rows_of(form, judged)
    layout = next(layout for layout in all_layouts() if layout.recognises(rows[0]))
    assert layout.key in {form.key, form.key.partition("-")[0]}
    readings = [layout.read(row) for row in rows]
    drafts = [parse_item(reading.item or {}, ()) for reading in readings]
    if form.key == "trl-kto":
        assert [(draft.responses[0].text, draft.metadata["label"]) for draft in drafts] == [
            (judged.a.text, True),
            (judged.b.text, False),
        ]
        return
    asked = judged.messages or judged.prompt
    if form.key == "alpaca-eval" and messages:
        asked = "\n\n".join(f"{turn['role']}: {turn['content']}" for turn in TALK)
    assert {json.dumps(draft.messages or draft.prompt) for draft in drafts} == {json.dumps(asked)}
    assert {tuple(response.text for response in draft.responses) for draft in drafts} == {
        (judged.a.text, judged.b.text)
    }
    read = [(vote["rater"], vote["outcome"], vote.get("strength")) for one in readings for vote in one.votes]
    assert read == KEPT[form.key]


KEPT: dict[str, Any] = {
    "arena-battles": [(rater, outcome, None) for rater, outcome, _ in VOTES],
    "alpaca-eval": [(rater, outcome, None) for rater, outcome, _ in VOTES[:4]],
    "helpsteer3": [(f"helpsteer3-{n}", *vote[1:]) for n, vote in enumerate(VOTES[:4], start=1)],
    "label-studio": VOTES,
    "argilla": VOTES,
    "pairs-jsonl": [(f"vote-{n}", outcome, None) for n, outcome in enumerate(("a", "a", "b", "tie", "both_bad"), 1)],
    **{
        form: [(rater, "a", None)]
        for form, rater in {
            "trl-preference": "trl",
            "openai-preference": "openai",
            "llama-factory": "llama-factory",
            "axolotl-dpo": "axolotl",
            "axolotl-bt": "axolotl",
            "hh-rlhf": "hh-rlhf",
        }.items()
    },
}


def test_trl_rows_are_what_its_documentation_shows() -> None:
    form = format_named("trl-preference")
    assert rows_of(form, pair(), prompt="implicit") == [
        {"chosen": "Why?\n\nBecause\nof 'é'.", "rejected": 'Why?\n\nHm "so"\t\\'}
    ]
    (row,) = rows_of(form, pair(TALK), prompt="implicit", margin="votes")
    assert row["chosen"] == [*TALK, {"role": "assistant", "content": "Because\nof 'é'."}]
    assert row["margin"] == pytest.approx(1 / 5)
    (row,) = rows_of(form, pair(), style="conversational")
    assert row["prompt"] == [{"role": "user", "content": "Why?"}]
    context = Context({**form.defaults(), "style": "standard"}, True, lambda _id, alias: alias)
    refused = form.problem(context)
    assert refused is not None
    assert refused[0] == "style"
    assert rows_of(format_named("trl-kto"), pair(votes=VOTES[4:]), both_bad="undesirable") == [
        {"prompt": "Why?", "completion": text, "label": False} for text in ("Because\nof 'é'.", 'Hm "so"\t\\')
    ]


def test_arena_spells_both_bad_both_ways_and_a_stands_left() -> None:
    form = format_named("arena-battles")
    rows = rows_of(form, pair())
    assert [row["winner"] for row in rows] == ["model_b", "model_b", "model_b", "tie", "tie (bothbad)"]
    assert [row["model_a"] for row in rows] == ["m2", "m1", "m2", "m1", "m2"]
    assert rows_of(form, pair(), spelling="both_bad")[-1]["winner"] == "both_bad"
    assert len(rows_of(form, pair(), both_bad="drop", ties="drop")) == 3


def test_helpsteer_scores_are_signed_and_their_mean_is_rounded_away_from_zero() -> None:
    form = format_named("helpsteer3")
    (row,) = rows_of(form, pair(votes=[("x", "b", 2), ("y", "b", 1)]))
    assert ([one["score"] for one in row["individual_preference"]], row["overall_preference"]) == ([2, 1], 2)
    (row,) = rows_of(form, pair(votes=[("x", "a", None), ("y", "a", 1), ("z", "both_bad", None)]), both_bad="zero")
    assert ([one["score"] for one in row["individual_preference"]], row["overall_preference"]) == ([-2, -1, 0], -1)


def test_alpaca_eval_writes_both_bad_as_a_draw_only_when_asked() -> None:
    form = format_named("alpaca-eval")
    assert [row["preference"] for row in rows_of(form, pair())] == [1.0, 2.0, 1.0, 1.5]
    assert [row["preference"] for row in rows_of(form, pair(), both_bad="draw")] == [1.0, 2.0, 1.0, 1.5, 1.5]


def test_llama_factory_declares_its_files() -> None:
    form = format_named("llama-factory")
    context = Context(form.defaults(), True, lambda _id, alias: alias)
    declared = json.loads(form.companions(["train.jsonl", "test.jsonl"], context)["dataset_info.json"])
    (row,) = rows_of(form, pair(TALK))
    for name in ("touchstone_train", "touchstone_test"):
        assert declared[name]["ranking"] is True
        assert declared[name]["formatting"] == "sharegpt"
        assert set(declared[name]["columns"].values()) == set(row)
    assert [turn["from"] for turn in row["conversations"]] == ["human", "gpt", "human"]


def test_a_transcript_that_would_be_read_otherwise_is_left_out_and_counted() -> None:
    judged = pair(a=pair().a._replace(text="So.\n\nHuman: And?"))
    tally = Tally()
    form = format_named("hh-rlhf")
    assert isinstance(form, PairFormat)
    assert list(select(judged, form.defaults(), tally, form=form)) == []
    assert tally.dropped == {"speaker_mark": 1}


def test_duplicates_are_dropped_whichever_side_they_stood_on() -> None:
    form = format_named("trl-preference")
    assert isinstance(form, PairFormat)
    one, tally = pair(votes=VOTES[:1]), Tally()
    swapped = replace(one, a=one.b, b=one.a, votes=[one.votes[0]._replace(outcome="b")])
    options = {**form.defaults(), "duplicates": "drop"}
    rows = [row for judged in (one, swapped, one) for row in select(judged, options, tally, form=form)]
    assert (len(rows), tally.dropped["duplicates"]) == (1, 2)


def test_soft_labels_posteriors_and_weights() -> None:
    counts: Any = {"a": 3, "b": 1, "tie": 2, "both_bad": 1}
    assert soft_label(counts) == pytest.approx(4 / 6)
    # Beta(4.5, 2.5) above one half, by the midpoint rule.
    density = [x**3.5 * (1 - x) ** 1.5 for x in ((n + 0.5) / 20_000 for n in range(20_000))]
    assert posterior_a(counts) == pytest.approx(sum(density[10_000:]) / sum(density), abs=1e-6)
    even: Any = {"a": 2, "b": 2, "tie": 0, "both_bad": 0}
    assert posterior_a(even) == pytest.approx(0.5)
    assert weight_of(even, "certainty") == pytest.approx(0)
    assert weight_of(counts, "agreement") == pytest.approx(3 / 7)
    assert weight_of(counts, "equal") == 1
    bad: Any = {"a": 0, "b": 0, "tie": 0, "both_bad": 2}
    assert (soft_label(bad), posterior_a(bad), weight_of(bad, "certainty")) == (None, None, None)
    judged = pair()
    assert log_odds_of(decided_pair(judged, "a", judged.votes)) == pytest.approx(0.4055, abs=1e-4)  # ln(3 / 2)


def test_every_format_says_what_it_keeps_and_where_its_schema_is_documented() -> None:
    for form in all_formats():
        assert form.source
        assert form.kept
        assert form.lost
    for layout in all_layouts():
        assert layout.source
        assert layout.mapping
    assert layout_named("hh-rlhf").lost == ""
