"""Formats: what they declare is what the API and the rows keep to."""

import json
from pathlib import Path
from typing import Any

import pytest

from preferences.api.serializers import ExportRequestSerializer
from preferences.datasets.decisions import decided_pair
from preferences.datasets.pairs import JudgedPair, PairVote, Side
from preferences.formats import Context, Format, PairFormat, UnknownFormat, all_formats, format_named
from tests.support.shared_data import expected_case, read_jsonl, shared_data


@pytest.mark.parametrize("form", all_formats(), ids=lambda form: form.key)
def test_every_option_can_be_asked_for_and_its_default_is_one_of_its_values(form: Format) -> None:
    request = ExportRequestSerializer()
    for option in form.options:
        assert option.key in request.fields
        if option.kind == "choice":
            values = [value for value, _ in option.choices]
            assert option.default in values
            assert set(values) <= set(request.fields[option.key].choices)  # type: ignore[attr-defined]
        else:
            assert isinstance(option.default, float)
    assert format_named(form.key) is form


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UnknownFormat) as caught:
        format_named("parquet")
    assert "trl-preference" in caught.value.fields["format"][0]


def context(form: Format, *, conversational: bool, **options: Any) -> Context:
    return Context({**form.defaults(), **options}, conversational, lambda _id, alias: alias)


def pair_of(chosen: str, rejected: str, *, prompt: str = "", messages: Any = None) -> JudgedPair:
    sides = Side(0, "m1", chosen, len(chosen), 0), Side(1, "m2", rejected, len(rejected), 0)
    return JudgedPair(1, "i", prompt, messages, "h", *sides, [PairVote(1, 1, "a", None, None, None)])


def test_a_row_holds_hostile_text_as_it_is() -> None:
    form = format_named("trl-preference")
    assert isinstance(form, PairFormat)
    pair = pair_of('</script>"\\n\u2028', "\U0001f600\r\n", prompt="\ufeff")
    row = form.row(decided_pair(pair, "a", pair.votes), context(form, conversational=False))
    assert row == {"prompt": "\ufeff", "chosen": '</script>"\\n\u2028', "rejected": "\U0001f600\r\n"}


def turns(text: str) -> tuple[list[dict[str, str]], str]:
    """A published transcript as messages, and the last answer."""
    prompt, _, answer = text.rpartition("\n\nAssistant:")
    messages = []
    for part in prompt.split("\n\nHuman:")[1:]:
        asked, *answered = part.split("\n\nAssistant:")
        messages.append({"role": "user", "content": asked})
        messages += [{"role": "assistant", "content": said} for said in answered]
    return messages, answer


def test_published_conversations_come_out_as_they_went_in(tmp_path: Path) -> None:
    """Every transcript pair with one prompt is written as a conversation and read back without loss."""
    shared_data("preference/hh_rlhf_harmless_base_test.jsonl")
    form = format_named("trl-preference")
    assert isinstance(form, PairFormat)
    same_prompt = 0
    for row in read_jsonl("preference/hh_rlhf_harmless_base_test.jsonl"):
        (messages, chosen), (other, rejected) = turns(row["chosen"]), turns(row["rejected"])
        if messages != other:
            continue
        same_prompt += 1
        pair = pair_of(chosen, rejected, messages=messages)
        written = form.row(decided_pair(pair, "a", pair.votes), context(form, conversational=True))
        read = json.loads(json.dumps(written))
        again = "".join(
            f"\n\n{'Human' if message['role'] == 'user' else 'Assistant'}:{message['content']}"
            for message in [*read["prompt"], *read["chosen"]]
        )
        assert again == row["chosen"]
        assert read["rejected"] == [{"role": "assistant", "content": rejected}]
    assert same_prompt == expected_case("A05_hh_rlhf_export")["same_prompt"]
