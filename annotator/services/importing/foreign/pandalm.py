"""PandaLM's test set. Schema: PandaLM README and Wang et al. 2023 (arXiv 2306.05087)."""

from annotator.services.importing.foreign.base import Layout, Reading, Record
from annotator.services.importing.foreign.parts import content_id, optional_text, pair_item, text_of, vote
from annotator.services.importing.values import whole_number

_OUTCOMES = {0: "tie", 1: "a", 2: "b"}


class PandaLM(Layout):
    """Two responses and up to nine people's verdicts: 0 tie, 1, 2. A response that is no text is an error."""

    key = "pandalm"
    name = "PandaLM test set"
    source = "PandaLM README"
    mapping = (
        ("idx", "id"),
        ("instruction, input", "prompt (a blank line between)"),
        ("response1, response2", "responses"),
        ("model1, model2", "responses.model"),
        ("annotator1, …", "outcome, one vote each"),
        ("motivation_app", "slices.motivation_app"),
    )
    lost = "verdicts of model judges, cmp_key"

    def recognises(self, record: Record) -> str:
        if {"instruction", "response1", "response2", "annotator1"} <= set(record):
            return "instruction, response1, response2 and annotator1"
        return ""

    def read(self, record: Record) -> Reading:
        parts = (text_of(record, "instruction"), optional_text(record, "input"))
        question = {"prompt": "\n\n".join(part for part in parts if part)}
        sides = [(text_of(record, f"response{n}"), optional_text(record, f"model{n}")) for n in (1, 2)]
        given = record.get("idx")
        identity = f"pandalm-{given}" if given is not None else content_id("pandalm", question, sides)
        slices = {"motivation_app": optional_text(record, "motivation_app")}
        votes = [
            vote(identity, name, _OUTCOMES[whole_number(record[name], name, low=0, high=2)])
            for name in (f"annotator{n}" for n in range(1, 10))
            if record.get(name) is not None
        ]
        return Reading(pair_item(identity, question, sides, slices=slices), tuple(votes))
