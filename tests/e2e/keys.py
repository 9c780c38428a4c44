"""Using a page as somebody does who has no mouse: Tab until what is wanted has the focus, then a key."""

import re

from playwright.sync_api import Page

#: Farther away than this a thing can't be said to be within reach of the keyboard.
MOST_TABS = 120

NAME = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return "";
    const words = (nodes) => [...nodes].map((node) => node.textContent.trim()).join(" ");
    const by = one.getAttribute("aria-labelledby");
    return (
        one.getAttribute("aria-label") ||
        (by ? words(by.split(" ").map((id) => document.getElementById(id)).filter(Boolean)) : "") ||
        (one.labels?.length ? words(one.labels) : "") ||
        one.textContent.trim() ||
        one.getAttribute("title") ||
        ""
    ).replaceAll(/\\s+/g, " ");
}"""
SEEN = """() => {
    const box = document.activeElement.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


class Keys:
    """A person at the keyboard of ``page``."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, name: str) -> None:
        """Press Tab until what is called ``name`` (an expression over the whole name) has the focus, in sight."""
        met: list[str] = []
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            found = self.page.evaluate(NAME)
            if re.fullmatch(name, found):
                assert self.page.evaluate(SEEN), f"“{found}” has the focus and can't be seen"
                return
            met.append(found)
        raise AssertionError(f"No Tab leads to “{name}” at {self.page.url}; it led to {met}")

    def press(self, name: str, key: str = "Enter") -> None:
        self.go_to(name)
        self.page.keyboard.press(key)

    def fill(self, name: str, text: str) -> None:
        """Write into a field, in place of what is there."""
        self.go_to(name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
