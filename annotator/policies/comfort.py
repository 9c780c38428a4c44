"""What a person may set for themselves: theme, letters, density, and the keys of the workbench."""

import re
from collections.abc import Mapping
from typing import Any

THEMES = ("light", "dark", "auto")
TEXT_SIZES = ("small", "medium", "large", "huge")
DENSITIES = ("compact", "normal", "roomy")
MAX_ACTIONS = 100
MAX_KEYS = 4
DEFAULTS: Mapping[str, Any] = {"theme": None, "text_size": None, "density": "normal", "keys": {}}
"""What holds until somebody chooses. ``None``: what this browser has kept, else the usual."""

_ACTION = re.compile(r"[a-z]+(-[a-z]+)*(:[A-Za-z0-9]+)?")
# A physical key with what is held beside it, in one order, so that a combination has one name.
_COMBINATION = re.compile(r"(Ctrl\+)?(Alt\+)?(Shift\+)?[A-Z][A-Za-z0-9]{0,30}")


def key_map_problem(keys: Any) -> str | None:
    """Return what is wrong with a key map (action to its key combinations; none: switched off), or ``None``."""
    if not isinstance(keys, dict):
        return "Expected an object that gives each action a list of keys."
    if len(keys) > MAX_ACTIONS:
        return f"At most {MAX_ACTIONS} actions can have keys of their own."
    owners: dict[str, str] = {}
    for action, combinations in keys.items():
        problem = _entry_problem(action, combinations)
        if problem is not None:
            return problem
        for combination in combinations:
            if owners.setdefault(combination, action) != action:
                return f"{combination} is given to both {owners[combination]} and {action}."
    return None


def _entry_problem(action: str, combinations: Any) -> str | None:
    if len(action) > 60 or not _ACTION.fullmatch(action):
        return f"{action[:60]!r} is no name of an action."
    if not isinstance(combinations, list) or len(combinations) > MAX_KEYS:
        return f"{action} takes a list of at most {MAX_KEYS} keys."
    for combination in combinations:
        if not isinstance(combination, str) or not _COMBINATION.fullmatch(combination):
            return f"{action}: {str(combination)[:60]!r} is no key. Keys are named like KeyK or Ctrl+Shift+Enter."
    return None
