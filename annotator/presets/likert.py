"""Likert: how good is each response, on several scales."""

from annotator.presets.drafts import Preset, QuestionDraft, rationale

GUIDELINE = """\
# How good is each response?

You see a prompt and one or more responses. Rate **each response by itself** on the scales below. Don't rank them
against each other: two good responses may both get a 5.

## The scales

**Helpfulness**: how much does it help the person who asked?

| 1 | 2 | 3 | 4 | 5 |
|---|---|---|---|---|
| no help | a little, most is missing | the main need, with gaps | well, small gaps | fully |

**Correctness**: is what it says true, and does what it does work?

| 1 | 2 | 3 | 4 | 5 |
|---|---|---|---|---|
| wrong at the core | several errors | one error that matters | only trifles | nothing wrong found |

**Clarity**: can it be understood at first reading?

| 1 | 2 | 3 | 4 | 5 |
|---|---|---|---|---|
| unreadable | hard work | needs rereading | clear | could not be clearer |

## Keep the scales apart

- A clear, friendly answer that is wrong gets a high clarity **and** a low correctness.
- A correct answer to a question that nobody asked is correct **and** unhelpful.
- Length is no merit of its own: padding lowers clarity, a missing part lowers helpfulness.

## Use the whole scale

3 means *middling*, not *I don't know*. If you can't judge, skip and say why. When you hesitate between two numbers,
take the lower one.
"""


def _scale(key: str, title: str, help_text: str, lowest: str, highest: str) -> QuestionDraft:
    return QuestionDraft(
        key=key,
        kind="likert",
        title=title,
        help_text=help_text,
        per_response=True,
        scale_min=1,
        scale_max=5,
        scale_labels={"1": lowest, "3": "Middling", "5": highest},
    )


LIKERT = Preset(
    key="likert",
    name="Likert scales",
    description="Each response rated 1 to 5 on helpfulness, correctness and clarity.",
    questions=(
        _scale("helpfulness", "Helpfulness", "How much does it help the person who asked?", "No help", "Helps fully"),
        _scale("correctness", "Correctness", "Is it true, and does it work?", "Wrong at the core", "Nothing wrong"),
        _scale("clarity", "Clarity", "Can it be understood at first reading?", "Unreadable", "Perfectly clear"),
        rationale("What pulled a rating down, or up."),
    ),
    guideline=GUIDELINE,
    defaults={"overlap": 3, "gold_rate": 0.05, "gold_pass_threshold": 0.5, "batch_min": 2, "batch_max": 8},
)
