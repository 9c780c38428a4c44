"""Label Studio tasks with annotations, and the labelling configuration that shows them.

Schema: Label Studio documentation, "Import pre-annotated data and tasks" and "Export annotations" (a JSON array of
tasks: ``data``, ``annotations`` with ``result``, ``completed_by``, ``lead_time``, ``created_at``), and the tags
Pairwise (value ``selected``: left or right), Choices (value ``choices``) and Rating (value ``rating``).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from preferences.datasets.pairs import JudgedPair, PairVote
from preferences.formats.base import Context, VotedFormat
from preferences.formats.options import (
    DROP,
    KEEP,
    RATER_NAMES,
    SPLITS,
    both_bad_option,
    messages_of,
    ties_option,
)

SELECTED = {"a": "left", "b": "right"}
CONFIG = """<View>
  <Paragraphs name="messages" value="$messages" layout="dialogue" nameKey="role" textKey="content"/>
  <Pairwise name="preference" toName="response_a,response_b"/>
  <View style="display: grid; grid-template-columns: 1fr 1fr; gap: 1em">
    <Text name="response_a" value="$response_a"/>
    <Text name="response_b" value="$response_b"/>
  </View>
  <Choices name="outcome" toName="response_a" choice="single-radio">
    <Choice value="tie"/>
    <Choice value="both_bad"/>
  </Choices>
  <Rating name="strength" toName="response_a" maxRating="10"/>
</View>
"""


class LabelStudio(VotedFormat):
    """One task per pair; one annotation per vote: a Pairwise result for a side, a Choices result for the rest."""

    key = "label-studio"
    name = "Label Studio tasks and annotations"
    description = "A JSON array of tasks with their annotations, and label_config.xml for the project that takes them."
    source = "Label Studio documentation, “Import pre-annotated data”, tags Pairwise, Choices, Rating"
    kept = "every vote with its rater, ties, both-bad, strength, the order shown, time taken, models, slices"
    lost = "time on shift"
    container = "json"
    options = (ties_option(KEEP, DROP), both_bad_option(KEEP, DROP), RATER_NAMES, *SPLITS)

    def rows(self, pair: JudgedPair, context: Context) -> Iterator[dict[str, Any]]:
        yield {
            "data": {
                "id": pair.external_id,
                "messages": messages_of(pair),
                "response_a": pair.a.text,
                "response_b": pair.b.text,
            },
            "meta": {"model_a": pair.a.model, "model_b": pair.b.model, "slices": pair.slices},
            "annotations": [_annotation(vote, context) for vote in pair.votes],
        }

    def companions(self, names: Sequence[str], context: Context) -> dict[str, bytes]:
        return {"label_config.xml": CONFIG.encode()}


def _annotation(vote: PairVote, context: Context) -> dict[str, Any]:
    rater = context.rater_name(vote.rater_id, vote.rater_alias)
    result: list[dict[str, Any]] = []
    if vote.outcome in SELECTED:
        value = {"selected": SELECTED[vote.outcome]}
        result.append(_result("preference", "pairwise", value))
    else:
        result.append(_result("outcome", "choices", {"choices": [vote.outcome]}))
    if vote.strength is not None:
        result.append(_result("strength", "rating", {"rating": vote.strength}))
    return {
        "result": result,
        "completed_by": {"email": f"{rater}@raters.invalid", "first_name": rater, "last_name": ""},
        "was_cancelled": False,
        "ground_truth": False,
        "lead_time": None if vote.active_ms is None else vote.active_ms / 1000,
        "created_at": vote.submitted_at.isoformat() if vote.submitted_at else None,
        "meta": {"rater_kind": vote.rater_kind, "first_shown": vote.first, "guideline_version": vote.guideline},
    }


def _result(name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    # A result names one object, that of a pair the first: its reader knows no object of the name "a,b".
    return {"from_name": name, "to_name": "response_a", "type": kind, "value": value}
