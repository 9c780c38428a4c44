"""Accounts: made by invitation or by whoever runs the server; a person's name and the tokens of their programs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from knox.models import AuthToken

from annotator.errors import Conflict, InvalidInput, NotFound
from annotator.models import User
from annotator.said import say

ID_LENGTH = 16
MAX_TOKENS = 20


class AccountExists(Conflict):
    code = "account_exists"


class WeakPassword(InvalidInput):
    code = "weak_password"


class TooManyTokens(Conflict):
    code = "too_many_tokens"


def create_account(*, email: str, password: str, name: str = "") -> User:
    """Return a new account that signs in by ``email`` and ``password``.

    Raises ``InvalidInput`` for what is missing or no email address, ``WeakPassword``, and ``AccountExists``.
    """
    missing = {
        field: [say("This field is required to create an account.")]
        for field, value in (("email", email), ("password", password))
        if not value
    }
    if missing:
        raise InvalidInput(say("Missing: {listed}.", listed=", ".join(missing)), fields=missing)
    email = User.objects.normalize_email(email.strip())
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidInput("This is not an email address.", fields={"email": error.messages}) from error
    try:
        validate_password(password, user=User(email=email, name=name))
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages), fields={"password": error.messages}) from error
    taken = AccountExists(
        say("There is an account with this email already. Sign in first, then open the invitation link again."),
        fields={"email": [say("Has an account already.")]},
    )
    if User.objects.filter(email__iexact=email).exists():
        raise taken
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, name=name.strip())
    except IntegrityError as error:
        raise taken from error


def create_lead(*, email: str, name: str, ask_password: Callable[[], str]) -> tuple[User, bool]:
    """Return the account of ``email``, allowed to create projects, and whether it is new.

    The password is asked for only when the account is new. Raises like ``create_account``.
    """
    known = User.objects.filter(email__iexact=email.strip()).first()
    user = known or create_account(email=email, password=ask_password(), name=name)
    user.may_create_projects = True
    user.save(update_fields=["may_create_projects"])
    return user, known is None


def rename_user(*, actor: User, name: str) -> User:
    """Change how ``actor`` is called; aliases in projects stay, because exports name them."""
    actor.name = name.strip()
    actor.save(update_fields=["name"])
    return actor


def set_preferences(*, actor: User, chosen: Mapping[str, Any]) -> User:
    """Keep what ``actor`` chose, beside what they chose before; each field's last write wins. Returns them."""
    with transaction.atomic():
        kept = User.objects.select_for_update().get(pk=actor.pk)
        kept.preferences = {**kept.preferences, **chosen}
        kept.save(update_fields=["preferences"])
    return kept


def create_token(*, actor: User, now: datetime) -> tuple[AuthToken, str]:
    """Return a new API token of ``actor`` and its secret, which is shown this once. Expired ones are removed.

    Raises ``TooManyTokens`` when they have as many as anybody may have.
    """
    AuthToken.objects.filter(user=actor, expiry__lte=now).delete()
    if AuthToken.objects.filter(user=actor).count() >= MAX_TOKENS:
        raise TooManyTokens(
            say("You have {max_tokens} tokens already. Delete one that you don't use.", max_tokens=MAX_TOKENS)
        )
    token, secret = AuthToken.objects.create(user=actor)
    return token, secret


def delete_token(*, actor: User, token_id: str) -> None:
    """End the token whose id (the first characters of its digest) is ``token_id``. Raises ``NotFound``."""
    found = AuthToken.objects.filter(user=actor, digest__startswith=token_id) if len(token_id) == ID_LENGTH else None
    if found is None or not found.exists():
        raise NotFound("You have no such token.")
    found.delete()
