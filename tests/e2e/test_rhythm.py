"""A rater tires, is asked, rests as long as required and ends the day; a lead sees the days and what breaks do."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo, running_demo
from tests.e2e.looking import SCHEMES, Looker, quiet
from tests.machine import BASE_DIR
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def own_demo(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A demo of our own: its clock is moved and its policies change."""
    with running_demo(tmp_path_factory.mktemp("rhythm")) as running:
        yield running


def in_database(demo: Demo, *arguments: str) -> Any:
    """Run the helper program on the demo's own database."""
    own = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.long_day", *arguments],
        cwd=BASE_DIR,
        env={**own, "TOUCHSTONE_DATA_DIR": str(demo.data), "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def long_day(own_demo: Demo) -> dict[str, Any]:
    found: dict[str, Any] = in_database(own_demo, "make", own_demo.sign_ins["lead"]["email"])
    return found


def test_a_lead_sees_the_day_of_each_rater(own_demo: Demo, browser: Browser, look: Looker, long_day: dict[str, Any]):
    with own_demo.context(browser, "lead") as context, context.new_page() as page:
        complaints = quiet(page)
        page.goto(f"/projects/{long_day['project']}/rhythm")
        page.get_by_role("heading", name="Nobody worked on this day").wait_for()
        page.get_by_role("button", name="The day before").click()
        for name in ("Ines", "Jonas", "Karla"):
            page.get_by_role("heading", name=name).wait_for()
        expect(page.get_by_role("heading", name="An hour without a break")).to_be_visible()
        expect(page.get_by_role("table", name="The two break policies")).to_be_visible()
        look(page, "rhythm-day", SCHEMES)
        page.get_by_role("radiogroup", name="View of Ines").get_by_text("Table").click()
        expect(page.get_by_role("region", name="Ines: table")).to_contain_text("as usual")
        page.goto(f"/projects/{long_day['project']}/settings")
        expect(page.get_by_label("In the other half: a break after")).to_have_value("25 minutes")
        look(page, "settings-rhythm", SCHEMES)
        assert complaints == []


def test_a_rater_is_asked_rests_and_ends_the_day(own_demo: Demo, browser: Browser, look: Looker):
    with ApiClient(own_demo.address).sign_in(**own_demo.sign_ins["lead"]) as lead:
        [project] = [row for row in lead.get("projects/")["results"] if "four models" in row["name"]]
        policies = {"breaks_required": True, "break_minutes": 10, "version": project["version"]}
        if not project["breaks_required"]:
            lead.call("PATCH", f"projects/{project['id']}/", policies)
    name = own_demo.newcomer(project["id"], "Tara")
    email = own_demo.sign_ins[name]["email"]
    address = f"/work/{project['id']}"
    with own_demo.context(browser, name) as context, context.new_page() as page:
        complaints = quiet(page)
        page.goto(address)
        page.get_by_role("button", name="I have read it").click()
        page.get_by_role("button", name="Start shift").click()
        page.get_by_role("main", name="Task 1").wait_for()
        page.keyboard.press("Digit1")
        page.keyboard.press("Enter")
        page.get_by_role("main", name="Task 2").wait_for()
        expect(page.get_by_text("All saved")).to_be_visible()

        rest_once(page, own_demo, email, look)

        in_database(own_demo, "age", email, "40")
        page.goto(address)
        page.get_by_role("group", name="How fresh do you feel?").wait_for()
        look(page, "how-fresh", SCHEMES, by_chance=True)
        page.get_by_role("button", name="2 · tired").click()
        expect(page.get_by_text("You said that you feel tired.")).to_be_visible()
        look(page, "break-advised", SCHEMES, by_chance=True)

        in_database(own_demo, "age", email, "420")
        page.goto(address)
        expect(page.get_by_text("That is enough for one day")).to_be_visible()
        page.get_by_role("button", name="End the shift").first.click()
        page.get_by_role("dialog").get_by_role("button", name="End the shift").click()
        page.get_by_role("heading", name="That was your shift").wait_for()
        page.get_by_role("heading", name="Your day").wait_for()
        look(page, "own-day", SCHEMES)
        page.get_by_role("button", name="Start another shift").click()
        page.get_by_role("button", name="Start shift").click()
        expect(page.get_by_text("come back after a good rest")).to_be_visible()
        assert complaints == []


def rest_once(page: Page, demo: Demo, email: str, look: Looker) -> None:
    """A break that is due and required: it says why, counts down, and can't be ended before."""
    in_database(demo, "age", email, "55")
    page.reload()
    expect(page.get_by_text("a break comes before new tasks")).to_be_visible()
    page.keyboard.press("b")
    page.get_by_role("heading", name="You are on a break").wait_for()
    expect(page.get_by_role("timer", name="Left of this break")).to_contain_text(":")
    expect(page.get_by_text("without a rest")).to_be_visible()
    expect(page.get_by_role("button", name="Go on working")).to_be_disabled()
    look(page, "break-required", SCHEMES)
    in_database(demo, "rest", email)
    page.reload()
    page.get_by_role("main", name="Task 2").wait_for()
