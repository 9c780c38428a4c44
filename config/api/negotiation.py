"""Which format is answered in: there is one, so most requests need no negotiating."""

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

ANY = {"", "*/*", "application/json"}


class ContentNegotiation(DefaultContentNegotiation):
    """The framework's own, but for requests that take what comes or name the first format and nothing else."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, Any]:
        first = next(iter(renderers))
        plain = format_suffix is None and not request.META["QUERY_STRING"] and first.media_type == "application/json"
        if plain and request.META.get("HTTP_ACCEPT", "") in ANY:
            return first, first.media_type
        return super().select_renderer(request, renderers, format_suffix)
