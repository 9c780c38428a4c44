"""Can somebody tell one kind of task from another by what is served of it? A test with a known rate of false alarms.

Whether a task is a check is drawn by coin, each alike, so that among the tasks of one rater every order of the kinds is
equally likely if nothing tells. The score of a classifier that never saw this rater then has a known distribution: that
of the Wilcoxon statistic within each rater (P. van Elteren, "On the combination of independent two sample tests of
Wilcoxon", Bulletin of the International Statistical Institute 37, 1960, 351-361), ties included. What differs between
raters or days can't look like a leak, because only tasks of the same rater are compared.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, rankdata
from sklearn.ensemble import HistGradientBoostingClassifier

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """How well a score tells: ``auc`` among tasks of the same rater, the interval that it has by chance, and p."""

    auc: float
    low: float
    high: float
    p: float
    n: int

    @property
    def by_chance(self) -> bool:
        return self.low <= self.auc <= self.high


@dataclass(frozen=True)
class Table:
    """Served tasks: ``x`` of shape (N, F), ``hidden`` of shape (N,) is 1 for a check, ``rater`` of shape (N,)."""

    names: tuple[str, ...]
    x: Array
    hidden: npt.NDArray[np.int64]
    rater: npt.NDArray[np.int64]

    def of(self, raters: npt.NDArray[np.int64]) -> "Table":
        chosen = np.isin(self.rater, raters)
        return Table(self.names, self.x[chosen], self.hidden[chosen], self.rater[chosen])


def told_by(score: Array, hidden: npt.NDArray[np.int64], rater: npt.NDArray[np.int64], *, false_alarms: float) -> Told:
    """Return how well ``score`` tells the hidden tasks of each rater from that rater's others.

    With n1 hidden ones of N, the statistic U has the mean n1·n0/2 and the variance
    n1·n0/12 · (N + 1 - Σ(t³ - t)/(N(N - 1))), t the sizes of ties. Raises ``ValueError`` where there is nothing to
    compare.
    """
    won = pairs = variance = 0.0
    for name in np.unique(rater):
        own, kinds = score[rater == name], hidden[rater == name]
        n, n1 = len(own), int(kinds.sum())
        n0 = n - n1
        if not (n1 and n0):
            continue
        ranks = rankdata(own)
        ties = np.unique(own, return_counts=True)[1].astype(float)
        won += float(ranks[kinds == 1].sum()) - n1 * (n1 + 1) / 2
        pairs += n1 * n0
        variance += n1 * n0 / 12 * (n + 1 - float((ties**3 - ties).sum()) / (n * (n - 1)))
    if not pairs:
        raise ValueError("no rater has tasks of both kinds")
    auc, spread = won / pairs, math.sqrt(variance) / pairs
    reach = float(norm.isf(false_alarms / 2)) * spread
    p = float(2 * norm.sf(abs(auc - 0.5) / spread)) if spread else 1.0
    return Told(auc, 0.5 - reach, 0.5 + reach, p, len(score))


def told_by_classifier(table: Table, *, seed: int, false_alarms: float) -> Told:
    """Return how well boosted trees tell, trained on one half of the raters and asked about the other."""
    raters = np.random.default_rng(seed).permutation(np.unique(table.rater))
    known, asked = table.of(raters[::2]), table.of(raters[1::2])
    trees = HistGradientBoostingClassifier(max_iter=80, learning_rate=0.1, min_samples_leaf=20, random_state=seed)
    trees.fit(known.x, known.hidden)
    return told_by(trees.predict_proba(asked.x)[:, 1], asked.hidden, asked.rater, false_alarms=false_alarms)


def told_by_each(table: Table, *, false_alarms: float) -> dict[str, Told]:
    """Return how well each feature tells by itself; ``false_alarms`` is shared out between them (Bonferroni)."""
    share = false_alarms / len(table.names)
    return {
        name: told_by(table.x[:, column], table.hidden, table.rater, false_alarms=share)
        for column, name in enumerate(table.names)
    }
