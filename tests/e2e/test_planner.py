"""A lead plans a study: numbers change the plan at once, and the address keeps them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def lead(demo: Demo, browser: Browser) -> Iterator[BrowserContext]:
    with demo.context(browser, "lead") as context:
        yield context


def number_in(tile: Locator) -> int:
    return int(re.sub(r"\D", "", tile.inner_text()))


def test_numbers_change_the_plan_and_the_address_keeps_them(lead: BrowserContext):
    with lead.new_page() as page:
        page.goto("/projects/1/planner")
        result = page.get_by_role("region", name="What it takes")
        items = result.get_by_text("Items", exact=True).locator("xpath=following-sibling::*[1]")
        expect(items).to_be_visible()
        before = number_in(items)
        page.get_by_label("Difference from an even match").fill("10")
        expect(items).not_to_have_text(f"{before:,}")
        assert number_in(items) < before / 3  # half the difference takes four times the judgments
        page.reload()
        expect(page.get_by_label("Difference from an even match")).to_have_value("10 %")
        expect(items).to_be_visible()  # with the project's own figures, which change the fields when they come

        page.get_by_label("Raters").fill("")
        expect(result.get_by_text("Put every number right")).to_be_visible()
        page.get_by_label("Raters").fill("50")
        page.get_by_text("A given number", exact=True).click()
        page.get_by_label("Judgments").fill("100000")
        page.get_by_label("Seconds per judgment").fill("37")
        expect(result.get_by_text("50 raters need 3.1 working days for 100,000 judgments.")).to_be_visible()
