"""Ranking: order several responses from best to worst."""

from annotator.presets.drafts import Preset, QuestionDraft, rationale

GUIDELINE = """\
# Put the responses in order

You see a prompt and several responses. Give each a rank: **1 is the best**. Equal ranks are allowed where you would
toss a coin.

## A way of working that holds up

1. Read the prompt and say to yourself what a good answer must contain.
2. Read **all** responses once before ranking any.
3. Find the best and the worst first; then place the others between them.
4. Check neighbours: would you really rather receive rank 2 than rank 3? If not, give them the same rank.

## What counts

In this order: it does what was asked; it is right; it is safe and honest; it is complete without padding; it is clear.
A longer response is not a better one. The order in which the responses are shown is random.

If you lack the knowledge to compare them, skip and say so.
"""

RANKING = Preset(
    key="ranking",
    name="Ranking",
    description="Three or more responses to one prompt, put in order; equal ranks are allowed.",
    questions=(
        QuestionDraft(
            key="ranking",
            kind="ranking",
            title="Order the responses, 1 is the best",
            help_text="Equal ranks are ties.",
        ),
        rationale("What put the first in front."),
    ),
    guideline=GUIDELINE,
    defaults={"overlap": 3, "gold_rate": 0.05, "gold_pass_threshold": 0.5, "batch_min": 2, "batch_max": 6},
)
