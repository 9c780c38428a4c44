"""Options that several formats share, and the arithmetic behind them."""

import math
from collections.abc import Mapping
from functools import lru_cache

from scipy.special import betainc

from preferences.datasets.decisions import DecidedPair
from preferences.datasets.pairs import JudgedPair, Outcome
from preferences.formats.base import Option

AGGREGATE = Option(
    "aggregate",
    "choice",
    "One row per",
    "Majority: one row per pair, decided by most votes. Votes: one row per vote, so that doubt stays in the data.",
    "majority",
    (("majority", "pair, by majority"), ("votes", "vote")),
)
MIN_AGREEMENT = Option(
    "min_agreement",
    "number",
    "Least agreement",
    "Leave out pairs of which a smaller share of the votes agrees with the majority. 0 keeps all.",
    0.0,
)
MARGIN = Option(
    "margin",
    "choice",
    "Margin column",
    "How clear the preference is, for a reward loss with margin. Votes: share for chosen minus share for rejected, "
    "0 to 1. Strength: mean strength towards chosen, in the question's levels. Log odds: natural log odds of chosen, "
    "from the votes with half a vote added to each side and ties counted half to each.",
    "none",
    (
        ("none", "no column"),
        ("votes", "from votes"),
        ("strength", "from stated strength"),
        ("log_odds", "log odds of the votes"),
    ),
)
DUPLICATES = Option(
    "duplicates",
    "choice",
    "Duplicate rows",
    "Two rows are duplicates when prompt, chosen and rejected are the same texts. The first is kept.",
    "keep",
    (("keep", "keep"), ("drop", "keep the first only")),
)
VALIDATION = Option(
    "validation", "number", "Validation share", "Share of the prompts that go to the validation file.", 0.0
)
TEST = Option("test", "number", "Test share", "Share of the prompts that go to the test file.", 0.0)
RATER_NAMES = Option(
    "rater_names",
    "choice",
    "Raters appear as",
    "A pseudonym is the same in every export of this project and tells nothing outside it.",
    "pseudonym",
    (("pseudonym", "pseudonym"), ("alias", "alias, as leads see it")),
)
TABLE = Option(
    "container",
    "choice",
    "File type",
    "JSON lines, comma-separated values with a header, or Parquet.",
    "jsonl",
    (("jsonl", "JSONL"), ("csv", "CSV"), ("parquet", "Parquet")),
)
LINES_OR_PARQUET = Option(
    "container",
    "choice",
    "File type",
    "JSON lines or Parquet; the trainer's loader reads both.",
    "jsonl",
    (("jsonl", "JSONL"), ("parquet", "Parquet")),
)
SPLITS = (VALIDATION, TEST)
DECIDED = (AGGREGATE, MIN_AGREEMENT, DUPLICATES, *SPLITS)


def ties_option(*choices: tuple[str, str]) -> Option:
    """What happens to ties; the first choice is the default. Both-bad is never a tie and has its own option."""
    return Option("ties", "choice", "Ties", "What happens to pairs that end in a tie.", choices[0][0], choices)


def both_bad_option(*choices: tuple[str, str]) -> Option:
    """What happens to pairs of which neither response was acceptable; the first choice is the default."""
    return Option(
        "both_bad", "choice", "Both bad", "What happens where neither response was acceptable.", choices[0][0], choices
    )


DROP = ("drop", "leave out")
KEEP = ("keep", "keep")
DROP_TIES = ties_option(DROP)
DROP_BOTH_BAD = both_bad_option(DROP)


def margin_of(decided: DecidedPair) -> float:
    """Votes for chosen minus votes for rejected, as a share of all votes on the pair: above 0 to 1 for a majority."""
    lost: Outcome = "b" if decided.outcome == "a" else "a"
    total = sum(decided.counts.values())
    return (decided.counts[decided.outcome] - decided.counts[lost]) / total


def log_odds_of(decided: DecidedPair) -> float:
    """Natural log odds of the chosen response: ties count half to each side, and half a vote is added to each."""
    lost: Outcome = "b" if decided.outcome == "a" else "a"
    half = decided.counts["tie"] / 2 + 0.5
    return math.log((decided.counts[decided.outcome] + half) / (decided.counts[lost] + half))


def margin_column(decided: DecidedPair, options: Mapping[str, object]) -> dict[str, float | None]:
    """``{"margin": …}`` by the option's policy, or nothing; None only where a strength is missing."""
    policy = options.get("margin", "none")
    if policy == "votes":
        return {"margin": margin_of(decided)}
    if policy == "log_odds":
        return {"margin": log_odds_of(decided)}
    return {"margin": decided.strength} if policy == "strength" else {}


def soft_label(counts: Mapping[Outcome, int]) -> float | None:
    """Votes for a plus half the ties, over all votes but both-bad; None when all votes are both-bad."""
    judged = counts["a"] + counts["b"] + counts["tie"]
    return (counts["a"] + counts["tie"] / 2) / judged if judged else None


def posterior_a(counts: Mapping[Outcome, int]) -> float | None:
    """Probability that more than half of such raters prefer a, given the votes; None when all votes are both-bad.

    Binomial votes under Jeffreys' prior Beta(1/2, 1/2), ties counted half to each side: the upper tail of the Beta
    posterior at one half (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4 and 2.8).
    """
    if not counts["a"] + counts["b"] + counts["tie"]:
        return None
    return _upper_tail(2 * counts["a"] + counts["tie"], 2 * counts["b"] + counts["tie"])


@lru_cache(maxsize=10_000)
def _upper_tail(halves_a: int, halves_b: int) -> float:
    # The tail above one half of Beta(x, y) is the tail below one half of Beta(y, x).
    return float(betainc((halves_b + 1) / 2, (halves_a + 1) / 2, 0.5))


def weight_of(counts: Mapping[Outcome, int], policy: str) -> float | None:
    """How much a pair should count: 1, the share of the leading side, or how sure the votes are which side leads."""
    if policy == "equal":
        return 1.0
    if policy == "certainty":
        posterior = posterior_a(counts)
        return None if posterior is None else abs(2 * posterior - 1)
    return max(counts.values()) / sum(counts.values())


WEIGHT = Option(
    "weight",
    "choice",
    "Weight",
    "Agreement: the share of the leading outcome. Certainty: how sure the votes make it which side leads, 0 to 1. "
    "Equal: 1.",
    "agreement",
    (("agreement", "agreement"), ("certainty", "certainty"), ("equal", "equal")),
)


def messages_of(pair: JudgedPair) -> list[dict[str, str]]:
    """What was asked, as messages: the conversation, or the prompt as the user's only turn."""
    if pair.messages:
        return [{"role": message["role"], "content": message["content"]} for message in pair.messages]
    return [{"role": "user", "content": pair.prompt}]


def assistant(text: str) -> list[dict[str, str]]:
    """A response as the assistant's turn."""
    return [{"role": "assistant", "content": text}]
