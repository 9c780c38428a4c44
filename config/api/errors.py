"""Errors → HTTP, in one place: every error leaves as problem JSON (RFC 9457)."""

from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from annotator.errors import DomainError
from annotator.said import by_field, say
from annotator.wording import worded, worded_fields

log = structlog.get_logger(__name__)
CONTENT_TYPE = "application/problem+json"


def problem_json(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the problem response for ``error``, or ``None`` where it is a defect and must surface as a 500.

    The body: ``{type, title, status, code, detail, fields}``; ``fields`` maps a field's path to its messages.
    """
    if isinstance(error, DomainError):
        set_rollback()
        return _respond(error.status, error.code, error.message, error.fields)
    if isinstance(error, DjangoValidationError):
        error = exceptions.ValidationError(error.messages)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    if isinstance(error, exceptions.ValidationError):
        fields = _flatten(error.detail)
        detail = by_field(dict(list(fields.items())[:3]))
        return _respond(response.status_code, "invalid", detail, fields, response)
    return _respond(response.status_code, str(error.default_code), str(error.detail), {}, response)


def _respond(status: int, code: str, detail: str, fields: dict[str, Any], base: Response | None = None) -> Response:
    body = {
        "type": "about:blank",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": worded(detail),
        "fields": worded_fields(fields),
    }
    response = Response(body, status=status, content_type=CONTENT_TYPE)
    for header in ("WWW-Authenticate", "Retry-After"):
        if base is not None and base.has_header(header):
            response[header] = base[header]
    return response


def _flatten(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Return ``{"answers.0.score": ["…"]}`` from DRF's nested error detail."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for name, part in detail.items():
            inner = path if name == "non_field_errors" else f"{path}.{name}" if path else str(name)
            found.update(_flatten(part, inner))
        return found
    if isinstance(detail, list) and any(isinstance(part, (dict, list)) for part in detail):
        found = {}
        for index, part in enumerate(detail):
            found.update(_flatten(part, f"{path}.{index}" if path else str(index)))
        return found
    return {path: [str(part) for part in detail] if isinstance(detail, list) else [str(detail)]}


def _plain(status: int, code: str, detail: str) -> JsonResponse:
    body = {
        "type": "about:blank",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": worded(detail),
        "fields": {},
    }
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Django's 404 handler."""
    return _plain(404, "not_found", say("There is nothing at {path}.", path=request.path))


def server_error(request: HttpRequest) -> JsonResponse:
    """Django's 500 handler; the traceback is in the log."""
    return _plain(500, "server_error", say("Something went wrong on our side. It was logged; please try again."))


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    """Django's CSRF failure view."""
    return _plain(403, "csrf_failed", say("{reason} Reload the page and try again.", reason=reason))
