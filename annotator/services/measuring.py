"""Measures a response once, at import: length and how much Markdown it carries."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# They begin with the line end before the line: a search for one character skips through a text several times faster
# than "^", which is tried at each.
_HEADER = re.compile(r"\n[ ]{0,3}#{1,6}[ \t]+\S")
_LIST_ITEM = re.compile(r"\n[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_BOLD = re.compile(r"\*\*(?=\S)[^*\n]+?(?<=\S)\*\*|__(?=\S)[^_\n]+?(?<=\S)__")
# Chinese, Japanese and Korean are written without spaces: each ideograph or kana counts as a word. Hangul has spaces.
_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+(?:['’.\-][^\W{_CJK}]+)*")


class Features(NamedTuple):
    """Counts in one text. ``chars`` are Unicode code points, ``lists`` are list items."""

    chars: int
    words: int
    headers: int
    lists: int
    bolds: int
    code_blocks: int


def measure(text: str) -> Features:
    """Return the features of ``text``; what stands in fenced code blocks counts as words but not as Markdown.

    >>> measure("# Hi\\n- **bold** item")
    Features(chars=20, words=3, headers=1, lists=1, bolds=1, code_blocks=0)
    """
    return _features(text, len(_WORD.findall(text)), marks=_ANY_MARK)


def measure_all(texts: Sequence[str]) -> list[Features]:
    """Return the features of each of ``texts``, several times faster than one by one.

    >>> measure_all(["one", "don't, 日本"])
    [Features(chars=3, words=1, headers=0, lists=0, bolds=0, code_blocks=0), \
Features(chars=9, words=3, headers=0, lists=0, bolds=0, code_blocks=0)]
    """
    found: list[Features] = []
    start = size = 0
    for end, text in enumerate(texts, 1):
        size += len(text)
        if size >= _AT_ONCE or end == len(texts):
            part = texts[start:end]
            found += map(_features, part, *_words_and_marks(part))
            start, size = end, 0
    return found


def _features(text: str, words: int, marks: int) -> Features:
    """``marks`` says which characters that make Markdown are in the text at all: no search for what can't be there."""
    prose, blocks = _without_code(text) if marks & _FENCES and ("```" in text or "~~~" in text) else (text, 0)
    lines = "\n" + prose
    headers = len(_HEADER.findall(lines)) if marks & _HASHES else 0
    bolds = len(_BOLD.findall(prose)) if marks & _STARS and ("**" in prose or "__" in prose) else 0
    return Features(len(text), words, headers, len(_LIST_ITEM.findall(lines)), bolds, blocks)


def _words_and_marks(texts: Sequence[str]) -> tuple[list[int], list[int]]:
    """What ``_WORD`` finds in each text, and the marks of Markdown in it: one pass over arrays of characters.

    Words are the runs of letters and digits, less the places where one mark joins two runs, and every ideograph.
    """
    # A line end on either side belongs to no word and joins nothing.
    codes = np.frombuffer(("\n" + "\n".join(texts) + "\n").encode("utf-32-le"), dtype=np.uint32)
    kinds = _kinds().take(codes)
    run = (kinds & _RUN) > 0
    words = np.flatnonzero((run[1:-1] & ~run[:-2]) | ((kinds[1:-1] & _ALONE) > 0))
    joins = np.flatnonzero(((kinds[1:-1] & _JOINS) > 0) & run[:-2] & run[2:])
    ends = np.cumsum(np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts)))
    until = np.searchsorted(words, ends) - np.searchsorted(joins, ends)
    marks = np.bitwise_or.reduceat(kinds[1:], np.concatenate(([0], ends[:-1])))
    return np.diff(until, prepend=0).tolist(), marks.tolist()


_RUN, _ALONE, _JOINS, _HASHES, _STARS, _FENCES = 1, 2, 4, 8, 16, 32
_ANY_MARK = _HASHES | _STARS | _FENCES
#: Characters that are looked at in one array.
_AT_ONCE = 300_000


@cache
def _kinds() -> NDArray[np.uint8]:
    """For each code point, bits: part of a run, a word alone, a mark that joins, and marks of Markdown."""
    kinds = np.zeros(0x110000, dtype=np.uint8)
    everything = "".join(map(chr, range(0x110000)))
    # The same expressions as in _WORD, asked of every character there is.
    for expression, kind in ((rf"[^\W{_CJK}]", _RUN), (rf"[{_CJK}]", _ALONE), (r"['’.\-]", _JOINS)):
        kinds[[found.start() for found in re.finditer(expression, everything)]] |= kind
    for marks, kind in (("#", _HASHES), ("*_", _STARS), ("`~", _FENCES)):
        kinds[[ord(mark) for mark in marks]] |= kind
    return kinds


def _without_code(text: str) -> tuple[str, int]:
    """Return ``text`` without its fenced code blocks, and how many there were; one pass, whatever the text."""
    prose: list[str] = []
    fence, blocks = "", 0
    for line in text.split("\n"):
        found = _FENCE.match(line)
        marks = found.group(1) if found else ""
        if fence:
            # As in CommonMark: closed by the same mark, at least as long, with nothing behind it.
            if marks.startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif marks:
            fence, blocks = marks, blocks + 1
        else:
            prose.append(line)
    return "\n".join(prose), blocks
