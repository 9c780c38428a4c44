"""What views share."""

from typing import Any, Protocol, TypeVar, cast

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from annotator.api.access import project_for
from annotator.errors import NotFound
from annotator.models import Role, User
from annotator.said import say, word


class OfProject(Protocol):
    """A row that belongs to a project."""

    project_id: int


R = TypeVar("R", bound=OfProject)

S = TypeVar("S", bound="Serializer[Any]")
LEADING = (Role.LEAD, Role.REVIEWER)


def signed_in(request: Request) -> User:
    """Return the user behind an authenticated request."""
    return cast(User, request.user)


def validated(serializer: type[S], request: Request) -> dict[str, Any]:
    """Return the request's body, checked by ``serializer``. Raises DRF's ``ValidationError`` naming the fields."""
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def reachable(row: R | None, request: Request, *roles: Role, what: str) -> R:
    """Return ``row`` if the asker has one of ``roles`` in its project.

    Raises ``NotFound`` in the same words whether the row is absent or belongs to a project that isn't the asker's, and
    ``Forbidden`` for members who lack the role.
    """
    hidden = NotFound(say("There is no such {what}, or you are not a member of its project.", what=word(what)))
    if row is None:
        raise hidden
    try:
        project_for(request.user, row.project_id, *roles)
    except NotFound as error:
        raise hidden from error
    return row


def as_django(request: Request) -> HttpRequest:
    """Return the request that Django's own functions work on; the session lives there."""
    return request._request  # noqa: SLF001 - the framework offers no other way
