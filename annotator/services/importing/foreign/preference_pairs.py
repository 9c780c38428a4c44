"""Pairs of a chosen and a rejected response: what trainers read.

Schemas: TRL documentation, "Dataset formats and types"; OpenAI platform documentation, "Direct preference
optimization"; LLaMA-Factory, data/README.md, "Preference Dataset"; Axolotl documentation, "RLHF (Beta)" and "Reward
Modelling". UltraFeedback's binarized form is TRL's with scores.
"""

from collections.abc import Mapping
from typing import Any

from annotator.services.importing.foreign.base import Layout, Reading, Record
from annotator.services.importing.foreign.parts import (
    Messages,
    asked,
    content_id,
    last_answer,
    messages_of,
    optional_text,
    pair_item,
    text_of,
    vote,
)
from annotator.services.importing.jsonl import kind_of
from annotator.services.importing.rows import RowError

_EXTRA = ("margin", "score_chosen", "score_rejected", "prompt_id")


def _reading(
    prefix: str, question: dict[str, Any], chosen: str, rejected: str, record: Record, **known: Any
) -> Reading:
    given = record.get("item")
    sides = [(chosen, optional_text(record, "chosen_model")), (rejected, optional_text(record, "rejected_model"))]
    identity = str(given) if isinstance(given, str | int) else content_id(prefix, question, chosen, rejected)
    metadata = {name: record.get(name) for name in _EXTRA}
    item = pair_item(identity, question, sides, metadata=metadata)
    return Reading(item, (vote(identity, prefix, "a", **known),))


class TrlPreference(Layout):
    """Explicit or (in conversations) implicit prompt. The chosen response becomes response a, and wins."""

    key = "trl-preference"
    name = "TRL preference"
    source = "TRL documentation, “Dataset formats and types”"
    mapping = (
        ("prompt", "prompt or messages"),
        ("chosen, rejected", "responses, vote for a"),
        ("chosen_model, rejected_model", "responses.model"),
        ("item", "id, else a hash of the content"),
        ("margin, score_chosen, score_rejected", "metadata"),
    )
    lost = "votes counted in further columns"

    def recognises(self, record: Record) -> str:
        if not {"chosen", "rejected"} <= set(record) or {"input", "instruction", "conversations"} & set(record):
            return ""
        if "prompt" in record:
            return "prompt, chosen and rejected"
        if isinstance(record["chosen"], list) and isinstance(record["rejected"], list):
            return "chosen and rejected conversations that hold their prompt"
        return ""

    def read(self, record: Record) -> Reading:
        if isinstance(record.get("chosen"), str):
            if "prompt" not in record:
                raise RowError("prompt", "is missing; in plain text nobody can say where the prompt ends")
            prompt = record["prompt"]
            question = {"prompt": text_of(record, "prompt")} if isinstance(prompt, str) else _asked(prompt)
            return _reading("trl", question, text_of(record, "chosen"), text_of(record, "rejected"), record)
        before, chosen = last_answer(record.get("chosen"), "chosen")
        others, rejected = last_answer(record.get("rejected"), "rejected")
        if before != others:
            raise RowError("rejected", "the two conversations differ before the last answer")
        if isinstance(record.get("prompt"), list):
            before = messages_of(record["prompt"], "prompt") + before
        elif not before:
            before = [{"role": "user", "content": text_of(record, "prompt")}]
        return _reading("trl", asked(before), chosen, rejected, record)


def _asked(prompt: Any) -> dict[str, Any]:
    return asked(messages_of(prompt, "prompt"))


class OpenAIPreference(Layout):
    """``preferred_output`` becomes response a, and wins."""

    key = "openai-preference"
    name = "OpenAI-style preference"
    source = "OpenAI platform documentation, “Direct preference optimization”"
    mapping = (
        ("input.messages", "prompt or messages"),
        ("preferred_output, non_preferred_output", "responses, vote for a"),
    )
    lost = "tools"

    def recognises(self, record: Record) -> str:
        if {"input", "preferred_output", "non_preferred_output"} <= set(record):
            return "input, preferred_output and non_preferred_output"
        return ""

    def read(self, record: Record) -> Reading:
        given = record.get("input")
        if not isinstance(given, Mapping):
            raise RowError("input", f"{kind_of(given)}, expected an object with messages")
        messages = messages_of(given.get("messages"), "input.messages")
        (before, chosen), (others, rejected) = (
            last_answer(record.get(name), name) for name in ("preferred_output", "non_preferred_output")
        )
        if before != others:
            raise RowError("non_preferred_output", "the two outputs differ before the last answer")
        return _reading("openai", asked(messages + before), chosen, rejected, record)


class LlamaFactory(Layout):
    """Alpaca rows (instruction, input) and ShareGPT rows (conversations)."""

    key = "llama-factory"
    name = "LLaMA-Factory preference"
    source = "LLaMA-Factory, data/README.md, “Preference Dataset”"
    mapping = (
        ("instruction, input", "prompt (a blank line between)"),
        ("system, conversations", "prompt or messages"),
        ("chosen, rejected", "responses, vote for a"),
    )

    def recognises(self, record: Record) -> str:
        if {"chosen", "rejected", "instruction"} <= set(record):
            return "instruction, chosen and rejected"
        if {"chosen", "rejected", "conversations"} <= set(record):
            return "conversations, chosen and rejected"
        return ""

    def read(self, record: Record) -> Reading:
        if "conversations" not in record:
            parts = (text_of(record, "instruction"), optional_text(record, "input"))
            question = {"prompt": "\n\n".join(part for part in parts if part)}
            return _reading("llama-factory", question, text_of(record, "chosen"), text_of(record, "rejected"), record)
        system = optional_text(record, "system")
        turns: Messages = [{"role": "system", "content": system}] if system else []
        turns += messages_of(record["conversations"], "conversations")
        (_, chosen), (_, rejected) = (last_answer(record.get(side), side) for side in ("chosen", "rejected"))
        return _reading("llama-factory", asked(turns), chosen, rejected, record)


class Axolotl(Layout):
    """``messages`` with one message each, or single turns of system, input, chosen and rejected."""

    key = "axolotl"
    name = "Axolotl DPO or Bradley–Terry"
    source = "Axolotl documentation, “RLHF (Beta)” and “Reward Modelling”"
    mapping = (
        ("messages, or system and input", "prompt or messages"),
        ("chosen, rejected", "responses, vote for a"),
    )

    def recognises(self, record: Record) -> str:
        if not {"chosen", "rejected"} <= set(record) or "instruction" in record:
            return ""
        if "messages" in record and isinstance(record["chosen"], dict):
            return "messages with a chosen and a rejected message"
        if "input" in record and isinstance(record["input"], str):
            return "input, chosen and rejected"
        return ""

    def read(self, record: Record) -> Reading:
        if "messages" in record:
            turns = messages_of(record["messages"], "messages")
            (_, chosen), (_, rejected) = (last_answer(record.get(side), side) for side in ("chosen", "rejected"))
            return _reading("axolotl", asked(turns), chosen, rejected, record)
        system = optional_text(record, "system")
        turns = [{"role": "system", "content": system}] if system else []
        turns.append({"role": "user", "content": text_of(record, "input")})
        return _reading("axolotl", asked(turns), text_of(record, "chosen"), text_of(record, "rejected"), record)


class TrlKto(Layout):
    """One response and whether it is desirable: an item with a single response, and no vote on a pair."""

    key = "trl-kto"
    name = "TRL unpaired preference (KTO)"
    source = "TRL documentation, “KTO Trainer”"
    mapping = (("prompt", "prompt or messages"), ("completion", "responses.0"), ("label", "metadata.label"))

    def recognises(self, record: Record) -> str:
        return "prompt, completion and label" if {"prompt", "completion", "label"} <= set(record) else ""

    def read(self, record: Record) -> Reading:
        prompt, completion = record.get("prompt"), record.get("completion")
        question = {"prompt": prompt} if isinstance(prompt, str) else _asked(prompt)
        text = completion if isinstance(completion, str) else last_answer(completion, "completion")[1]
        if not isinstance(record.get("label"), bool):
            raise RowError("label", f"{kind_of(record.get('label'))}, expected true or false")
        identity = content_id("kto", question, text)
        return Reading(pair_item(identity, question, [(text, "")], metadata={"label": record["label"]}))
