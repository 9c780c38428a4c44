"""A rater works a shift by keyboard alone, losing the network in between; a lead runs agreement and takes the pairs."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Demo, running_demo
from tests.e2e.looking import serious_violations
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of our own: where others have worked nothing may be left for its rater."""
    with running_demo(tmp_path_factory.mktemp("story")) as running:
        yield running


@pytest.fixture(scope="module")
def projects(demo: Demo) -> dict[str, int]:
    with ApiClient(demo.address).sign_in(**demo.sign_ins["lead"]) as lead:
        return {
            project["preset"]: project["id"]
            for project in lead.get("projects/")["results"]
            if "Demo" in project["name"]
        }


def test_a_rater_works_a_shift_and_a_lead_takes_the_pairs(
    demo: Demo, browser: Browser, projects: dict[str, int], tmp_path: Path
):
    with ApiClient(demo.address).sign_in(**demo.sign_ins["lead"]) as lead:
        before = judged(lead, projects)
        with demo.context(browser, "rater") as context, context.new_page() as page:
            label_pairs(page, context, projects["pairwise"])
            label_scores(page, projects["likert"])
        after = judged(lead, projects)
        assert after["pairwise"] - before["pairwise"] + hidden_checks(lead, projects["pairwise"]) == 10
        assert after["likert"] - before["likert"] == 5
    with demo.context(browser, "lead") as context, context.new_page() as page:
        read_agreement(page, projects["pairwise"])
        take_pairs(page, projects["pairwise"], tmp_path)


def judged(lead: ApiClient, projects: dict[str, int]) -> dict[str, int]:
    return {
        preset: lead.get(f"projects/{project}/overview/")["judgments"]["total"] for preset, project in projects.items()
    }


def hidden_checks(lead: ApiClient, project: int) -> int:
    """How many of Robin's ten tasks were gold, which the overview counts apart."""
    rows: list[dict[str, Any]] = lead.get(f"projects/{project}/raters/")
    return int(next(row for row in rows if row["name"] == "Robin Rater")["gold"]["checked"])


def begin(page: Page, project: int) -> None:
    page.goto(f"/work/{project}")
    page.get_by_role("button", name="I have read it").press("Enter")
    page.get_by_role("button", name="Start shift").press("Enter")
    expect(page.get_by_role("main", name=re.compile("Task 1$"))).to_be_visible()


def next_task(page: Page, number: int) -> None:
    expect(page.get_by_role("main", name=f"Task {number}", exact=True)).to_be_visible()


def saved(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("status").filter(has_text=text).first).to_be_visible(timeout=20_000)


def label_pairs(page: Page, context: BrowserContext, project: int) -> None:
    begin(page, project)
    assert serious_violations(page) == []
    keys = page.keyboard
    keys.press("Enter")
    expect(page.get_by_role("alert").first).not_to_be_empty()  # it says what is missing
    answers = ["Digit1", "Digit2", "Digit0", "Digit1", "Digit2", "Digit4", "Digit1", "Digit2", "Digit1", "Digit1"]
    for number, key in enumerate(answers, start=1):
        next_task(page, number)
        if number == 4:
            saved(page, "All saved")
            context.set_offline(True)
        keys.press(key)
        keys.press("Enter")
        if number == 5:
            saved(page, re.compile("2 unsent"))
            context.set_offline(False)
            saved(page, "All saved")
        if number == 6:
            undo_and_correct(page)
        if number == 8:
            keys.press("b")
            expect(page.get_by_role("heading", name="You are on a break")).to_be_visible()
            assert serious_violations(page) == []
            keys.press("b")
    saved(page, "All saved")
    end_shift(page, judgments=10)


def undo_and_correct(page: Page) -> None:
    page.keyboard.press("u")
    expect(page.get_by_text("You are correcting an earlier answer.")).to_be_visible()
    page.keyboard.press("Digit2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are correcting an earlier answer.")).to_be_hidden()


def label_scores(page: Page, project: int) -> None:
    begin(page, project)
    assert serious_violations(page) == []
    for number in range(1, 6):
        next_task(page, number)
        for key in ("Digit4", "Digit5", "Digit3"):  # helpfulness, correctness, clarity: the mark moves on by itself
            page.keyboard.press(key)
        page.keyboard.press("n")
        expect(page.get_by_role("textbox", name="Why?")).to_be_focused()
        page.keyboard.type("Clear enough.")
        page.keyboard.press("Control+Enter")
    saved(page, "All saved")
    end_shift(page, judgments=5)


def end_shift(page: Page, judgments: int) -> None:
    page.keyboard.press("Shift+E")
    page.get_by_role("button", name="End the shift").press("Enter")
    expect(page.get_by_role("heading", name="That was your shift")).to_be_visible()
    expect(page.get_by_text(f"Judgments{judgments}", exact=True)).to_be_visible()
    assert serious_violations(page) == []


def read_agreement(page: Page, project: int) -> None:
    page.goto(f"/projects/{project}/agreement")
    page.get_by_role("button", name=re.compile("^Run (again|the report)$")).click()
    expect(
        page.get_by_text("Computed now").or_(page.get_by_text(re.compile(r"Computed \d+ seconds? ago")))
    ).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Krippendorff", exact=False).first).to_be_visible()
    assert serious_violations(page) == []


def take_pairs(page: Page, project: int, folder: Path) -> None:
    page.goto(f"/projects/{project}/exports")
    page.get_by_role("button", name="Run the export").click()
    link = page.get_by_role("link", name="Download all").first
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    archive = folder / "pairs.zip"
    download.value.save_as(archive)
    with zipfile.ZipFile(archive) as files:
        manifest = json.loads(files.read("manifest.json"))
        [data] = [entry["name"] for entry in manifest["files"] if entry["name"].endswith(".jsonl")]
        pairs = [json.loads(line) for line in files.read(data).splitlines()]
    assert len(pairs) > 20
    assert all(pair["chosen"] != pair["rejected"] for pair in pairs)
