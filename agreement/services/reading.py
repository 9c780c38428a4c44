"""What an alpha means, in words: Krippendorff's customary bounds, read with the interval in view."""

from agreement.statistics.estimate import Estimate

RELIABLE, TENTATIVE = 0.8, 0.667
CUSTOM = "by Krippendorff's customary bounds of .667 and .800"
WORDS = {
    "reliable": "Reliable enough to build on",
    "tentative": "Good enough for tentative conclusions only",
    "unreliable": "Too low to build on",
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
    if alpha.value is None:
        return {"word": "unknown", "certain": False, "sentence": f"Not known yet: {alpha.reason}."}
    word = band(alpha.value)
    opening = f"{WORDS[word]}, {CUSTOM}"
    if alpha.low is None or alpha.high is None:
        return {
            "word": word,
            "certain": False,
            "sentence": f"{opening}; how sure that is can't be said: {alpha.reason}.",
        }
    span = f"the {alpha.level:.0%} interval runs from {alpha.low:.3f} to {alpha.high:.3f}"
    lowest, highest = band(alpha.low), band(alpha.high)
    if lowest == highest:
        return {"word": word, "certain": True, "sentence": f"{opening}; {span}, all of it on this side."}
    others = " or ".join(sorted({lowest, highest} - {word}))
    sentence = f"{opening}; but {span}, so it may as well be {others}: more items judged twice would tell."
    return {"word": word, "certain": False, "sentence": sentence}
