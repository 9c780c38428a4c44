"""A lead sets a due date, and the overview says how likely it is to be kept."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def lead(demo: Demo, browser: Browser) -> Iterator[BrowserContext]:
    with demo.context(browser, "lead") as context:
        yield context


def test_a_due_date_is_set_and_the_overview_says_how_it_stands(lead: BrowserContext):
    due = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    with lead.new_page() as page:
        page.goto("/projects/1/settings")
        policies = page.get_by_label("Due date")
        policies.fill(due)
        page.get_by_role("button", name="Save the policies").click()
        expect(page.get_by_role("button", name="Save the policies")).to_be_disabled()
        page.goto("/projects/1")
        expect(
            page.get_by_text("On schedule for").or_(page.get_by_text("Late for")).or_(page.get_by_text("Due on"))
        ).to_be_visible()

        page.goto("/projects/1/settings")
        expect(page.get_by_label("Due date")).to_have_value(due)
        page.get_by_label("Due date").fill("")
        page.get_by_role("button", name="Save the policies").click()
        expect(page.get_by_role("button", name="Save the policies")).to_be_disabled()


def test_a_filter_is_still_there_after_a_reload(lead: BrowserContext):
    with lead.new_page() as page:
        page.goto("/projects/1/gold?show=retired")
        expect(page.get_by_role("radiogroup", name="Show").get_by_label("Retired")).to_be_checked()
        page.goto("/projects/1/rhythm?day=2026-02-30")  # no such day: today is shown
        expect(page.locator('input[type="date"]')).to_have_value(datetime.now(UTC).date().isoformat())
        page.get_by_label("The day before").click()
        expect(page).to_have_url(re.compile(r"day=20"))
        day = page.locator('input[type="date"]').input_value()
        page.reload()
        expect(page.locator('input[type="date"]')).to_have_value(day)
