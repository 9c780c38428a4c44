"""When an item has votes enough, and what they come to: naive Bayes over voters whose accuracy gold has measured.

Each voter is right with the posterior mean of their accuracy after the checks seen, errs evenly over the other answers
otherwise, and errs independently of the other voters; every answer is as likely as any other beforehand. This is Dawid
and Skene's one-coin model with the accuracies from gold instead of from the votes (A. P. Dawid and A. M. Skene,
"Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm", Applied Statistics 28, 1979, 20-28).
"""

import math
from collections.abc import Iterable

N_ANSWERS = 4
"""First, second, tie, both bad."""

PRIOR_PASSED, PRIOR_MISSED = 8.0, 2.0
"""What is believed of a rater before the first check: as after ten checks of which eight were passed."""

HIGHEST_ACCURACY = 0.99


def accuracy(*, passed: int, checked: int) -> float:
    """Return a rater's accuracy: the mean of the posterior Beta(8 + passed, 2 + missed)."""
    return (PRIOR_PASSED + passed) / (PRIOR_PASSED + PRIOR_MISSED + checked)


def posterior(answers: Iterable[tuple[str, float]], *, n_categories: int = N_ANSWERS) -> dict[str, float]:
    """Return the probability of each answer that was given, from pairs of an answer and its voter's accuracy.

    Answers that nobody gave share the rest. Who is worse than chance is taken to be at chance. Empty without answers.
    """
    votes = [(answer, min(max(share, 1 / n_categories), HIGHEST_ACCURACY)) for answer, share in answers]
    if not votes:
        return {}
    against = sum(math.log((1 - share) / (n_categories - 1)) for _, share in votes)
    evidence = dict.fromkeys((answer for answer, _ in votes), against)
    for answer, share in votes:
        evidence[answer] += math.log(share) - math.log((1 - share) / (n_categories - 1))
    top = max(evidence.values())
    weights = {answer: math.exp(value - top) for answer, value in evidence.items()}
    total = math.fsum(weights.values()) + (n_categories - len(weights)) * math.exp(against - top)
    return {answer: weight / total for answer, weight in weights.items()}


def wants_another(*, certain: float, confidence: float, answered: int, most: int) -> bool:
    """Whether an item that all who were asked have answered should be judged once more."""
    return certain < confidence and answered < most
