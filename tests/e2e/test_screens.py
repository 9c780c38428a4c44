"""Every screen: it loads, the console is quiet, axe finds nothing serious, and it looks as it was reviewed."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.e2e.conftest import Demo, running_demo
from tests.e2e.looking import SCHEMES, Looker, quiet
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

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
    "leaderboard-of-scores": "/projects/{likert}/leaderboard?question=helpfulness",
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
#: The tests of this module come in any order, and these show what the others have made or taken.
BY_CHANCE = {"home", "review", "review-desk"}
EMPTY_SCREENS = (
    "overview", "items", "imports", "raters", "review", "review-desk", "agreement", "leaderboard", "bias", "ab",
    "traceback", "exports",
)  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of our own: what other tests make and who joins there would be seen on the pictures."""
    with running_demo(tmp_path_factory.mktemp("screens")) as running:
        yield running


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
    lead_api.report(likert, "ranking", question="helpfulness")
    return {
        "project": str(pairwise),
        "item": str(disputed["item"]["id"]),
        "empty": str(empty),
        "likert": str(likert),
    }


@pytest.fixture(scope="module")
def lead(demo: Demo, browser: Browser) -> Iterator[BrowserContext]:
    with demo.context(browser, "lead") as context:
        yield context


@pytest.mark.parametrize("name", LEAD_SCREENS)
def test_lead_screen(name: str, lead: BrowserContext, places: dict[str, str], look: Looker):
    with lead.new_page() as page:
        complaints = quiet(page)
        page.goto(LEAD_SCREENS[name].format(**places))
        page.get_by_role("heading", level=1).first.wait_for()
        look(page, name, by_chance=name in BY_CHANCE)
        assert complaints == []


@pytest.mark.parametrize("name", EMPTY_SCREENS)
def test_screen_with_nothing_in_it(name: str, lead: BrowserContext, places: dict[str, str], look: Looker):
    with lead.new_page() as page:
        complaints = quiet(page)
        page.goto(LEAD_SCREENS[name].format(**{**places, "project": places["empty"]}))
        page.get_by_role("heading", level=1).first.wait_for()
        look(page, f"empty-{name}", SCHEMES)
        assert complaints == []


def test_sign_in_and_join_screens(
    demo: Demo, browser: Browser, look: Looker, lead_api: ApiClient, places: dict[str, str]
):
    link = lead_api.post(f"projects/{places['project']}/invitations/", {"role": "rater"})["url"]
    with demo.context(browser, None) as context, context.new_page() as page:
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


#: All that Markdown can do; the same on both sides, so that the picture is the same whichever is shown first.
RESPONSE = """## A heading

A paragraph with **bold**, *emphasis*, `code`, a [link](https://example.org) and a formula, $e^{i\\pi} + 1 = 0$.

| Language | Share |
|:--|--:|
| English | 41 % |
| Deutsch | 12 % |

```python
def greet(name: str) -> str:
    return f"Hello, {name}!"  # politely
```

> A quotation, and a note.[^1]

- [x] done
- [ ] to do

[^1]: At the end.
"""


def one_item(lead: ApiClient, preset: str, responses: int, folder: Path) -> int:
    """A project whose one item is always the same."""
    project: int = lead.post("projects/", {"name": f"One {preset} item", "preset": preset, "gold_rate": 0})["id"]
    lead.post(f"projects/{project}/guidelines/", {"body": "# Judge with care\n\nRead **both** to the end."})
    item = {"id": "only", "prompt": "How do I greet somebody?", "responses": [{"text": RESPONSE}] * responses}
    file = folder / "items.jsonl"
    file.write_bytes(orjson.dumps(item))
    assert lead.upload(project, file, "items")["rows_failed"] == 0
    lead.call(
        "PATCH", f"projects/{project}/", {"state": "active", "version": lead.get(f"projects/{project}/")["version"]}
    )
    return project


def test_rater_screens(demo: Demo, browser: Browser, look: Looker, lead_api: ApiClient, tmp_path: Path):
    """From the guideline to the end of the shift, stopping at each screen."""
    project = one_item(lead_api, "pairwise", 2, tmp_path)
    name = demo.newcomer(project, "Newcomer")
    with demo.context(browser, name) as context, context.new_page() as page:
        complaints = quiet(page)
        page.goto("/")
        page.get_by_role("heading", level=1).first.wait_for()
        look(page, "rater-home")
        page.goto(f"/work/{project}")
        look(page, "guideline")
        page.get_by_role("button", name="I have read it").click()
        page.get_by_role("button", name="Start shift").wait_for()
        look(page, "shift-start")
        page.get_by_role("button", name="Start shift").click()
        page.locator("main math").first.wait_for(state="attached")
        page.locator("main .hljs-keyword").first.wait_for()
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
        page.goto("/times")
        page.get_by_role("region", name="Shifts: table").get_by_text("goes on").wait_for()
        look(page, "times", by_chance=True)  # it shows the time of the day
        assert complaints == []


def test_likert_workbench(demo: Demo, browser: Browser, look: Looker, lead_api: ApiClient, tmp_path: Path):
    project = one_item(lead_api, "likert", 1, tmp_path)
    name = demo.newcomer(project, "Scorer")
    with demo.context(browser, name) as context, context.new_page() as page:
        page.goto(f"/work/{project}")
        page.get_by_role("button", name="I have read it").click()
        page.get_by_role("button", name="Start shift").click()
        page.locator("main math").first.wait_for(state="attached")
        page.keyboard.press("Digit4")
        look(page, "workbench-likert")


def test_documentation_of_the_api(lead: BrowserContext):
    """The page is made by a library; under our policy of no inline script it must still come up."""
    with lead.new_page() as page:
        complaints = quiet(page)
        page.goto("/api/v1/docs/")
        page.get_by_role("heading", name="Touchstone API").wait_for()
        page.get_by_text("/api/v1/projects/", exact=True).first.wait_for()
        assert complaints == []
