"""A lead decides who gets what: a rule, a qualification, an overlap, and what each leads to."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.looking import serious_violations
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def project(demo: Demo) -> int:
    """The demo's pairwise project, whose items have the slice language."""
    with ApiClient(demo.address).sign_in(**demo.sign_ins["lead"]) as lead:
        projects = {row["name"]: row["id"] for row in lead.get("projects/")["results"]}
    return int(next(key for name, key in projects.items() if "four models" in name))


def picture(page: Page, request: pytest.FixtureRequest, name: str) -> None:
    folder = request.config.getoption("--screenshots")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(400)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert serious_violations(page) == []


def test_a_lead_sets_overlap_caps_and_rules_and_qualifies_a_rater(
    demo: Demo, browser: Browser, project: int, request: pytest.FixtureRequest
):
    with demo.context(browser, "lead") as context, context.new_page() as page:
        page.goto(f"/projects/{project}/settings")
        panel = page.get_by_role("region", name="Who gets what")
        panel.wait_for()
        expect(panel.get_by_text("A majority decides")).to_be_visible()
        panel.get_by_role("radio", name="Sampled").check()
        expect(panel.get_by_text("Agreement is measured on the first")).to_be_visible()
        panel.get_by_role("radio", name="Dynamic").check()
        expect(panel.get_by_text("until its answer is 90 % certain")).to_be_visible()
        panel.get_by_label("Judgments a day").fill("200")

        panel.get_by_role("button", name="Add a rule").click()
        panel.get_by_role("button", name="Save who gets what").click()
        expect(panel.get_by_text("Which slice?")).to_be_visible()
        panel.get_by_label("Slice of rule 1").fill("language")
        panel.get_by_label("Value of rule 1").fill("de")
        panel.get_by_label("Qualifications of rule 1").fill("language:de")
        panel.get_by_label("Qualifications of rule 1").press("Enter")
        picture(page, request, "who-gets-what-form")
        panel.get_by_role("button", name="Save who gets what").click()
        expect(panel.get_by_role("table", name="Open work by qualification")).to_be_visible()
        picture(page, request, "who-gets-what-saved")
        page.reload()
        panel.wait_for()
        expect(panel.get_by_role("radio", name="Dynamic")).to_be_checked()
        expect(panel.get_by_label("Judgments a day")).to_have_value("200")

        page.goto(f"/projects/{project}/raters")
        page.get_by_role("button", name="Qualify Robin Rater").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Qualifications", exact=True).fill("Language:DE")
        picture(page, request, "who-gets-what-qualify")
        dialog.get_by_role("button", name="Save").click()
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("region", name="Raters: table").get_by_text("language:de")).to_be_visible()
        page.get_by_role("button", name="Invite by link").click()
        expect(page.get_by_role("dialog").get_by_label("Qualifications", exact=True)).to_be_visible()
        page.keyboard.press("Escape")
        picture(page, request, "who-gets-what-raters")
