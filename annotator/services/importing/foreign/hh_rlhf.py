"""HH-RLHF transcripts. Schema: dataset card of hh-rlhf; Bai et al. 2022 (arXiv 2204.05862)."""

import re

from annotator.services.importing.foreign.base import Layout, Reading, Record
from annotator.services.importing.foreign.parts import Messages, asked, content_id, pair_item, text_of, vote
from annotator.services.importing.rows import RowError

RATER = "hh-rlhf"
_TURN = re.compile(r"\n\n(Human|Assistant):")


class HHTranscripts(Layout):
    """``chosen`` becomes response a. Both dialogues must be the same up to the last answer, or the row is an error."""

    key = "hh-rlhf"
    name = "HH-RLHF transcripts"
    source = "Dataset card of hh-rlhf"
    mapping = (("chosen", "messages, responses.0, vote for a"), ("rejected", "responses.1"))

    def recognises(self, record: Record) -> str:
        both = [record.get("chosen"), record.get("rejected")]
        if all(isinstance(text, str) and "\n\nAssistant:" in text for text in both):
            return "chosen and rejected dialogues of “Human:” and “Assistant:”"
        return ""

    def read(self, record: Record) -> Reading:
        messages, chosen = _turns(text_of(record, "chosen"), "chosen")
        others, rejected = _turns(text_of(record, "rejected"), "rejected")
        if messages != others:
            raise RowError("rejected", "the two dialogues differ before the last answer, so they don't share a prompt")
        identity = content_id("hh", messages, chosen, rejected)
        item = pair_item(identity, asked(messages), [(chosen, ""), (rejected, "")])
        return Reading(item, (vote(identity, RATER, "a"),))


def _turns(text: str, field: str) -> tuple[Messages, str]:
    before, *parts = _TURN.split(text)
    if before.strip() or not parts:
        raise RowError(field, "doesn't begin with “Human:” or “Assistant:” after a blank line")
    # One space behind the colon belongs to the notation.
    turns = [
        {"role": "user" if speaker == "Human" else "assistant", "content": said.removeprefix(" ")}
        for speaker, said in zip(parts[::2], parts[1::2], strict=True)
    ]
    if turns[-1]["role"] != "assistant":
        raise RowError(field, "doesn't end with the assistant's turn")
    if len(turns) < 2:
        raise RowError(field, "holds an answer and nothing that was asked")
    return turns[:-1], turns[-1]["content"]
