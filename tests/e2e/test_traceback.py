"""A lead imports a reward model's scores, traces votes back to their source, and follows an A/B test."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.looking import SCHEMES, Looker
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def lead(demo: Demo, browser: Browser) -> Iterator[Page]:
    with demo.context(browser, "lead") as context:
        page = context.new_page()
        yield page
        page.close()


@pytest.fixture
def scores(demo: Demo, tmp_path: Path) -> Path:
    """Scores of a model that prefers whatever is shorter, one item unknown."""
    with ApiClient(demo.address).sign_in(**demo.sign_ins["lead"]) as api:
        items = api.get("projects/1/items/")["results"]
    rows = [{"item": item["external_id"], "scorer": "rm-short", "scores": [0.1, 0.9]} for item in items]
    path = tmp_path / "scores-of-rm-short.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"item": "nowhere", "scores": [1, 2]}]))
    return path


def test_scores_are_looked_at_imported_and_traced_back(lead: Page, scores: Path, look: Looker):
    lead.goto("/projects/1/imports?kind=scores")
    expect(lead.get_by_role("radio", name="Scores", exact=True)).to_be_checked()
    lead.locator("input[type=file]").set_input_files(scores)
    expect(lead.get_by_text(re.compile(r"All \d+ rows are good"))).to_be_visible()  # who is known shows only later
    expect(lead.get_by_text("Read as Touchstone scores.")).to_be_visible()
    expect(lead.get_by_text("No worker is running")).to_have_count(0, timeout=60_000)
    look(lead, "imports-preview", SCHEMES)
    lead.get_by_role("button", name="Import scores-of-rm-short.jsonl").click()
    expect(lead.get_by_text(re.compile(r"\d+ scored items new, 1 row refused"))).to_be_visible(timeout=30_000)

    lead.goto("/projects/1/traceback")
    expect(lead.get_by_role("combobox", name="The next report holds the votes against")).to_have_value(
        "the scores of rm-short"
    )
    lead.get_by_role("button", name=re.compile("Run")).click()
    found = lead.get_by_role("region", name="What was found")
    expect(found.get_by_text("decided votes contradict “rm-short”")).to_be_visible(timeout=60_000)
    expect(lead.get_by_role("region", name="Groups of votes: table")).to_be_visible()
    look(lead, "traceback-found", SCHEMES)

    lead.get_by_role("button", name="Delete rm-short").click()
    lead.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(lead.get_by_role("button", name="Delete rm-short")).to_have_count(0)
    expect(found.get_by_text("rm-short").first).to_be_visible()  # what was found stays


def test_an_ab_test_is_followed_from_either_side(lead: Page):
    lead.goto("/projects/1/ab")
    standing = lead.get_by_role("region", name="As it stands")
    expect(standing).to_be_visible()
    models = lead.get_by_role("combobox", name="Models")
    first, second = models.input_value().split(" (")[0].split(" against ")
    expect(standing.get_by_text(f"{first} wins", exact=True)).to_be_visible()
    lead.get_by_role("button", name="Look from the other side").click()
    expect(standing.get_by_text(f"{second} wins", exact=True)).to_be_visible()
    lead.get_by_label("Votes per item").fill("1")
    expect(lead.get_by_text("Each item counts once, with its first vote.")).to_be_visible()
    lead.reload()
    expect(standing.get_by_text(f"{second} wins", exact=True)).to_be_visible()
    expect(lead.get_by_label("Votes per item")).to_have_value("1")
