"""Axolotl's preference datasets: for DPO, and for Bradley–Terry reward models.

Schema: Axolotl documentation, "RLHF (Beta)", section ``chat_template.default`` (``messages``, ``chosen`` and
``rejected`` as one message each), and "Reward Modelling": ``bradley_terry.chat_template`` takes single-turn rows of
``system`` (optional), ``input``, ``chosen`` and ``rejected``.
"""

from typing import Any

from preferences.datasets.decisions import DecidedPair
from preferences.formats.base import Context, PairFormat
from preferences.formats.options import DECIDED, DROP_BOTH_BAD, DROP_TIES, assistant, messages_of


class AxolotlDpo(PairFormat):
    """``{"messages", "chosen", "rejected"}`` for ``type: chat_template.default``."""

    key = "axolotl-dpo"
    name = "Axolotl DPO"
    description = "JSONL for `rl: dpo` with `type: chat_template.default` and `split: train`."
    source = "Axolotl documentation, “RLHF (Beta)”, chat_template.default"
    kept = "prompt or conversation, both responses, who won"
    lost = "margin, models, votes, ties, both-bad, order shown"
    options = (DROP_TIES, DROP_BOTH_BAD, *DECIDED)

    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        return {
            "messages": messages_of(decided.pair),
            "chosen": assistant(decided.winner.text)[0],
            "rejected": assistant(decided.loser.text)[0],
        }


class AxolotlBradleyTerry(PairFormat):
    """``{"system", "input", "chosen", "rejected"}`` for ``type: bradley_terry.chat_template``: one turn only."""

    key = "axolotl-bt"
    name = "Axolotl Bradley–Terry (reward model)"
    description = (
        "JSONL for `reward_model: true` with `type: bradley_terry.chat_template`. It knows single turns only: pairs "
        "on longer conversations are left out and counted."
    )
    source = "Axolotl documentation, “Reward Modelling”"
    kept = "system message and prompt, both responses, who won"
    lost = "conversations of more than one turn, margin, models, votes, ties, both-bad, order shown"
    options = (DROP_TIES, DROP_BOTH_BAD, *DECIDED)

    def refusal(self, decided: DecidedPair) -> str | None:
        roles = [turn["role"] for turn in messages_of(decided.pair)]
        return None if roles in (["user"], ["system", "user"]) else "multi_turn"

    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        *system, asked = messages_of(decided.pair)
        return {
            "system": system[0]["content"] if system else "",
            "input": asked["content"],
            "chosen": decided.winner.text,
            "rejected": decided.loser.text,
        }
