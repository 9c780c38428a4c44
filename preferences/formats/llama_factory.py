"""LLaMA-Factory's preference datasets, with the ``dataset_info.json`` that declares them.

Schema: LLaMA-Factory, data/README.md, sections "Preference Dataset" of the Alpaca format (``instruction``, ``input``,
``chosen``, ``rejected``) and of the ShareGPT format (``conversations`` of ``from`` and ``value``, ``chosen`` and
``rejected`` as one message each), both declared with ``"ranking": true``.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from preferences.datasets.decisions import DecidedPair
from preferences.formats.base import Context, PairFormat
from preferences.formats.options import DECIDED, DROP_BOTH_BAD, DROP_TIES, messages_of

SPEAKERS = {"user": "human", "assistant": "gpt", "system": "system"}


class LlamaFactory(PairFormat):
    """Alpaca rows for prompts, ShareGPT rows as soon as one item is a conversation."""

    key = "llama-factory"
    name = "LLaMA-Factory preference"
    description = "JSONL with dataset_info.json: put both into its data folder and name the dataset touchstone_train."
    source = "LLaMA-Factory, data/README.md, “Preference Dataset”"
    kept = "prompt or conversation with its system message, both responses, who won"
    lost = "margin, models, votes, ties, both-bad, order shown"
    options = (DROP_TIES, DROP_BOTH_BAD, *DECIDED)

    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        chosen, rejected = decided.winner.text, decided.loser.text
        if not context.conversational:
            return {"instruction": decided.pair.prompt, "input": "", "chosen": chosen, "rejected": rejected}
        messages = messages_of(decided.pair)
        # A leading system message has a column of its own there; the turns alternate from the user on.
        system = messages.pop(0)["content"] if messages[0]["role"] == "system" else ""
        return {
            "conversations": [{"from": SPEAKERS[turn["role"]], "value": turn["content"]} for turn in messages],
            "system": system,
            "chosen": {"from": "gpt", "value": chosen},
            "rejected": {"from": "gpt", "value": rejected},
        }

    def companions(self, names: Sequence[str], context: Context) -> dict[str, bytes]:
        columns = {"prompt": "instruction", "query": "input", "chosen": "chosen", "rejected": "rejected"}
        style: dict[str, Any] = {"formatting": "alpaca"}
        if context.conversational:
            columns = {"messages": "conversations", "system": "system", "chosen": "chosen", "rejected": "rejected"}
            style = {"formatting": "sharegpt"}
        declared = {
            f"touchstone_{name.partition('.')[0]}": {"file_name": name, "ranking": True, **style, "columns": columns}
            for name in names
        }
        options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        return {"dataset_info.json": orjson.dumps(declared, option=options)}
