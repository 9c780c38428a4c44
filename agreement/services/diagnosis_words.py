"""A cause of low agreement in words that a lead can follow: what it is, how one knows, what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from agreement.statistics.diagnosis.cause import Cause

#: Raters named in a sentence before the rest is counted.
NAMED = 6
#: A share of a rater's disagreements, or answers, that is worth a sentence; and how often others' own share a habit is.
TELLING, LEAST_HABIT = 0.25, 1.5


@dataclass(frozen=True)
class Names:
    """How codes are called, and what else is known: ``gold`` and ``repeats`` say (good, all) by rater code."""

    raters: Sequence[str]
    categories: Sequence[str]
    gold: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    repeats: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def rater(self, code: int) -> str:
        """The rater's alias."""
        return self.raters[code]

    def category(self, code: int) -> str:
        """The category in quotation marks."""
        return f"“{self.categories[code]}”"

    def listed(self, codes: Sequence[int]) -> str:
        """Aliases as a list in words."""
        told = [self.rater(code) for code in codes[:NAMED]]
        if len(codes) > NAMED:
            told.append(f"{len(codes) - NAMED} more")
        return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


@dataclass(frozen=True)
class Told:
    """A cause in words."""

    title: str
    evidence: list[str]
    action: str


def told(cause: Cause, names: Names) -> Told:
    """Return the cause in words."""
    return WORDS[cause.kind](cause, names)


def _from_to(cause: Cause) -> str:
    return f"alpha would go from {cause.before:.2f} to about {cause.after:.2f}"


def _raters(cause: Cause, names: Names) -> Told:
    known = cause.evidence
    several = len(cause.subjects) > 1
    evidence = [f"Two of the other raters typically reach {known['typical']:.2f} with each other."]
    about: list[str] = []
    for place, code in enumerate(cause.subjects):
        reached, alone, confused = (known[name][place] for name in ("pair_alpha", "alone", "confused"))
        who = names.rater(code)
        sentence = f"{who} reaches {reached:.2f} with one of them; without {who} alone alpha is {alone:.2f}."
        if confused is not None and confused[2] >= TELLING:
            true, said, share = confused
            about.append(names.category(true))
            sentence += (
                f" Most often, in {share:.0%} of their disagreements, {who} says {names.category(said)} where others"
                f" say {names.category(true)}."
            )
        habit, own, usual = known["habits"][place]
        if own >= LEAST_HABIT * usual and own >= TELLING:
            sentence += f" {who} says {names.category(habit)} {own:.0%} of the time, others {usual:.0%}."
        if code in names.gold:
            sentence += f" Gold: {_of(names.gold[code])} passed."
        if code in names.repeats:
            sentence += f" Repeats: {_of(names.repeats[code])} answered as before."
        evidence.append(sentence)
    on = f" on {', '.join(dict.fromkeys(about[:3]))}" if about else ""
    return Told(
        title=f"{names.listed(cause.subjects)} disagree{'' if several else 's'} with the rest",
        evidence=evidence,
        action=(
            f"Look at what {names.listed(cause.subjects)} judged, retrain {'them' if several else 'this rater'}{on} and"
            f" have their items judged again: {_from_to(cause)}."
        ),
    )


def _of(counted: tuple[int, int]) -> str:
    return f"{counted[0]} of {counted[1]}"


def _schools(cause: Cause, names: Names) -> Told:
    one, two = cause.subjects
    own = cause.evidence["within"]
    return Told(
        title="Two groups of raters see it differently",
        evidence=[
            (
                f"{names.listed(one)} reach {own[0]:.2f} among themselves, {names.listed(two)} {own[1]:.2f};"
                f" across the groups it is {cause.evidence['between']:.2f}."
            ),
            "The groups were found on one half of the items and held on the other.",
        ],
        action=(
            "Don't force a consensus: keep the distribution of answers and report the groups side by side; within a"
            f" group alpha is about {cause.after:.2f}. If one reading is meant, say which in the guideline."
        ),
    )


def _slice(cause: Cause, names: Names) -> Told:
    name, value, _ = cause.subjects
    known = cause.evidence
    return Told(
        title=f"Raters disagree on {name} = {value}",
        evidence=[
            f"Alpha is {known['within']:.2f} on these {known['n_items']} items and {known['rest']:.2f} on the rest."
        ],
        action=(
            f"Read the disputed items of {name} = {value}, write down how to judge them (or give them to raters who are"
            f" qualified for them) and judge them again: {_from_to(cause)}."
        ),
    )


def _categories(cause: Cause, names: Names) -> Told:
    one, two = (names.category(code) for code in cause.subjects)
    known = cause.evidence
    end = " They are one end of the scale." if known["scale_end"] else ""
    return Told(
        title=f"{one} and {two} are taken for each other",
        evidence=[
            (
                f"{known['share_of_disagreements']:.0%} of all disagreements are between these two,"
                f" {known['ratio']:.1f} times as many as the other categories let expect.{end}"
            )
        ],
        action=(
            f"Merge {one} and {two}: {_from_to(cause)}. Or write down, with examples, what tells them apart: where that"
            f" works as well as for the other categories, alpha would reach about {known['told_apart']:.2f}."
        ),
    )


def _prevalence(cause: Cause, names: Names) -> Told:
    known = cause.evidence
    most = names.category(cause.subjects[0])
    return Told(
        title=f"Nearly everything is {most}: alpha is low although raters mostly agree",
        evidence=[
            (
                f"{known['share']:.0%} of the judgments are {most}; two raters say the same"
                f" {known['percent_agreement']:.0%} of the time and Gwet's AC1 is {known['ac1']:.2f}, but alpha is"
                f" {cause.before:.2f}."
            ),
            "Agreement by chance is high then, and few items show whether raters can tell the rare categories.",
        ],
        action=(
            "Don't blame the raters. Report AC1 beside alpha, and measure on a sample in which the rare categories are"
            f" as frequent as {most}: the same raters would reach an alpha of about {cause.after:.2f} there."
        ),
    )


def _differences(cause: Cause, names: Names) -> Told:
    own, between = cause.evidence["self"], cause.evidence["between"]
    return Told(
        title="Raters are sure, and differ from each other",
        evidence=[
            (
                f"On {own['n_items']} repeats raters agree with themselves by {own['value']:.2f}, with each other by"
                f" {between:.2f}: they don't waver, they differ, and in no two groups."
            )
        ],
        action=(
            "Keep the distribution of answers instead of a majority, and say so in the data card. If one reading is"
            f" meant, define it: at most, alpha would rise to about {cause.after:.2f}, what raters reach with"
            " themselves."
        ),
    )


def _noise(cause: Cause, names: Names) -> Told:
    known = cause.evidence
    evidence = ["No rater, category or slice stands out."]
    if abs(known["left"] - known["alpha"]) > 1e-9:
        evidence = [f"Without what was found above alpha is {known['left']:.2f}; what remains has no structure."]
    own, tired = known["self"], known.get("fatigue")
    if own["value"] is not None:
        evidence.append(f"On {own['n_items']} repeats raters agree with themselves by only {own['value']:.2f}.")
    rest = ""
    if tired and tired["low"] is not None and tired["low"] > 0:
        evidence.append(f"Disagreement rises by {tired['value']:.2f} (in units of chance) per hour since a break.")
        rest = " and suggest breaks earlier"
    wanted = cause.subjects[0]
    return Told(
        title="Raters err at random",
        evidence=evidence,
        action=(
            f"Collect {wanted} labels per item and use their consensus: its reliability would go from"
            f" {cause.before:.2f} (with {known['labels_now']:.1f}) to about {cause.after:.2f}. More labels don't change"
            f" alpha: for that, make the task clearer or easier{rest}."
        ),
    )


def _overlap(cause: Cause, names: Names) -> Told:
    known = cause.evidence
    evidence = [f"{known['overlapping']} items were judged by two or more raters."]
    if known["known"]:
        evidence.append(f"Alpha is known to ± {cause.before:.2f} only.")
    effect = f": alpha would be known to about ± {cause.after:.2f}" if known["known"] else ""
    return Told(
        title="Too few overlapping items to know",
        evidence=evidence,
        action=f"Have {known['needed']} items judged by two or more raters{effect}. Until then, conclude nothing.",
    )


WORDS: dict[str, Callable[[Cause, Names], Told]] = {
    "raters": _raters,
    "schools": _schools,
    "slice": _slice,
    "categories": _categories,
    "prevalence": _prevalence,
    "differences": _differences,
    "noise": _noise,
    "overlap": _overlap,
}

STATES = {
    "fine": "Nothing wrong found: agreement is high enough to work with; no rater, category or slice pulls it down.",
    "fine_but": "Agreement is high enough to work with; what is listed here still pulls it down.",
    "perhaps": "Agreement may be too low: the interval reaches above {target:.2f}. Nothing particular pulls it down.",
    "perhaps_why": "Agreement may be too low: the interval reaches above {target:.2f}. This pulls it down most.",
    "low": "Agreement is too low: all of its interval lies below {target:.2f}. This pulls it down most.",
    "low_unknown": "Agreement is too low: all of its interval lies below {target:.2f}; no cause could be found.",
    "unknown": "Too little is known to say: {reason}.",
    "imprecise": "Agreement isn't known well enough to say whether it is low.",
}


def headline(state: str, causes: Sequence[Cause], *, target: float, reason: str | None) -> str:
    """Return the answer to "is agreement low at all" in one sentence."""
    key = state
    if state == "unknown":
        return STATES[key].format(reason=reason)
    if causes and causes[0].kind == "overlap":
        key = "imprecise"
    elif state == "fine" and causes:
        key = "fine_but"
    elif state == "perhaps" and causes:
        key = "perhaps_why"
    elif state == "low" and not causes:
        key = "low_unknown"
    return STATES[key].format(target=target)
