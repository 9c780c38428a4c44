"""What the log says of requests: django-structlog's middleware, at no cost for lines that nobody reads."""

import logging
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django_structlog.middlewares import RequestMiddleware

LOGGER = logging.getLogger("django_structlog")


class RequestLogMiddleware(RequestMiddleware):
    """Binds the request's id to every line of the log; who asked is found out when there is something to say.

    Where the log is to have a line for each request (``django_structlog`` at ``INFO``), it is django-structlog's own.
    """

    def prepare(self, request: HttpRequest) -> None:
        if LOGGER.isEnabledFor(logging.INFO):
            super().prepare(request)
        else:
            structlog.contextvars.bind_contextvars(request_id=str(uuid4()))

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        told = hasattr(request, "_raised_exception") or isinstance(response, StreamingHttpResponse)
        if told or response.status_code >= 400 or LOGGER.isEnabledFor(logging.INFO):
            super().handle_response(request, response)
        else:
            structlog.contextvars.clear_contextvars()
