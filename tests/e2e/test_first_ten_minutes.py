"""The README's first ten minutes, step by step as they stand there, by both roles and without a mouse."""

import json
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.keys import Keys
from tests.e2e.looking import serious_violations
from tests.machine import BASE_DIR

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

Keep = Callable[[Page, str], None]
README = (BASE_DIR / "README.md").read_text(encoding="utf-8")
SECTION = README.split("## The first ten minutes of an eval lead")[1].split("\n## ")[0]


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Keep:
    """Keep a step's picture, small enough for a page of documentation, where ``--screenshots`` asks for it."""
    folder = request.config.getoption("--screenshots")

    def one(page: Page, name: str) -> None:
        if not folder:
            return
        page.wait_for_load_state("networkidle")
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB").resize((1152, 720), Image.Resampling.LANCZOS)
        Path(folder).mkdir(parents=True, exist_ok=True)
        picture.save(Path(folder) / f"step-{name}.webp", quality=80, method=6)

    return one


def test_the_first_ten_minutes_go_as_the_readme_says(demo: Demo, browser: Browser, tmp_path: Path, keep: Keep) -> None:
    assert re.findall(r"^\d\.", SECTION, re.MULTILINE) == [f"{n}." for n in range(1, 8)], "the steps below are seven"
    with demo.context(browser, None) as context, context.new_page() as page:
        keys = Keys(page)
        sign_in(demo, keys, keep)
        project = make_project(keys, keep)
        import_items(keys, keep, tmp_path)
        link = invite_and_activate(keys, keep)
        with demo.context(browser, None) as other, other.new_page() as theirs:
            label(Keys(theirs), link, project, keep)
        look_at_reports(keys, project, keep)
        take_pairs(keys, project, keep)


def sign_in(demo: Demo, keys: Keys, keep: Keep) -> None:
    page = keys.page
    page.goto("/")
    keys.fill("Email", demo.sign_ins["lead"]["email"])
    keys.fill("Password", demo.sign_ins["lead"]["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hello, Lena Lead")).to_be_visible()
    keep(page, "1-home")
    keys.press("Demo: four models, three languages.*")
    expect(page.get_by_role("heading", level=1, name="Demo: four models")).to_be_visible()
    # By a few letters of its name, as by the link.
    page.keyboard.press("Control+k")
    expect(page.get_by_role("textbox", name="Go to a page or project")).to_be_focused()
    page.keyboard.type("agre")
    keep(page, "1-palette")
    assert serious_violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Agreement")).to_be_visible()
    expect(page.get_by_text("Krippendorff").first).to_be_visible(timeout=60_000)  # asked for as the demo started
    keep(page, "1-agreement")


def make_project(keys: Keys, keep: Keep) -> int:
    page = keys.page
    page.goto("/")
    keys.press("New project")
    expect(page.get_by_role("radio", name=re.compile("Pairwise"))).to_be_checked()
    keys.fill("Name.*", "My first project")
    keys.fill("Overlap.*", "1")
    keep(page, "2-new-project")
    keys.press("Make the project")
    expect(page.get_by_role("heading", level=1, name="My first project")).to_be_visible()
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def import_items(keys: Keys, keep: Keep, folder: Path) -> None:
    """The README's own line, and more of its kind."""
    page = keys.page
    (line,) = re.findall(r"```json\n\s*(\{.*\})\n", SECTION)
    rows = [{**json.loads(line), "id": f"q{number}"} for number in range(1, 9)]
    file = folder / "items.jsonl"
    file.write_text("\n".join([line, *map(json.dumps, rows[1:])]), encoding="utf-8")
    keys.press("Imports")
    # What follows a press on the file field is the system's own dialog.
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text(re.compile("All 8 rows are good"))).to_be_visible()
    keep(page, "3-import")
    keys.press("Import items.jsonl")
    expect(page.get_by_text(re.compile("8 items new")).first).to_be_visible(timeout=30_000)


def invite_and_activate(keys: Keys, keep: Keep) -> str:
    page = keys.page
    keys.press("Raters")
    keys.press("Invite.*")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    keys.press("Make the link")
    field = dialog.get_by_role("textbox", name="Invitation link")
    expect(field).to_be_visible()
    link = field.input_value()
    keep(page, "4-invite")
    keys.press("Done")
    expect(dialog).to_be_hidden()
    keys.press("Settings")
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()
    keys.press("Activate")
    expect(page.get_by_text("active", exact=True).first).to_be_visible()
    return link


def label(keys: Keys, link: str, project: int, keep: Keep) -> None:
    page = keys.page
    page.goto(link)
    keys.fill("Your name.*", "Rosa")
    keys.fill("Email.*", "rosa@example.org")
    keys.fill("Password.*", "a stone that gold is rubbed on")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hello, Rosa")).to_be_visible(timeout=15_000)
    keys.press("(Start|Go on).*")
    expect(page.get_by_role("button", name="I have read it")).to_be_visible()
    assert page.url.endswith(f"/work/{project}")
    keys.press("I have read it")
    expect(page.get_by_role("button", name="Start shift")).to_be_visible()
    keys.press("Start shift")
    for number, key in enumerate(("1", "2", "1", "0", "1", "4", "2", "1"), start=1):
        expect(page.get_by_role("main", name=f"Task {number}", exact=True)).to_be_visible()
        if number == 1:
            page.keyboard.press("Shift+Slash")
            expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_be_hidden()
            keep(page, "5-workbench")
        page.keyboard.press(key)
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing is left for you")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("status").filter(has_text="All saved").first).to_be_visible(timeout=20_000)
    page.keyboard.press("Shift+KeyE")
    keys.press("End the shift")
    expect(page.get_by_role("heading", name="That was your shift")).to_be_visible()


def look_at_reports(keys: Keys, project: int, keep: Keep) -> None:
    page = keys.page
    page.goto(f"/projects/{project}")
    for name in ("Review", "Gold", "Rhythm"):
        keys.press(name)
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    for name in ("Agreement", "Leaderboard", "Bias"):
        keys.press(name)
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        keys.press("Run the report")
        expect(page.get_by_text(re.compile("Computed (now|.* ago)"))).to_be_visible(timeout=60_000)
    keep(page, "6-bias")
    keys.press("A/B test")
    expect(page.get_by_role("heading", level=1, name="A/B test")).to_be_visible()


def take_pairs(keys: Keys, project: int, keep: Keep) -> None:
    page = keys.page
    keys.press("Exports")
    expect(page.get_by_role("radio", name=re.compile("^TRL preference"))).to_be_checked()
    keys.press("Run the export")
    expect(page.get_by_role("link", name=re.compile("Download all")).first).to_be_visible(timeout=60_000)
    keep(page, "7-exports")
    with page.expect_download() as download:
        keys.press("Download all.*")
    with zipfile.ZipFile(download.value.path()) as files:
        manifest = json.loads(files.read("manifest.json"))
        assert all(len(entry["sha256"]) == 64 for entry in manifest["files"])
        (data,) = [name for name in files.namelist() if name.endswith(".jsonl")]
        pairs = [json.loads(one) for one in files.read(data).splitlines()]
    assert len(pairs) == 6  # eight items, less the tie and the one where both are bad
    assert all(pair["chosen"] != pair["rejected"] for pair in pairs)
