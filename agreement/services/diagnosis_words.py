"""A cause of low agreement in words that a lead can follow: what it is, how one knows, what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from agreement.statistics.diagnosis.cause import Cause
from annotator.said import joined, say, word

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
            told.append(say("{n} more", n=len(codes) - NAMED))
        return told[0] if len(told) == 1 else say("{some} and {last}", some=", ".join(told[:-1]), last=told[-1])


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
    return say("alpha would go from {before:.2f} to about {after:.2f}", before=cause.before, after=cause.after)


def _raters(cause: Cause, names: Names) -> Told:
    known = cause.evidence
    several = len(cause.subjects) > 1
    evidence: list[str] = [
        say("Two of the other raters typically reach {typical:.2f} with each other.", typical=known["typical"])
    ]
    about: list[str] = []
    listed = names.listed(cause.subjects)
    for place, code in enumerate(cause.subjects):
        reached, alone, confused = (known[name][place] for name in ("pair_alpha", "alone", "confused"))
        who = names.rater(code)
        sentences: list[str] = [
            say(
                "{who} reaches {reached:.2f} with one of them; without {who} alone alpha is {alone:.2f}.",
                who=who,
                reached=reached,
                alone=alone,
            )
        ]
        if confused is not None and confused[2] >= TELLING:
            true, said, share = confused
            about.append(names.category(true))
            sentences.append(
                say(
                    "Most often, in {share:.0%} of their disagreements, {who} says {said} where others say {true}.",
                    share=share,
                    who=who,
                    said=names.category(said),
                    true=names.category(true),
                )
            )
        habit, own, usual = known["habits"][place]
        if own >= LEAST_HABIT * usual and own >= TELLING:
            sentences.append(
                say(
                    "{who} says {habit} {own:.0%} of the time, others {usual:.0%}.",
                    who=who,
                    habit=names.category(habit),
                    own=own,
                    usual=usual,
                )
            )
        if code in names.gold:
            sentences.append(say("Gold: {gold} passed.", gold=_of(names.gold[code])))
        if code in names.repeats:
            sentences.append(say("Repeats: {repeats} answered as before.", repeats=_of(names.repeats[code])))
        evidence.append(joined(" ", sentences))
    on = say(" on {listed}", listed=", ".join(dict.fromkeys(about[:3]))) if about else ""
    return Told(
        title=say("{raters} disagree with the rest", raters=listed)
        if several
        else say("{rater} disagrees with the rest", rater=listed),
        evidence=evidence,
        action=(
            say(
                "Look at what {raters} judged, retrain {whom}{on} and have their items judged again: {effect}.",
                raters=listed,
                whom=say("them") if several else say("this rater"),
                on=on,
                effect=_from_to(cause),
            )
        ),
    )


def _of(counted: tuple[int, int]) -> str:
    return say("{good} of {all}", good=counted[0], all=counted[1])


def _schools(cause: Cause, names: Names) -> Told:
    one, two = cause.subjects
    own = cause.evidence["within"]
    return Told(
        title=say("Two groups of raters see it differently"),
        evidence=[
            (
                say(
                    "{one} reach {own:.2f} among themselves, {two} {other:.2f}; across the groups it is {between:.2f}.",
                    one=names.listed(one),
                    own=own[0],
                    two=names.listed(two),
                    other=own[1],
                    between=cause.evidence["between"],
                )
            ),
            say("The groups were found on one half of the items and held on the other."),
        ],
        action=(
            say(
                "Don't force a consensus: keep the distribution of answers and report the groups side "
                "by side; within a group alpha is about {after:.2f}. If one reading is meant, say "
                "which in the guideline.",
                after=cause.after,
            )
        ),
    )


def _slice(cause: Cause, names: Names) -> Told:
    name, value, _ = cause.subjects
    known = cause.evidence
    return Told(
        title=say("Raters disagree on {name} = {value}", name=name, value=value),
        evidence=[
            say(
                "Alpha is {within:.2f} on these {n_items} items and {rest:.2f} on the rest.",
                within=known["within"],
                n_items=known["n_items"],
                rest=known["rest"],
            )
        ],
        action=(
            say(
                "Read the disputed items of {name} = {value}, write down how to judge them (or give "
                "them to raters who are qualified for them) and judge them again: {effect}.",
                name=name,
                value=value,
                effect=_from_to(cause),
            )
        ),
    )


def _categories(cause: Cause, names: Names) -> Told:
    one, two = (names.category(code) for code in cause.subjects)
    known = cause.evidence
    end = say(" They are one end of the scale.") if known["scale_end"] else ""
    return Told(
        title=say("{one} and {two} are taken for each other", one=one, two=two),
        evidence=[
            (
                say(
                    "{share:.0%} of all disagreements are between these two, {ratio:.1f} times as many "
                    "as the other categories let expect.{end}",
                    share=known["share_of_disagreements"],
                    ratio=known["ratio"],
                    end=end,
                )
            )
        ],
        action=(
            say(
                "Merge {one} and {two}: {effect}. Or write down, with examples, what tells them apart: "
                "where that works as well as for the other categories, alpha would reach about "
                "{told_apart:.2f}.",
                one=one,
                two=two,
                effect=_from_to(cause),
                told_apart=known["told_apart"],
            )
        ),
    )


def _prevalence(cause: Cause, names: Names) -> Told:
    known = cause.evidence
    most = names.category(cause.subjects[0])
    return Told(
        title=say("Nearly everything is {most}: alpha is low although raters mostly agree", most=most),
        evidence=[
            (
                say(
                    "{share:.0%} of the judgments are {most}; two raters say the same {same:.0%} of the "
                    "time and Gwet's AC1 is {ac1:.2f}, but alpha is {before:.2f}.",
                    share=known["share"],
                    most=most,
                    same=known["percent_agreement"],
                    ac1=known["ac1"],
                    before=cause.before,
                )
            ),
            say("Agreement by chance is high then, and few items show whether raters can tell the rare categories."),
        ],
        action=(
            say(
                "Don't blame the raters. Report AC1 beside alpha, and measure on a sample in which "
                "the rare categories are as frequent as {most}: the same raters would reach an alpha "
                "of about {after:.2f} there.",
                most=most,
                after=cause.after,
            )
        ),
    )


def _differences(cause: Cause, names: Names) -> Told:
    own, between = cause.evidence["self"], cause.evidence["between"]
    return Told(
        title=say("Raters are sure, and differ from each other"),
        evidence=[
            (
                say(
                    "On {n} repeats raters agree with themselves by {own:.2f}, with each other by "
                    "{between:.2f}: they don't waver, they differ, and in no two groups.",
                    n=own["n_items"],
                    own=own["value"],
                    between=between,
                )
            )
        ],
        action=(
            say(
                "Keep the distribution of answers instead of a majority, and say so in the data card. "
                "If one reading is meant, define it: at most, alpha would rise to about {after:.2f}, "
                "what raters reach with themselves.",
                after=cause.after,
            )
        ),
    )


def _noise(cause: Cause, names: Names) -> Told:
    known = cause.evidence
    evidence: list[str] = [say("No rater, category or slice stands out.")]
    if abs(known["left"] - known["alpha"]) > 1e-9:
        evidence = [
            say("Without what was found above alpha is {left:.2f}; what remains has no structure.", left=known["left"])
        ]
    own, tired = known["self"], known.get("fatigue")
    if own["value"] is not None:
        evidence.append(
            say(
                "On {n} repeats raters agree with themselves by only {own:.2f}.",
                n=own["n_items"],
                own=own["value"],
            )
        )
    rest = ""
    if tired and tired["low"] is not None and tired["low"] > 0:
        evidence.append(
            say("Disagreement rises by {rise:.2f} (in units of chance) per hour since a break.", rise=tired["value"])
        )
        rest = say(" and suggest breaks earlier")
    wanted = cause.subjects[0]
    return Told(
        title=say("Raters err at random"),
        evidence=evidence,
        action=(
            say(
                "Collect {wanted} labels per item and use their consensus: its reliability would go "
                "from {before:.2f} (with {now:.1f}) to about {after:.2f}. More labels don't change "
                "alpha: for that, make the task clearer or easier{rest}.",
                wanted=wanted,
                before=cause.before,
                now=known["labels_now"],
                after=cause.after,
                rest=rest,
            )
        ),
    )


def _overlap(cause: Cause, names: Names) -> Told:
    known = cause.evidence
    evidence: list[str] = [say("{n} items were judged by two or more raters.", n=known["overlapping"])]
    if known["known"]:
        evidence.append(say("Alpha is known to ± {before:.2f} only.", before=cause.before))
    effect = say(": alpha would be known to about ± {after:.2f}", after=cause.after) if known["known"] else ""
    return Told(
        title=say("Too few overlapping items to know"),
        evidence=evidence,
        action=say(
            "Have {needed} items judged by two or more raters{effect}. Until then, conclude nothing.",
            needed=known["needed"],
            effect=effect,
        ),
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

STATE_TEMPLATES = {
    "fine": ("Nothing wrong found: agreement is high enough to work with; no rater, category or slice pulls it down."),
    "fine_but": "Agreement is high enough to work with; what is listed here still pulls it down.",
    "perhaps": ("Agreement may be too low: the interval reaches above {target:.2f}. Nothing particular pulls it down."),
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
        return say(STATE_TEMPLATES[key], reason=word(reason or ""))
    if causes and causes[0].kind == "overlap":
        key = "imprecise"
    elif state == "fine" and causes:
        key = "fine_but"
    elif state == "perhaps" and causes:
        key = "perhaps_why"
    elif state == "low" and not causes:
        key = "low_unknown"
    return say(STATE_TEMPLATES[key], target=target)
