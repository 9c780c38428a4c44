"""What a browser measures of the agreement page: when the headline is there, and how long each request took."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

#: The lead of the study in ``tests.support.large_study``.
SIGN_IN = {"email": "lead@large.example", "password": "a stone that gold is rubbed on"}
#: Notes when the headline (the scale on which alpha is drawn) was painted: the frame after it is in the document.
WATCH = """
new MutationObserver((_, observer) => {
    if (!document.querySelector('[role="img"][aria-label^="Alpha"]')) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.headlineMs = performance.now(); }, 0));
}).observe(document, { childList: true, subtree: true });
"""
REQUESTS = """
performance.getEntriesByType("resource").filter((one) => one.name.includes("/api/")).map((one) => ({
    path: new URL(one.name).pathname + new URL(one.name).search,
    server_ms: Math.round(one.responseStart - one.requestStart),
    total_ms: Math.round(one.responseEnd - one.startTime),
    bytes: one.decodedBodySize,
}))
"""


def open_dashboard(context: BrowserContext, project: int) -> Page:
    """Open the page in a new tab and wait until every panel has its figures."""
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(f"/projects/{project}/agreement")
    page.locator('[role="img"][aria-label^="Alpha"]').wait_for()
    page.wait_for_load_state("networkidle")
    return page


def measured(page: Page) -> dict[str, Any]:
    """Return ``{headline_ms, requests}``: milliseconds from navigation to the painted headline; each API request."""
    return {"headline_ms": round(page.evaluate("window.headlineMs")), "requests": page.evaluate(REQUESTS)}
