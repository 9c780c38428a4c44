"""Serves the front end's one page for every address that is not the API's."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

MISSING = (
    "<!doctype html><title>Touchstone</title><h1>The front end is not built</h1>"
    "<p>Run <code>make setup</code>, then reload. The API is at <a href='/api/v1/docs/'>/api/v1/docs/</a>."
)


@never_cache
@ensure_csrf_cookie
def index(request: HttpRequest) -> HttpResponse:
    """Return the built ``index.html``, with the CSRF cookie that the first POST needs."""
    page = settings.FRONTEND_DIST / "index.html"
    if not page.exists():
        return HttpResponse(MISSING, status=503)
    return HttpResponse(page.read_bytes())
