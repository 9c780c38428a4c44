"""What exported votes say of those who gave them, in sums: length and side bias, and every rater's part."""

import math
from dataclasses import dataclass, field
from typing import Any

from agreement.statistics.estimate import Estimate, proportion, wilson_interval
from preferences.datasets.decisions import Counts, others_say
from preferences.datasets.pairs import JudgedPair

LEVEL = 0.95


@dataclass(slots=True)
class ClusteredShare:
    """A share of hits whose trials go together by item, from sums alone, so that no trial is kept.

    The interval is that of ``agreement.statistics.estimate.clustered_proportion``: Wilson's at the effective number of
    trials, where the cluster-robust variance needs only the sums of h, k, h², h·k and k² over items with h hits in k
    trials.
    """

    items: int = 0
    hits: int = 0
    trials: int = 0
    hh: int = 0
    hk: int = 0
    kk: int = 0

    def add(self, hits: int, trials: int) -> None:
        """Count one item; without trials it says nothing."""
        if trials:
            self.items += 1
            self.hits += hits
            self.trials += trials
            self.hh += hits * hits
            self.hk += hits * trials
            self.kk += trials * trials

    def estimate(self, what: str) -> Estimate:
        """The share with its interval, or why there is none."""
        n, groups = self.trials, self.items
        if groups in (0, n):
            return proportion(self.hits, n, what=what, n_items=groups, level=LEVEL)
        method = f"{what}, Wilson score interval at the effective number of judgments clustered by item"
        share = self.hits / n
        if groups == 1 or self.hits in (0, n):
            effective, se = float(groups), 0.0
        else:
            residuals = self.hh - 2 * share * self.hk + share * share * self.kk
            variance = max(residuals / n**2 * groups / (groups - 1), share * (1 - share) / n)
            effective, se = share * (1 - share) / variance, math.sqrt(variance)
        low, high = wilson_interval(share * effective, effective, LEVEL)
        return Estimate(share, min(low, share), max(high, share), groups, n, method, se=se, level=LEVEL)


@dataclass(slots=True)
class RaterSums:
    """One rater's part: votes, how many agree with the majority of the others', and time where it was measured."""

    alias: str = ""
    kind: str = "human"
    votes: int = 0
    compared: int = 0
    agreed: int = 0
    timed: int = 0
    active_ms: int = 0


@dataclass(slots=True)
class Evidence:
    """The sums over all votes seen so far."""

    longer: ClusteredShare = field(default_factory=ClusteredShare)
    first: ClusteredShare = field(default_factory=ClusteredShare)
    raters: dict[int, RaterSums] = field(default_factory=dict)

    def add_pair(self, pair: JudgedPair, counted: Counts) -> None:
        """Count all votes of a pair, which are ``counted`` by outcome."""
        a, b, _, _ = counted
        if pair.a.chars != pair.b.chars:
            self.longer.add(a if pair.a.chars > pair.b.chars else b, a + b)
        known = firsts = 0
        for vote in pair.votes:
            outcome, active_ms = vote.outcome, vote.active_ms
            if vote.first and outcome in ("a", "b"):
                known += 1
                firsts += outcome == vote.first
            sums = self.raters.get(vote.rater_id)
            if sums is None:
                sums = self.raters[vote.rater_id] = RaterSums(vote.rater_alias, vote.rater_kind)
            sums.votes += 1
            if active_ms is not None:
                sums.timed += 1
                sums.active_ms += active_ms
            others = others_say(counted, outcome)
            if others:
                sums.compared += 1
                sums.agreed += outcome == others
        self.first.add(firsts, known)

    def add_votes(self, rater_id: int, alias: str, kind: str, *, votes: int, timed: int, active_ms: int) -> RaterSums:
        """Count ``votes`` of a rater, ``timed`` of which took ``active_ms`` together; return the rater's sums."""
        sums = self.raters.get(rater_id)
        if sums is None:
            sums = self.raters[rater_id] = RaterSums(alias, kind)
        sums.votes += votes
        sums.timed += timed
        sums.active_ms += active_ms
        return sums

    def bias(self) -> dict[str, Any]:
        """The two shares as JSON."""
        return {
            "longer_wins": self.longer.estimate("longer response wins").as_dict(),
            "first_wins": self.first.estimate("response shown first wins").as_dict(),
        }

    def rater_rows(self, name_of: Any) -> list[dict[str, Any]]:
        """Every rater's row, named by ``name_of(rater id, alias)``, in the order of names."""
        rows = [
            {
                "rater": name_of(rater_id, sums.alias),
                "kind": sums.kind,
                "votes": sums.votes,
                "agrees_with_others": proportion(sums.agreed, sums.compared, what="agrees with the others").as_dict(),
                "mean_active_s": round(sums.active_ms / sums.timed / 1000, 3) if sums.timed else None,
            }
            for rater_id, sums in self.raters.items()
        ]
        return sorted(rows, key=lambda row: str(row["rater"]))
