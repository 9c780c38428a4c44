"""The registry of computations: what a report of each kind computes. Rooms above register theirs as their app loads.

Registered by dotted path and imported when first asked for: only a process that computes pays for the mathematics.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.module_loading import import_string

from annotator.errors import InvalidInput
from annotator.models import Project
from annotator.said import say

MIN_REPLICATES, DEFAULT_REPLICATES, MAX_REPLICATES = 100, 1000, 10_000


class UnknownComputation(InvalidInput):
    code = "unknown_kind"


class Progress(Protocol):
    """How a computation says where it is; raises when the report was cancelled or taken over, which must pass."""

    def __call__(self, done: int, total: int | None = None, *, stage: str | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a computation may depend on.

    ``plan`` is what ``Computation.freeze`` returned. ``until`` is the newest judgment to look at (0: there is none):
    rows with a larger id came after the computation began and belong to the next report.
    """

    project: Project
    plan: Mapping[str, Any]
    seed: int
    until: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number of a result as a line of CSV: what it is, of whom or what, and the Estimate as a dict.

    ``estimate`` has the keys of ``Estimate.as_dict()``; ``group`` and ``subject`` narrow it down (``slice``,
    ``language=de``); ``part`` is the part of the report in which it is shown, so that one part can be downloaded.
    """

    question: str
    statistic: str
    group: str
    subject: str
    estimate: Mapping[str, Any]
    part: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a result that is stored and sent by itself: a page needn't carry the whole. ``question`` is a key."""

    question: str
    name: str
    content: Any


@dataclass(frozen=True, slots=True)
class Computation:
    """One kind of report.

    - ``freeze(project, wanted)`` checks the plan that somebody wants (``{}`` for the defaults) and returns the full
      JSON-safe plan that is stored; raises ``InvalidInput`` with ``fields``. Equal plans mean equal reports.
    - ``run(inputs)`` returns the JSON-safe result. A project without judgments gives a result of Estimates without
      value and with a reason, not an error.
    - ``rows(result)`` yields every number of the result for the CSV download.
    - ``refreshed``: computed again by itself when new judgments have come, and nightly.
    - ``parts(result)`` cuts the result into pieces that are served apart; none unless given.
    """

    freeze: Callable[[Project, Mapping[str, Any]], dict[str, Any]]
    run: Callable[[Inputs], dict[str, Any]]
    rows: Callable[[Mapping[str, Any]], Iterable[NumberRow]]
    refreshed: bool = False
    parts: Callable[[Mapping[str, Any]], Iterable[Part]] | None = None


_registry: dict[str, str] = {}


def register(kind: str, path: str) -> None:
    """Make ``kind`` known as the ``Computation`` at the dotted ``path``; called from ``AppConfig.ready``.

    Raises ``ValueError`` when another one has that name.
    """
    if _registry.get(kind, path) != path:
        raise ValueError(f"Another computation is registered as {kind!r}.")
    _registry[kind] = path


def computation(kind: str) -> Computation:
    """Return the computation of that kind. Raises ``UnknownComputation``."""
    if kind not in _registry:
        known = ", ".join(kinds())
        raise UnknownComputation(
            say("There is no report of kind {kind!r}.", kind=kind),
            fields={"kind": [say("Must be one of: {known}.", known=known)]},
        )
    found: Computation = import_string(_registry[kind])
    return found


def kinds() -> list[str]:
    """The names of all registered computations, sorted."""
    return sorted(_registry)


def refreshed_kinds() -> list[str]:
    """The names of the computations that are repeated by themselves, sorted."""
    return [kind for kind in kinds() if computation(kind).refreshed]


def check_keys(wanted: Mapping[str, Any], *known: str) -> None:
    """Raise ``InvalidInput`` when the plan names something that this kind of report doesn't know."""
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        message = say("This kind of report doesn't know it; it knows {listed}.", listed=", ".join(known))
        raise InvalidInput("The plan can't be followed.", fields={f"plan.{name}": [message] for name in unknown})


def check_replicates(wanted: Mapping[str, Any]) -> int:
    """Return how often to resample: the plan's ``replicates``, or the default. Raises ``InvalidInput``."""
    replicates = wanted.get("replicates", DEFAULT_REPLICATES)
    if isinstance(replicates, bool) or not isinstance(replicates, int):
        raise InvalidInput("The plan can't be followed.", fields={"plan.replicates": ["Must be a whole number."]})
    if not MIN_REPLICATES <= replicates <= MAX_REPLICATES:
        message = say(
            "Must lie between {min_replicates} and {max_replicates}.",
            min_replicates=MIN_REPLICATES,
            max_replicates=MAX_REPLICATES,
        )
        raise InvalidInput("The plan can't be followed.", fields={"plan.replicates": [message]})
    return replicates


def check_flag(wanted: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """Return a yes/no of the plan, or its default. Raises ``InvalidInput``."""
    value = wanted.get(name, default)
    if not isinstance(value, bool):
        raise InvalidInput("The plan can't be followed.", fields={f"plan.{name}": ["Must be true or false."]})
    return value
