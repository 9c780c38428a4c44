"""The life of a case: one table of the changes that are possible."""

# From each state: the states that may follow. Undoing a decision takes the case back into the reviewer's hands.
TRANSITIONS: dict[str, frozenset[str]] = {
    "open": frozenset({"claimed"}),
    "claimed": frozenset({"open", "decided", "sent_back", "dismissed"}),
    "decided": frozenset({"claimed", "decided"}),
    "sent_back": frozenset({"claimed"}),
    "dismissed": frozenset({"claimed"}),
}

UNSETTLED = ("open", "claimed")
SETTLED = ("decided", "sent_back", "dismissed")


def may_become(state: str, new_state: str) -> bool:
    """Whether a case in ``state`` may change to ``new_state``. Raises ``KeyError`` for an unknown ``state``."""
    return new_state in TRANSITIONS[state]
