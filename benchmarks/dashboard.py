"""The agreement page on 200,000 judgments in Chromium: until the headline is painted, and each request of the page.

Prints one JSON object. Needs a Chromium and the built front end, and nothing else: the product runs on SQLite in a
folder that is removed; ``--database-url`` names an empty PostgreSQL database instead. ``--json`` is accepted, and the
default.
"""

import sys
from pathlib import Path

# A neighbour of this file is named like a module of the standard library: the folder must not come first on the path.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
import statistics
import tempfile
import time
from typing import Any

from playwright.sync_api import sync_playwright

from tests.machine import chromium_path
from tests.support.api import ApiClient
from tests.support.dashboard_timing import SIGN_IN, measured, open_dashboard
from tests.support.running import Starter
from tests.support.web_server import Place

TRIES = 5


def in_the_browser(address: str, project: int) -> dict[str, Any]:
    """Open the page ``TRIES`` times, each in a fresh context without a cache, and return the middle and the worst."""
    headlines, slowest = [], {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"])
        for _ in range(TRIES):
            context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.goto("/sign-in")
            page.get_by_label("Email").fill(SIGN_IN["email"])
            page.get_by_label("Password", exact=True).fill(SIGN_IN["password"])
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/")
            page.close()
            found = measured(open_dashboard(context, project))
            headlines.append(found["headline_ms"])
            for one in found["requests"]:
                slowest[one["path"]] = max(slowest.get(one["path"], 0), one["server_ms"])
            context.close()
        browser.close()
    return {
        "headline_ms": {"middle": statistics.median(headlines), "worst": max(headlines)},
        "slowest_request_ms": max(slowest.values()),
        "requests_worst_ms": dict(sorted(slowest.items(), key=lambda one: -one[1])),
    }


def one_by_one(address: str, project: int, report: int) -> dict[str, Any]:
    """Ask for each of the page's addresses alone. Returns milliseconds, the middle of ``TRIES``, and bytes."""
    names = ("pairs", "raters", "slices", "over-time", "disputed", "confusion")
    paths = [f"projects/{project}/agreement/overview/", f"projects/{project}/agreement-headline/"]
    paths += [f"reports/{report}/questions/helpful/{name}/" for name in names]
    paths += [f"projects/{project}/agreement/span/", f"reports/{report}/download/?as=csv"]
    found = {}
    with ApiClient(address).sign_in(**SIGN_IN) as api:
        for path in paths:
            took = []
            for _ in range(TRIES):
                started = time.perf_counter()
                answer = api.http.get(f"/api/v1/{path}")
                took.append((time.perf_counter() - started) * 1000)
                assert answer.status_code == 200, answer.text
            found[path] = {"ms": round(statistics.median(took), 1), "bytes": len(answer.content)}
        started = time.perf_counter()
        sides = {"a": {"guideline": 1}, "b": {"guideline": 2}}
        api.report(project, "comparison", question="better", by="guideline", **sides)
        found["comparison, from request to result"] = {"ms": round((time.perf_counter() - started) * 1000), "bytes": 0}
    return found


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judgments", type=int, default=200_000)
    parser.add_argument("--database-url")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        starter = Starter(Path(folder))
        starter.data.mkdir()
        place = Place(starter.data, options.database_url)
        known = place.run("tests.support.large_study", str(options.judgments), timeout_s=3_600)
        database = {"DATABASE_URL": options.database_url} if options.database_url else {}
        try:
            address = starter("--port", "8332", **database).address().rstrip("/")
            asked = one_by_one(address, known["project"], known["report"])
            seen = in_the_browser(address, known["project"])
        finally:
            starter.kill_all()
    database_name = "postgresql" if options.database_url else "sqlite"
    told = {"judgments": options.judgments, "database": database_name, **known, "browser": seen, "alone": asked}
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
