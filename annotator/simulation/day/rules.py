"""The two ways to run a day: Touchstone's adaptive policies, and the fixed rules that other tools give."""

from dataclasses import dataclass, replace

USUAL_CHECKS, USUAL_PASSES = 10, 8
"""The usual bar: out with fewer than 8 of the first 10 checks passed. What was done before stays."""


@dataclass(frozen=True)
class Rules:
    """How a project is set up, and what its raters do with it.

    Every item gets ``first_votes``. With a ``confidence`` it gets another one as long as its leading answer is less
    probable than that, up to ``most_votes`` (``annotator.policies.overlap``). ``weighted``: the item's answer is
    the most probable one, given how each voter did on gold; else the majority's. ``usual_bar``: raters are stopped by
    ``USUAL_CHECKS``, and the product's own verdict is switched off by a ``gold_pass_threshold`` of 0. Raters rest for
    ``rest_minutes`` when that is suggested; 0: never.
    """

    name: str
    first_votes: int
    most_votes: int
    confidence: float | None
    weighted: bool
    usual_bar: bool
    gold_rate: float
    gold_pass_threshold: float
    batch_min: int
    batch_max: int
    break_after_minutes: int
    rest_minutes: float
    gold_min_checks: int = 10


ADAPTIVE = Rules(
    name="adaptive",
    first_votes=2,
    most_votes=4,
    confidence=0.95,
    weighted=True,
    usual_bar=False,
    gold_rate=0.05,
    gold_pass_threshold=0.5,
    batch_min=3,
    batch_max=10,
    break_after_minutes=50,
    rest_minutes=5,
)
FIXED = Rules(
    name="fixed",
    first_votes=3,
    most_votes=3,
    confidence=None,
    weighted=False,
    usual_bar=True,
    gold_rate=0.1,
    gold_pass_threshold=0.0,
    batch_min=10,
    batch_max=10,
    break_after_minutes=480,
    rest_minutes=0,
)
RULES = {rules.name: rules for rules in (ADAPTIVE, FIXED)}


def with_overlap(rules: Rules, overlap: int) -> Rules:
    """Return the rules for that overlap: so many votes an item or, where votes follow doubt, up to one more."""
    if rules.confidence is None:
        return replace(rules, first_votes=overlap, most_votes=overlap)
    return replace(rules, first_votes=min(rules.first_votes, overlap), most_votes=overlap + 1)
