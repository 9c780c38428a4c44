"""A real product and a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.e2e.looking import Looker
from tests.machine import chromium_path
from tests.support.api import ApiClient
from tests.support.running import Starter

# A closed network and root in a container: no sandbox, and nothing fetched behind our back.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium_path(), "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "timezone_id": "UTC"}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Start ``manage.py up`` in a folder of the test's own."""
    starter = Starter(tmp_path)
    yield starter
    starter.kill_all()


class Demo:
    """The running demo: its address, the sign-ins that it printed, and its data folder."""

    def __init__(self, address: str, sign_ins: dict[str, dict[str, str]], data: Path) -> None:
        self.address = address
        self.sign_ins = sign_ins
        self.data = data

    def newcomer(self, project: int, name: str, *, role: str = "rater") -> str:
        """Let somebody join ``project`` as a rater (or another role), and return the name of their sign-in."""
        with ApiClient(self.address).sign_in(**self.sign_ins["lead"]) as lead:
            link = lead.post(f"projects/{project}/invitations/", {"role": role})["url"]
        sign_in = {"email": f"{name.lower()}@example.org", "password": "a stone that gold is rubbed on"}
        with ApiClient(self.address).join(link.rstrip("/").rsplit("/", 1)[1], name=name, **sign_in):
            self.sign_ins[name] = sign_in
        return name

    def context(self, browser: Browser, role: str | None, **options: Any) -> BrowserContext:
        """Return a browser context, signed in as ``lead``, ``rater`` or a newcomer (or not at all)."""
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "timezone_id": "UTC", **options}
        context = browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(15_000)
        if role:
            page = context.new_page()
            page.goto("/sign-in")
            page.get_by_label("Email").fill(self.sign_ins[role]["email"])
            page.get_by_label("Password", exact=True).fill(self.sign_ins[role]["password"])
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/")
            page.close()
        return context


@contextmanager
def running_demo(folder: Path) -> Iterator[Demo]:
    """The demo as ``make demo`` starts it, in a folder of its own."""
    starter = Starter(folder)
    try:
        address = starter("--demo", "--port", "8330").address()
        sign_ins = orjson.loads((starter.data / "demo_sign_ins.json").read_bytes())
        yield Demo(address.rstrip("/"), sign_ins, starter.data)
    finally:
        starter.kill_all()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for all tests that leave it usable for the next."""
    with running_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="session")
def look(request: pytest.FixtureRequest) -> Looker:
    """Looks at a page in every way that matters; see ``tests/e2e/looking.py``."""
    option = request.config.getoption
    return Looker(option("--screenshots"), update=option("--update-looks"))
