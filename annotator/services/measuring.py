"""Measures a response once, at import: length and how much Markdown it carries."""

import re
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADER = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_LIST_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S", re.MULTILINE)
_BOLD = re.compile(r"\*\*(?=\S)[^*\n]+?(?<=\S)\*\*|__(?=\S)[^_\n]+?(?<=\S)__")
# Chinese, Japanese and Korean are written without spaces: each ideograph or kana counts as a word. Hangul has spaces.
_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+(?:['’.\-][^\W{_CJK}]+)*")


@dataclass(frozen=True, slots=True)
class Features:
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
    prose, blocks = _without_code(text) if "```" in text or "~~~" in text else (text, 0)
    return Features(
        chars=len(text),
        words=len(_WORD.findall(text)),
        headers=sum(1 for _ in _HEADER.finditer(prose)) if "#" in prose else 0,
        lists=sum(1 for _ in _LIST_ITEM.finditer(prose)),
        bolds=sum(1 for _ in _BOLD.finditer(prose)) if "**" in prose or "__" in prose else 0,
        code_blocks=blocks,
    )


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
