"""Gold, training and feedback in a browser: what a lead and a rater do with them, light and dark."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.looking import SCHEMES, Looker, quiet
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

GUIDELINE = "Judge which answer helps more."


@pytest.fixture(scope="module")
def lead_api(demo: Demo) -> Iterator[ApiClient]:
    with ApiClient(demo.address).sign_in(**demo.sign_ins["lead"]) as client:
        yield client


@pytest.fixture(scope="module")
def study(lead_api: ApiClient, tmp_path_factory: pytest.TempPathFactory) -> int:
    """A project with gold, training and feedback after the shift, in which answers can't be corrected."""
    project = lead_api.post(
        "projects/",
        {
            "name": "Careful pairs",
            "preset": "pairwise",
            "overlap": 2,
            "gold_rate": 0.5,
            "gold_feedback": "after_shift",
            "amend_minutes": 0,
            "training_required": 2,
            "training_pass_mark": 0.5,
            "batch_min": 8,
            "batch_max": 8,
            "guideline": GUIDELINE,
        },
    )["id"]
    known = {"gold_explanation": "The first one **names it**; the second talks around it."}
    rows = [item(f"work-{n}", f"Name a fruit, number {n}.") for n in range(14)]
    rows += [
        {**item(f"gold-{n}", f"What is {n} plus {n}?"), "gold": {"preference": ["a", "tie"]}, **known} for n in range(8)
    ]
    rows += [
        {
            **item(f"training-{n}", f"Which is the capital of country {n}?"),
            "gold": {"preference": "a"},
            "purpose": "training",
            **known,
        }
        for n in range(4)
    ]
    path = tmp_path_factory.mktemp("study") / "items.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    lead_api.upload(project, path, "items")
    version = lead_api.get(f"projects/{project}/")["version"]
    lead_api.call("PATCH", f"projects/{project}/", {"version": version, "state": "active"})
    return int(project)


def item(name: str, prompt: str) -> dict[str, Any]:
    texts = ("A short and right answer.", "Well, that depends on many things, of which some are unknown.")
    responses = [{"model": f"m{n}", "text": text} for n, text in enumerate(texts)]
    return {"id": name, "prompt": prompt, "responses": responses}


@pytest.fixture(scope="module")
def lead(demo: Demo, browser: Browser) -> Iterator[BrowserContext]:
    with demo.context(browser, "lead") as context:
        yield context


def test_a_newcomer_is_trained_works_and_contests_and_the_lead_settles(
    demo: Demo, browser: Browser, look: Looker, study: int, lead: BrowserContext
):
    name = demo.newcomer(study, "Trainee")
    with demo.context(browser, name) as context, context.new_page() as page:
        complaints = quiet(page)
        page.goto(f"/work/{study}")
        page.get_by_role("button", name="I have read it").click()
        page.get_by_role("button", name="Start shift").wait_for()
        look(page, "training-start", SCHEMES)
        page.get_by_role("button", name="Start shift").click()
        for number in (1, 2):
            page.get_by_role("main", name=f"Task {number}").wait_for()
            if number == 1:
                look(page, "training-task", SCHEMES, by_chance=True)
            prefer_short(page)
            dialog = page.get_by_role("dialog")
            expect(dialog).to_contain_text("names it")
            look(page, f"training-feedback-{number}", SCHEMES, by_chance=True)
            page.keyboard.press("Enter")
            dialog.wait_for(state="hidden")
        for number in range(3, 9):
            page.get_by_role("main", name=f"Task {number}").wait_for()
            prefer_long(page)
        page.get_by_role("main", name="Task 9").wait_for()
        expect(page.get_by_role("status").filter(has_text="All saved").first).to_be_visible(timeout=20_000)
        page.keyboard.press("Shift+E")
        page.get_by_role("dialog").get_by_role("button", name="End").click()
        page.get_by_role("heading", name="That was your shift").wait_for()
        page.get_by_role("link", name="Feedback").click()
        page.get_by_role("heading", name="What you can learn from").wait_for()
        page.get_by_role("button", name="I see it differently").first.click()
        page.get_by_label("Why should the answer be another?").fill("The second one says more.")
        look(page, "feedback", SCHEMES, by_chance=True)
        page.get_by_role("button", name="Send to the lead").click()
        page.get_by_text("Waiting for the lead").wait_for()
        look(page, "feedback-contested", SCHEMES, by_chance=True)
        assert complaints == []
    with lead.new_page() as page:
        complaints = quiet(page)
        page.goto(f"/projects/{study}/gold?tab=contests")
        page.get_by_text("The second one says more.").first.wait_for()
        look(page, "gold-contests", SCHEMES)
        page.get_by_label("Uphold: give the item another answer").first.check()
        look(page, "gold-contest-answer", SCHEMES)
        page.get_by_label("Reject: the answer stays").first.check()
        page.get_by_label("Reply").first.fill("More is not better here.")
        page.get_by_role("button", name="Settle").first.click()
        page.get_by_text("More is not better here.").first.wait_for()
        assert complaints == []


def test_a_lead_looks_at_gold_and_changes_it(demo: Demo, lead: BrowserContext, study: int, look: Looker):
    demo.newcomer(study, "Visitor")  # without a rater there is no table of them
    name = "gold-0"
    with lead.new_page() as page:
        complaints = quiet(page)
        page.goto(f"/projects/{study}/gold")
        page.get_by_role("button", name=name).wait_for()
        look(page, "gold", SCHEMES)
        page.get_by_role("button", name=name).click()
        drawer = page.get_by_role("dialog", name=name)
        drawer.get_by_role("heading", name="Known answer").wait_for()
        look(page, "gold-drawer", SCHEMES)
        drawer.get_by_role("button", name="Change the answer").click()
        drawer.get_by_label("Why it changes").fill("On a second look.")
        look(page, "gold-edit", SCHEMES)
        drawer.get_by_role("button", name="Change and score again").click()
        drawer.get_by_text("Answer changed").first.wait_for()
        drawer.get_by_role("button", name="Retire").click()
        drawer.get_by_role("button", name="Retire").last.click()
        drawer.get_by_role("button", name="Bring back").click()
        drawer.get_by_role("button", name="Change the answer").wait_for()
        page.goto(f"/projects/{study}/gold?tab=add")
        page.get_by_role("heading", level=1).wait_for()
        look(page, "gold-add", SCHEMES)
        page.goto(f"/projects/{study}/gold?tab=training")
        page.get_by_role("button", name="training-0").wait_for()
        look(page, "gold-training", SCHEMES)
        page.goto(f"/projects/{study}/raters")
        page.get_by_role("columnheader", name="Says it again").wait_for()
        look(page, "raters-quality", SCHEMES)
        page.goto(f"/projects/{study}/settings")
        page.get_by_role("heading", name="Training").wait_for()
        look(page, "settings-quality", SCHEMES)
        assert complaints == []


def prefer_short(page: Page) -> None:
    answer_by(page, short=True)


def prefer_long(page: Page) -> None:
    answer_by(page, short=False)


def answer_by(page: Page, *, short: bool) -> None:
    """Prefer the short or the long response, whichever side it is on, and submit."""
    first = page.get_by_role("region", name="Response A").inner_text()
    short_first = "short and right" in first
    page.keyboard.press("Digit1" if short_first == short else "Digit2")
    if page.get_by_role("button", name="Slightly").count():
        page.keyboard.press("Digit3")
    page.keyboard.press("Enter")
