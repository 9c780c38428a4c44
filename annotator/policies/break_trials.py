"""Which break policy a shift gets when a project compares two: at random, and balanced within each rater."""

from typing import Literal

from annotator.policies.sides import generator

Arm = Literal["a", "b"]


def arm_of(*, seed: int, rater: str, turn: int) -> Arm:
    """Return the arm of a rater's ``turn``-th shift in the trial (0-based): drawn in blocks of two.

    Of two consecutive shifts one is ``a`` and one is ``b``, in an order that a coin decides, so that people are their
    own controls and a rater's good weeks don't fall into one arm. The same arguments give the same arm.
    """
    block, place = divmod(turn, 2)
    first = generator("break-arm", seed, rater, block).randrange(2)
    return "a" if (first + place) % 2 == 0 else "b"
