"""A reviewer clears the queue by keyboard; a lead takes work out of a rater's hands and changes a running project."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.looking import serious_violations
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
QUESTION = {"key": "preference", "kind": "preference", "title": "Which is better?", "strength_levels": 3}


@pytest.fixture
def lead(demo: Demo) -> Any:
    with ApiClient(demo.address).sign_in(**demo.sign_ins["lead"]) as client:
        yield client


def study(lead: ApiClient, tmp_path: Any, *, items: int) -> int:
    """Make an active project of pairs that two people judge each, without gold."""
    made = lead.post(
        "projects/",
        {
            "name": "Two of a mind?",
            "preset": "pairwise",
            "overlap": 2,
            "gold_rate": 0,
            "batch_min": items,
            "batch_max": items,
            "questions": [QUESTION],
        },
    )
    project = int(made["id"])
    rows = "id,prompt,response_a,response_b\n" + "".join(
        f"q{n},What is {n} and {n}?,It is {2 * n}.,Certainly! {n} and {n} make {n}{n}.\n" for n in range(1, items + 1)
    )
    path = tmp_path / "items.csv"
    path.write_text(rows)
    lead.upload(project, path, "items")
    lead.call("PATCH", f"projects/{project}/", {"version": made["version"], "state": "active"})
    return project


def rater(demo: Demo, project: int, name: str) -> ApiClient:
    """Let somebody join, read the guideline and start a shift."""
    demo.newcomer(project, name)
    client = ApiClient(demo.address).sign_in(**demo.sign_ins[name])
    client.post(f"projects/{project}/guideline-read/", {"version": 1})
    client.post(f"projects/{project}/shifts/")
    return client


def disagree(demo: Demo, project: int, stamp: str) -> None:
    """Let one rater find the first response better wherever it stands, and the other the second."""
    for name, best in ((f"Ada{stamp}", "It is"), (f"Ben{stamp}", "Certainly")):
        with rater(demo, project, name) as client:
            # The last items are shared out among those at work: more than one claim may be needed.
            while tasks := client.post(f"projects/{project}/claim/")["tasks"]:
                for task in tasks:
                    first = task["responses"][0]["text"].startswith(best)
                    client.judge(task, [{"question": "preference", "outcome": "a" if first else "b"}], active_ms=9000)


def test_a_reviewer_clears_the_queue_by_keyboard(demo: Demo, browser: Browser, lead: ApiClient, tmp_path: Any):
    project = study(lead, tmp_path, items=4)
    disagree(demo, project, stamp="One")
    demo.newcomer(project, "Rea", role="reviewer")
    with demo.context(browser, "Rea") as context, context.new_page() as page:
        page.goto(f"/projects/{project}/review")
        page.get_by_role("button", name="Find disputes now").click()
        expect(page.get_by_text(re.compile("8 judgments looked at"))).to_be_visible()
        expect(page.get_by_role("link", name="Start reviewing")).to_be_visible()
        assert serious_violations(page) == []
        page.get_by_role("link", name="Start reviewing").press("Enter")
        keys = page.keyboard
        first = opened(page, None)
        assert serious_violations(page) == []
        told = page.content()
        assert not [name for name in ("AdaOne", "BenOne") if name in told]
        expect(page.get_by_text("Rater 1")).to_be_visible()
        keys.press("Enter")
        expect(page.get_by_role("alert").filter(has_text="has no answer yet")).to_be_visible()
        keys.press("Digit1")
        keys.press("KeyN")
        keys.type("It is plainly right.")
        keys.press("Control+Enter")
        second = opened(page, first)
        keys.press("KeyU")
        opened(page, second)
        expect(page.get_by_label("Your reason (optional)")).to_have_value("It is plainly right.")
        keys.press("Digit2")
        keys.press("Enter")
        opened(page, first)
        keys.press("Digit0")
        keys.press("Enter")
        third = opened(page, second)
        keys.press("KeyS")
        page.get_by_role("dialog", name="Send back to raters").wait_for()
        page.get_by_label("How many more").fill("2")
        keys.press("Enter")
        opened(page, third)
        keys.press("KeyX")
        expect(page.get_by_role("heading", name="The queue is empty")).to_be_visible()
        assert serious_violations(page) == []
        page.get_by_role("link", name="To the queue").click()
        expect(page.get_by_text("Nothing waits")).to_be_visible()
    summary = lead.get(f"projects/{project}/review/")["by_state"]
    assert summary == {"open": 0, "claimed": 0, "decided": 2, "sent_back": 1, "dismissed": 1}
    assert lead.get(f"projects/{project}/overview/")["judgments"]["total"] == 8, "decisions are nobody's votes"
    decided = next(row for row in lead.get(f"projects/{project}/review/cases/")["results"] if row["rationale"])
    with demo.context(browser, "lead") as context, context.new_page() as page:
        page.goto(f"/projects/{project}/items/{decided['item']['id']}")
        expect(page.get_by_role("heading", name="Review", exact=True)).to_be_visible()
        expect(page.get_by_text("It is plainly right.")).to_be_visible()


def opened(page: Page, before: str | None) -> str:
    """Wait for a case other than ``before`` and return its name."""
    case = page.get_by_role("main", name=re.compile(r"^Case \d+$"))
    expect(case).to_be_visible()
    if before is not None:
        expect(case).not_to_have_attribute("aria-label", before)
    return case.get_attribute("aria-label") or ""


def test_a_lead_releases_a_lease_and_the_rater_loses_nothing(
    demo: Demo, browser: Browser, lead: ApiClient, tmp_path: Any
):
    project = study(lead, tmp_path, items=3)
    with rater(demo, project, "Cleo") as client:
        tasks = client.post(f"projects/{project}/claim/")["tasks"]
        with demo.context(browser, "lead") as context, context.new_page() as page:
            page.goto(f"/projects/{project}/raters")
            page.get_by_role("heading", name="Work in hand").wait_for()
            page.get_by_role("button", name="Work in the hands of Cleo").click()
            page.get_by_role("dialog", name="In the hands of Cleo").wait_for()
            time.sleep(0.4)  # the dialog fades in
            assert serious_violations(page) == []
            page.get_by_role("button", name="Release q1", exact=True).click()
            expect(page.get_by_role("button", name="Release q1", exact=True)).to_be_hidden()
            page.get_by_role("button", name="Release everything").click()
            expect(page.get_by_role("dialog")).to_be_hidden()
            expect(page.get_by_role("button", name="Work in the hands of Cleo")).to_be_hidden()
        late = client.judge(tasks[0], [{"question": "preference", "outcome": "tie"}])
        assert late["accepted"] == "counted"


def test_a_lead_adds_a_question_while_a_rater_works(demo: Demo, browser: Browser, lead: ApiClient, tmp_path: Any):
    project = study(lead, tmp_path, items=4)
    lead.call("PATCH", f"projects/{project}/", {"version": 2, "batch_min": 1, "batch_max": 1})
    demo.newcomer(project, "Dora")
    with demo.context(browser, "Dora") as working, working.new_page() as desk:
        desk.goto(f"/work/{project}")
        desk.get_by_role("button", name="I have read it").click()
        desk.get_by_role("button", name="Start shift").click()
        desk.get_by_role("main", name="Task 1").wait_for()
        desk.keyboard.press("KeyF")
        desk.get_by_role("dialog", name="What is wrong with this item?").wait_for()
        desk.keyboard.press("Digit2")
        expect(desk.get_by_role("dialog")).to_be_hidden()
        with demo.context(browser, "lead") as context, context.new_page() as page:
            page.goto(f"/projects/{project}/settings")
            page.get_by_role("button", name="Add a question").click()
            page.get_by_role("textbox", name="Key").fill("clear")
            page.get_by_role("textbox", name="Question").fill("How clear is the better one?")
            page.get_by_label("Why (optional)").fill("Asked for by the team")
            page.get_by_role("button", name="Add", exact=True).click()
            expect(page.get_by_text("Question “clear” added")).to_be_visible()
            expect(page.get_by_text("Asked for by the team")).to_be_visible()
            expect(page.get_by_role("dialog")).to_be_hidden()  # a dialog that fades away has too little contrast
            assert serious_violations(page) == []
        desk.keyboard.press("Digit1")
        desk.keyboard.press("Enter")
        desk.get_by_role("main", name="Task 2").wait_for()
        expect(desk.get_by_role("heading", name="How clear is the better one?")).to_be_visible()
        for key in ("Digit1", "Digit4", "Enter"):
            desk.keyboard.press(key)
        desk.get_by_role("main", name="Task 3").wait_for()
        expect(desk.get_by_role("status").filter(has_text="All saved").first).to_be_visible(timeout=20_000)
    versions = [(row["version"], row["judgments"]) for row in lead.get(f"projects/{project}/changes/")["results"]]
    assert dict(versions)[3] == 1
    assert dict(versions)[4] == 1
    flagged = lead.get(f"projects/{project}/review/cases/?reason=flag")["results"]
    assert [row["flags"] for row in flagged] == [1]
