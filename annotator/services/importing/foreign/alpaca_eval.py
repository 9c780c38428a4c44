"""AlpacaEval annotations. Schema: AlpacaEval README, "Analyzing an evaluator"; its pairwise winrate metric."""

from annotator.services.importing.foreign.base import Layout, Reading, Record
from annotator.services.importing.foreign.parts import content_id, optional_text, pair_item, text_of, vote
from annotator.services.importing.rows import RowError

_OUTCOMES = {0.0: "tie", 1.0: "a", 1.5: "tie", 2.0: "b"}


class AlpacaEval(Layout):
    """``preference`` 1 is output_1, 2 is output_2, 1.5 (in old files 0) a draw. Graded preferences are errors.

    An annotator that is named like a program is a model judge; numbers, "human…" and pseudonyms are people.
    """

    key = "alpaca-eval"
    name = "AlpacaEval annotations"
    source = "AlpacaEval README, “Analyzing an evaluator”"
    mapping = (
        ("instruction", "prompt"),
        ("output_1, output_2", "responses"),
        ("generator_1, generator_2", "responses.model"),
        ("preference", "outcome"),
        ("annotator", "rater, rater_kind"),
        ("dataset", "slices.dataset"),
    )
    lost = "prices, times and raw completions of the judge"

    def recognises(self, record: Record) -> str:
        if {"instruction", "output_1", "output_2", "preference"} <= set(record):
            return "instruction, output_1, output_2 and preference"
        return ""

    def read(self, record: Record) -> Reading:
        instruction = text_of(record, "instruction")
        sides = [(text_of(record, f"output_{n}"), optional_text(record, f"generator_{n}")) for n in (1, 2)]
        identity = content_id("alpaca", instruction, sides)
        slices = {"dataset": optional_text(record, "dataset")}
        item = pair_item(identity, {"prompt": instruction}, sides, slices=slices)
        said = record.get("preference")
        if said is None:
            return Reading(item)  # the judge gave no answer
        try:
            outcome = _OUTCOMES[float(said)]
        except (TypeError, ValueError, KeyError) as error:
            raise RowError("preference", f"{str(said)[:40]}, expected 1, 1.5 or 2") from error
        rater = str(record.get("annotator", record.get("annotator_index", "alpaca-eval")))
        return Reading(item, (vote(identity, rater, outcome, rater_kind=_kind(rater)),))


def _kind(rater: str) -> str:
    return "human" if rater.isdigit() or rater.lower().startswith(("human", "rater")) else "model"
