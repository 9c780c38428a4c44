"""A share of successes with its uncertainty."""

import math
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share of ``n`` trials with its interval; or no value and the reason why."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: str
    reason: str | None = None


def wilson(successes: int, n: int, *, level: float = 0.95) -> Proportion:
    """Return the share ``successes / n`` with Wilson's score interval at ``level``.

    Unlike the textbook interval ``p ± z·sqrt(p(1-p)/n)`` it stays inside 0 to 1 and doesn't collapse to a point when
    all or none succeeded. Without trials there is no value. Raises ``ValueError`` unless 0 ≤ successes ≤ n and 0 <
    level < 1.

    Source: Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209–212.

    >>> share = wilson(8, 10)
    >>> round(share.low, 4), round(share.high, 4)
    (0.4902, 0.9433)
    """
    if not 0 <= successes <= n:
        raise ValueError(f"successes must be between 0 and n, not {successes} of {n}")
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, not {level}")
    if n == 0:
        return Proportion(None, None, None, 0, "wilson", "nothing was counted yet")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = successes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At the ends the exact bound is 0 or 1; rounding must not push it past the value itself.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == n else min(1.0, middle + half)
    return Proportion(share, low, high, n, "wilson")
