"""What an alpha means, in words: Krippendorff's customary bounds, read with the interval in view."""

from agreement.statistics.estimate import Estimate
from annotator.said import either, say
from annotator.said import word as word_of

RELIABLE, TENTATIVE = 0.8, 0.667
CUSTOM = say("by Krippendorff's customary bounds of .667 and .800")
WORDS = {
    "reliable": say("Reliable enough to build on"),
    "tentative": say("Good enough for tentative conclusions only"),
    "unreliable": say("Too low to build on"),
}


def band(alpha: float) -> str:
    """Return ``reliable`` from .800, ``tentative`` from .667, else ``unreliable`` (Krippendorff 2004, p. 241)."""
    if alpha >= RELIABLE:
        return "reliable"
    return "tentative" if alpha >= TENTATIVE else "unreliable"


def read_alpha(alpha: Estimate) -> dict[str, object]:
    """Return ``{word, certain, sentence}``: the value's word, certain when the whole interval reads the same.

    The bounds are a custom, not a law: they say nothing about a use that bears more, or less, error.
    """
    reason = word_of(alpha.reason or "")
    if alpha.value is None:
        return {
            "word": "unknown",
            "certain": False,
            "sentence": say("Not known yet: {reason}.", reason=reason),
        }
    word = band(alpha.value)
    opening = say("{read}, {custom}", read=WORDS[word], custom=CUSTOM)
    if alpha.low is None or alpha.high is None:
        return {
            "word": word,
            "certain": False,
            "sentence": say(
                "{opening}; how sure that is can't be said: {reason}.",
                opening=opening,
                reason=reason,
            ),
        }
    span = say(
        "the {level:.0%} interval runs from {low:.3f} to {high:.3f}", level=alpha.level, low=alpha.low, high=alpha.high
    )
    lowest, highest = band(alpha.low), band(alpha.high)
    if lowest == highest:
        return {
            "word": word,
            "certain": True,
            "sentence": say("{opening}; {span}, all of it on this side.", opening=opening, span=span),
        }
    others = either([word_of(other) for other in sorted({lowest, highest} - {word})])
    sentence = say(
        "{opening}; but {span}, so it may as well be {others}: more items judged twice would tell.",
        opening=opening,
        span=span,
        others=others,
    )
    return {"word": word, "certain": False, "sentence": sentence}
