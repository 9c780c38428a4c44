"""Every screen, light and dark: it loads, the console is quiet, axe finds nothing serious, and it can be seen."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.e2e.conftest import Demo
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LEAD_SCREENS = {
    "home": "/",
    "new-project": "/projects/new",
    "overview": "/projects/{project}",
    "items": "/projects/{project}/items",
    "item": "/projects/{project}/items/{item}",
    "imports": "/projects/{project}/imports",
    "raters": "/projects/{project}/raters",
    "rhythm": "/projects/{project}/rhythm",
    "review": "/projects/{project}/review?state=all",
    "review-desk": "/review/{project}",
    "agreement": "/projects/{project}/agreement",
    "leaderboard": "/projects/{project}/leaderboard",
    "bias": "/projects/{project}/bias",
    "ab": "/projects/{project}/ab",
    "traceback": "/projects/{project}/traceback",
    "scores": "/projects/{likert}/scores",
    "planner": "/projects/{project}/planner",
    "exports": "/projects/{project}/exports",
    "settings": "/projects/{project}/settings",
    "account": "/account",
    "not-found": "/no/such/page",
}
EMPTY_SCREENS = (
    "overview", "items", "imports", "raters", "review", "review-desk", "agreement", "leaderboard", "bias", "ab",
    "traceback", "exports",
)  # fmt: skip


@pytest.fixture(scope="module")
def lead_api(demo: Demo) -> Iterator[ApiClient]:
    with ApiClient(demo.address).sign_in(**demo.sign_ins["lead"]) as client:
        yield client


@pytest.fixture(scope="module")
def places(lead_api: ApiClient) -> dict[str, str]:
    """The demo's pairwise project, an item with judgments, and a project with nothing in it."""
    projects = {project["name"]: project["id"] for project in lead_api.get("projects/")["results"]}
    pairwise = next(key for name, key in projects.items() if "four models" in name)
    lead_api.post(f"projects/{pairwise}/review/find/")
    for kind in ("agreement", "bias", "ranking", "traceback"):
        lead_api.report(pairwise, kind)
    disputed = lead_api.get(f"projects/{pairwise}/agreement/")["result"]["questions"][0]["most_disputed"][0]
    empty = lead_api.post("projects/", {"name": "Nothing here yet", "preset": "pairwise"})["id"]
    lead_api.finished(f"exports/{lead_api.post(f'projects/{pairwise}/exports/', {'format': 'trl-preference'})['id']}/")
    likert = next(key for name, key in projects.items() if "scored" in name)
    lead_api.report(likert, "scores")
    return {
        "project": str(pairwise),
        "item": str(disputed["item"]["id"]),
        "empty": str(empty),
        "likert": str(likert),
    }


@pytest.fixture(scope="module", params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def lead(demo: Demo, browser: Browser, scheme: str) -> Iterator[BrowserContext]:
    with demo.context(browser, "lead", color_scheme=scheme) as context:
        yield context


@pytest.fixture(scope="module")
def look(request: pytest.FixtureRequest, scheme: str) -> Callable[[Page, str], None]:
    """Check a page that has settled, and keep its picture where ``--screenshots`` asks for it."""
    folder = request.config.getoption("--screenshots")

    def check(page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(400)  # charts and transitions
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", full_page=not name.startswith("workbench"))
        assert serious_violations(page) == []

    return check


def look_light_and_dark(page: Page, name: str, folder: str | None) -> None:
    """Look at a page as it is in both colour schemes, without doing again what led there."""
    page.wait_for_load_state("networkidle")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(400)  # charts and transitions
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", full_page=True)
        assert serious_violations(page) == [], scheme
    page.emulate_media(color_scheme=SCHEMES[0])


STILL = """() => Promise.allSettled(
    document.getAnimations()
        .filter((animation) => animation.effect.getComputedTiming().endTime < Infinity)
        .map((animation) => animation.finished)
)"""


def serious_violations(page: Page) -> list[str]:
    """Return what axe finds once nothing moves any more: half faded in, any colour has too little contrast."""
    page.wait_for_timeout(50)  # a transition that has just been asked for begins with the next frame
    page.evaluate(STILL)
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:160]}"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
    ]


def quiet(page: Page) -> list[str]:
    """Collect what the console complains about, apart from answers that the page expects (no report yet)."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.mark.parametrize("name", LEAD_SCREENS)
def test_lead_screen(name: str, lead: BrowserContext, places: dict[str, str], look: Callable[[Page, str], None]):
    with lead.new_page() as page:
        complaints = quiet(page)
        page.goto(LEAD_SCREENS[name].format(**places))
        page.get_by_role("heading", level=1).first.wait_for()
        look(page, name)
        assert complaints == []


@pytest.mark.parametrize("name", EMPTY_SCREENS)
def test_screen_with_nothing_in_it(
    name: str, lead: BrowserContext, places: dict[str, str], look: Callable[[Page, str], None]
):
    with lead.new_page() as page:
        complaints = quiet(page)
        page.goto(LEAD_SCREENS[name].format(**{**places, "project": places["empty"]}))
        page.get_by_role("heading", level=1).first.wait_for()
        look(page, f"empty-{name}")
        assert complaints == []


def test_sign_in_and_join_screens(
    demo: Demo, browser: Browser, scheme: str, look: Any, lead_api: ApiClient, places: Any
):
    link = lead_api.post(f"projects/{places['project']}/invitations/", {"role": "rater"})["url"]
    with demo.context(browser, None, color_scheme=scheme) as context, context.new_page() as page:
        complaints = quiet(page)
        page.goto("/sign-in")
        page.get_by_role("button", name="Sign in").wait_for()
        look(page, "sign-in")
        page.goto("/join/" + link.rstrip("/").rsplit("/", 1)[1])
        page.get_by_role("heading", level=1).first.wait_for()
        look(page, "join")
        page.goto("/join/no-such-token")
        page.get_by_role("heading", level=1).first.wait_for()
        look(page, "join-invalid")
        assert complaints == []


def test_rater_screens(demo: Demo, browser: Browser, scheme: str, look: Any, places: dict[str, str]):
    """From the guideline to the end of the shift, stopping at each screen."""
    name = demo.newcomer(int(places["project"]), f"Newcomer-{scheme}")
    with demo.context(browser, name, color_scheme=scheme) as context, context.new_page() as page:
        complaints = quiet(page)
        page.goto("/")
        page.get_by_role("heading", level=1).first.wait_for()
        look(page, "rater-home")
        page.goto(f"/work/{places['project']}")
        look(page, "guideline")
        page.get_by_role("button", name="I have read it").click()
        page.get_by_role("button", name="Start shift").wait_for()
        look(page, "shift-start")
        page.get_by_role("button", name="Start shift").click()
        page.get_by_role("main", name="Task 1").wait_for()
        page.keyboard.press("Digit1")
        look(page, "workbench")
        page.keyboard.press("Shift+Slash")
        page.get_by_role("dialog", name="Keys").wait_for()
        look(page, "help")
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
        page.keyboard.press("s")
        page.get_by_role("dialog", name="Why skip").wait_for()
        look(page, "skip")
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
        page.keyboard.press("b")
        page.get_by_role("heading", name="You are on a break").wait_for()
        look(page, "break")
        assert complaints == []


def test_likert_workbench(demo: Demo, browser: Browser, scheme: str, look: Any, lead_api: ApiClient):
    [project] = [row["id"] for row in lead_api.get("projects/")["results"] if row["preset"] == "likert"]
    name = demo.newcomer(project, f"Scorer-{scheme}")
    with demo.context(browser, name, color_scheme=scheme) as context, context.new_page() as page:
        page.goto(f"/work/{project}")
        page.get_by_role("button", name="I have read it").click()
        page.get_by_role("button", name="Start shift").click()
        page.get_by_role("main", name="Task 1").wait_for()
        page.keyboard.press("Digit4")
        look(page, "workbench-likert")


def test_narrow_workbench(demo: Demo, browser: Browser, scheme: str, look: Any, places: dict[str, str]):
    name = demo.newcomer(int(places["project"]), f"Phone-{scheme}")
    size = {"width": 420, "height": 860}
    with demo.context(browser, name, color_scheme=scheme, viewport=size) as context, context.new_page() as page:
        page.goto(f"/work/{places['project']}")
        page.get_by_role("button", name="I have read it").click()
        page.get_by_role("button", name="Start shift").click()
        page.get_by_role("main", name="Task 1").wait_for()
        look(page, "workbench-narrow")


def test_documentation_of_the_api(lead: BrowserContext):
    """The page is made by a library; under our policy of no inline script it must still come up."""
    with lead.new_page() as page:
        complaints = quiet(page)
        page.goto("/api/v1/docs/")
        page.get_by_role("heading", name="Touchstone API").wait_for()
        page.get_by_text("/api/v1/projects/", exact=True).first.wait_for()
        assert complaints == []
