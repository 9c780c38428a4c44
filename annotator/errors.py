"""The root of all named errors. Each lives beside what raises it; ``config.api.errors`` makes HTTP of them once."""

from typing import Any


class DomainError(Exception):
    """Something that the rules of the domain don't allow.

    ``code`` names the error for programs, the message tells a person what to do, ``fields`` maps fields to messages.
    """

    code = "invalid"
    status = 400

    def __init__(self, message: str, *, fields: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields or {}


class InvalidInput(DomainError):
    """The input is malformed or out of range."""

    code = "invalid"
    status = 400


class Forbidden(DomainError):
    """The actor may not do this."""

    code = "forbidden"
    status = 403


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it."""

    code = "not_found"
    status = 404


class Conflict(DomainError):
    """The thing is in a state that doesn't allow this now."""

    code = "conflict"
    status = 409
