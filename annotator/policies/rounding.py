"""How exactly a rater is told how much is left.

Work makes the number smaller and a hidden check doesn't. Told exactly, task by task, it would give every check away;
told in steps, it gives away one task of work at each step.
"""

_STEPS = (1, 2, 5)


def at_most(n: int) -> int:
    """Return ``n`` rounded up to 0, 5, 10, 20, 50, 100, 200, 500 and so on. Raises ``ValueError`` below 0.

    >>> [at_most(n) for n in (0, 1, 7, 11, 21, 300)]
    [0, 5, 10, 20, 50, 500]
    """
    if n < 0:
        raise ValueError(f"nothing can be left {n} times")
    if n == 0:
        return 0
    power = 1
    while True:
        for step in _STEPS:
            if step * power >= 5 and n <= step * power:
                return step * power
        power *= 10
