"""Pairwise: which of two responses is better."""

from annotator.presets.drafts import Preset, QuestionDraft, rationale

GUIDELINE = """\
# Which response is better?

You see a prompt and two responses. Decide which one **serves the person who wrote the prompt better**.

## How to decide

Ask these questions in this order, and stop at the first that settles it:

1. **Does it do what was asked?** A response that misses an instruction (language, length, format, number of items)
   loses to one that follows it.
2. **Is it right?** Wrong facts, wrong arithmetic and code that doesn't run weigh more than any weakness of style. Look
   up what you can look up in a minute.
3. **Is it safe and honest?** Inventing sources, or helping to hurt somebody, is worse than a polite refusal.
4. **Is it complete without padding?** Judge what is said, not how much. A longer response is not a better one.
5. **Is it clear?** Order, wording and formatting decide only when all else is equal.

## The four answers

| Answer | Choose it when |
|---|---|
| **A is better** / **B is better** | you would rather receive that one, even if the difference is small |
| **Tie** | both help about equally and you would toss a coin |
| **Both bad** | neither is acceptable: each is wrong, harmful or useless; the person would have to ask again |

*Both bad* is not a kind of tie: two acceptable responses of equal quality are a tie.

## Fairness

- Which response stands left or right is random. Read both to the end before you decide.
- Don't guess which system wrote which response.
- When you don't understand the prompt, or lack the knowledge to judge it, **skip** and give the reason. A skip costs
  you nothing; a guess costs the study.
- Take breaks. Tired judgments are less careful, and we would rather have fewer good ones.
"""

PAIRWISE = Preset(
    key="pairwise",
    name="Pairwise comparison",
    description=(
        "Two responses to one prompt: which is better, by how much, and why. Feeds leaderboards and preference pairs."
    ),
    questions=(
        QuestionDraft(
            key="preference",
            kind="preference",
            title="Which response is better?",
            help_text="Choose the one that serves the person who asked.",
            strength_levels=3,
        ),
        rationale("A sentence on what decided it."),
    ),
    guideline=GUIDELINE,
    defaults={"overlap": 3, "gold_rate": 0.05, "gold_pass_threshold": 0.5, "batch_min": 3, "batch_max": 10},
)
