"""The life of a project: one table of the changes that are possible, and the verb for each."""

# From each state: the states that may follow. Closed is not the end: a lead who closed too early may go on.
TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"active"}),
    "active": frozenset({"paused", "closed"}),
    "paused": frozenset({"active", "closed"}),
    "closed": frozenset({"active"}),
}

VERBS: dict[str, str] = {"activate": "active", "pause": "paused", "close": "closed"}


def may_become(state: str, new_state: str) -> bool:
    """Whether a project in ``state`` may change to ``new_state``. Raises ``KeyError`` for an unknown ``state``."""
    return new_state in TRANSITIONS[state]


def diagram() -> str:
    """Return the table as a Mermaid state diagram."""
    verb_of = {state: verb for verb, state in VERBS.items()}
    lines = [
        f"    {state} --> {following}: {verb_of[following]}"
        for state, followers in TRANSITIONS.items()
        for following in sorted(followers)
    ]
    return "\n".join(["stateDiagram-v2", "    [*] --> draft", *lines])
