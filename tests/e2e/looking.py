"""How a screen is looked at: light, dark, on a phone and from right to left, by axe and against a reviewed picture."""

import io
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from axe_playwright_python.base import AXE_SCRIPT
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import ConsoleMessage, Page

BASELINES = Path(__file__).parent / "baselines"
#: Not below test-results, which the browser plugin empties.
FAILED = Path(tempfile.gettempdir()) / "touchstone-looks"
#: Baselines are this much smaller than the screen: what moved or vanished is seen, a letter's edge is not.
REDUCED = 5
#: A patch of so many of their pixels a side has changed when its mean grey has, by more than so much of 255.
PATCH, GREY = 6, 24
#: Dates, times and what is drawn by chance differ from day to day; a screen that came apart differs more.
CHANGED = 0.03


@dataclass(frozen=True, slots=True)
class Way:
    """One way to look at a screen."""

    scheme: Literal["light", "dark"] = "light"
    phone: bool = False
    right_to_left: bool = False


WAYS = {
    "light": Way(),
    "dark": Way(scheme="dark"),
    "phone": Way(phone=True),
    "rtl": Way(right_to_left=True),
}
#: What axe looks for: everything once, and in the dark what the colours change.
AXE: dict[str, list[str] | None] = {"light": None, "dark": ["color-contrast", "link-in-text-block"]}
#: For a page's further states: what a phone and the direction change was seen on the page itself.
SCHEMES = ("light", "dark")
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 420, "height": 860}

TURN = """(direction) => {
    document.documentElement.dir = direction;
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
STILL = """() => Promise.allSettled(
    document.getAnimations()
        .filter((animation) => animation.effect.getComputedTiming().endTime < Infinity)
        .map((animation) => animation.finished)
)"""
VIOLATIONS = """async (rules) => {
    const only = rules ? { runOnly: rules } : {};
    const { violations } = await axe.run(document, { resultTypes: ["violations"], ...only });
    return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
        .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html.slice(0, 160)}`);
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"


class Looker:
    """Looks at pages; keeps large pictures in ``folder``, and makes the baselines anew where ``update`` says so."""

    def __init__(self, folder: str | None, *, update: bool) -> None:
        self.folder = Path(folder) if folder else None
        self.update = update

    def __call__(self, page: Page, name: str, ways: Iterable[str] = WAYS, *, by_chance: bool = False) -> None:
        """Assert that a page that is reached by now is well made, in all ways or those that are named.

        What is shown ``by_chance``, such as the task that was drawn, has no reviewed picture.
        """
        page.wait_for_load_state("networkidle")
        before = page.viewport_size
        problems = [problem for way in ways for problem in self._problems(page, name, way, by_chance)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before or DESK)  # type: ignore[arg-type]
        page.evaluate(TURN, "ltr")
        assert not problems, "\n".join(problems)

    def _problems(self, page: Page, name: str, key: str, by_chance: bool) -> list[str]:
        way = WAYS[key]
        page.emulate_media(color_scheme=way.scheme)
        page.set_viewport_size(PHONE if way.phone else DESK)  # type: ignore[arg-type]
        page.evaluate(TURN, "rtl" if way.right_to_left else "ltr")
        page.wait_for_timeout(250)  # charts are drawn anew
        page.evaluate(STILL)
        found = [f"{key}: {one}" for one in serious_violations(page, AXE[key])] if key in AXE else []
        if (over := page.evaluate(SIDEWAYS)) > 0:
            found.append(f"{key}: the page scrolls sideways by {over} px")
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.folder / f"{name}-{key}.png", full_page=not name.startswith("workbench"))
        return found if by_chance else found + self._compared(page, f"{name}-{key}.webp")

    def _compared(self, page: Page, file: str) -> list[str]:
        picture = reduced(page.screenshot(animations="disabled", caret="hide"))
        if self.update:
            BASELINES.mkdir(exist_ok=True)
            picture.save(BASELINES / file, quality=55, method=6)
            return []
        if not (BASELINES / file).exists():
            return [f"{file}: has no reviewed picture; make one with --update-looks"]
        share = changed(Image.open(BASELINES / file), picture)
        if share <= CHANGED:
            return []
        FAILED.mkdir(parents=True, exist_ok=True)
        picture.save(FAILED / file, quality=90)
        return [f"{file}: {share:.1%} looks different; compare {FAILED / file} with {BASELINES / file}"]


def reduced(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB").reduce(REDUCED)


def changed(before: Image.Image, after: Image.Image) -> float:
    """The share of patches whose mean grey differs, 1 where the sizes do."""
    if before.size != after.size:
        return 1.0
    return float((np.abs(patches(before) - patches(after)) > GREY).mean())


def patches(image: Image.Image) -> NDArray[np.float64]:
    grey = np.asarray(image.convert("L"), dtype=float)
    rows, columns = (size - size % PATCH for size in grey.shape)
    return grey[:rows, :columns].reshape(rows // PATCH, PATCH, columns // PATCH, PATCH).mean(axis=(1, 3))


def serious_violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return what axe finds, by some of its rules or all, once nothing moves any more.

    Half faded in, any colour has too little contrast.
    """
    page.wait_for_timeout(50)  # a transition that has just been asked for begins with the next frame
    page.evaluate(STILL)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(VIOLATIONS, rules)
    return found


def quiet(page: Page) -> list[str]:
    """Collect what the console complains about, apart from answers that the page expects (no report yet)."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints
