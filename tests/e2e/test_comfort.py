"""A rater makes the workbench their own, finds it so in another browser, and changes an answer of five tasks ago."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.looking import serious_violations
from tests.e2e.test_review import rater, study
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def project(demo: Demo, tmp_path: Any) -> int:
    with ApiClient(demo.address).sign_in(**demo.sign_ins["lead"]) as lead:
        return study(lead, tmp_path, items=9)


def task(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", name=f"Task {number}", exact=True)).to_be_attached()


def answer(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
    page.keyboard.press("Enter")


def test_keys_and_appearance_follow_the_account(demo: Demo, browser: Browser, project: int):
    rater(demo, project, "Kim").__exit__(None, None, None)
    with demo.context(browser, "Kim") as context, context.new_page() as page:
        page.goto(f"/work/{project}")
        task(page, 1)
        page.keyboard.press("Shift+Slash")
        page.get_by_role("button", name="Change keys and appearance").press("Enter")
        dialog = page.get_by_role("dialog", name="Keys and appearance")
        dialog.get_by_role("button", name=re.compile(r"^Change the key of .*A is better")).press("Enter")
        page.keyboard.press("k")
        expect(dialog.get_by_text("K already answers “Scroll up”")).to_be_visible()
        dialog.get_by_role("button", name=re.compile(r"^Change the key of .*A is better")).press("Enter")
        page.keyboard.press("a")
        expect(dialog.get_by_text("A is now the key of")).to_be_visible()
        dialog.get_by_role("button", name="Switch off the key of Flag for review").press("Enter")
        dialog.get_by_label("Density").select_option("compact")
        dialog.get_by_label("Theme").select_option("dark")
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
        expect(dialog.get_by_role("button", name="Reset all keys")).to_be_enabled()
        assert serious_violations(page) == []
        with page.expect_response("**/me/preferences/"):
            dialog.get_by_label("Text size", exact=True).select_option("large")
        dialog.get_by_role("button", name="Done").press("Enter")
        page.keyboard.press("f")
        page.keyboard.press("1")
        expect(page.get_by_role("dialog")).to_have_count(0)
        chosen = page.get_by_role("button", name="A is better")
        expect(chosen).to_have_attribute("aria-pressed", "false")
        page.keyboard.press("a")
        expect(chosen).to_have_attribute("aria-pressed", "true")
        answer(page, "w")
        task(page, 2)
    # Another browser, which has never kept anything.
    with demo.context(browser, "Kim") as context, context.new_page() as page:
        page.goto(f"/work/{project}")
        task(page, 2)
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
        expect(page.locator("[data-density=compact][data-text-size=large]")).to_be_visible()
        page.keyboard.press("a")
        expect(page.get_by_role("button", name="A is better")).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("Shift+Slash")
        flag = page.get_by_role("dialog", name="Keys").get_by_role("listitem").filter(has_text="Flag for review")
        expect(flag).to_contain_text("no key")
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
        page.goto("/account")
        page.get_by_role("button", name=re.compile("Account menu")).click()
        page.get_by_role("menuitem", name="Keys and appearance").click()
        page.get_by_role("dialog", name="Keys and appearance").get_by_role("button", name="Reset all keys").click()
        expect(page.get_by_text("All keys are the usual ones again.")).to_be_visible()


def test_an_answer_of_five_tasks_ago_is_changed(demo: Demo, browser: Browser, project: int):
    rater(demo, project, "Lou").__exit__(None, None, None)
    with demo.context(browser, "Lou") as context, context.new_page() as page:
        page.goto(f"/work/{project}")
        for number in range(1, 6):
            task(page, number)
            answer(page, "1", "w")
        task(page, 6)
        expect(page.get_by_text("All saved")).to_be_visible()
        page.keyboard.press("l")
        dialog = page.get_by_role("dialog", name="Your last ten answers")
        rows = dialog.get_by_role("listitem")
        expect(rows).to_have_count(5)
        expect(rows.nth(4)).to_contain_text("A is better")
        assert serious_violations(page) == []
        prompt = rows.nth(4).get_by_role("paragraph").first.inner_text()
        rows.nth(4).get_by_role("button", name=re.compile("^Open and change")).press("Enter")
        expect(dialog).to_have_count(0)
        expect(page.get_by_role("main")).to_contain_text(prompt)
        expect(page.get_by_role("button", name="A is better")).to_have_attribute("aria-pressed", "true")
        answer(page, "2")
        task(page, 6)
        expect(page.get_by_text("All saved")).to_be_visible()
        page.keyboard.press("l")
        expect(dialog.get_by_role("listitem").filter(has_text=prompt)).to_contain_text("B is better")
        expect(dialog.get_by_role("listitem")).to_have_count(5)


def test_the_language_is_chosen_and_stays(demo: Demo, browser: Browser, project: int):
    rater(demo, project, "Noor").__exit__(None, None, None)
    with demo.context(browser, "Noor") as context, context.new_page() as page:
        html = page.locator("html")
        page.goto("/")
        page.get_by_role("button", name="Account menu of Noor").click()
        page.get_by_role("menuitem", name="العربية").click()
        expect(page.get_by_role("heading", name="عملك")).to_be_visible()
        expect(html).to_have_attribute("lang", "ar")
        expect(html).to_have_attribute("dir", "rtl")
        assert serious_violations(page) == []
        with page.expect_request("**/api/v1/me/") as asked:
            page.reload()
        assert asked.value.headers["accept-language"] == "ar"
        page.goto("/times")
        expect(page.get_by_role("heading", name="أوقاتي")).to_be_visible()
        # Before anything of the program is there, or the page would turn round in front of the reader.
        page.route("**/assets/*.js", lambda route: route.abort())
        page.reload()
        expect(html).to_have_attribute("dir", "rtl")
        expect(page.locator("#root")).to_be_empty()
        page.unroute_all()
        page.reload()
        page.get_by_role("button", name=re.compile("Noor")).click()
        page.get_by_role("menuitem", name="English").click()
        expect(page.get_by_role("heading", name="My times")).to_be_visible()
        expect(html).to_have_attribute("lang", "en")
        assert page.evaluate("getComputedStyle(document.documentElement).direction") == "ltr"
