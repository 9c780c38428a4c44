"""Who signs in how: allauth's way, with the account of a session read by a statement that is compiled once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from django.db.models import BigIntegerField

from annotator.models import User
from annotator.models.statements import Given, Prepared
from config.sessions import account_of_session

ACCOUNT = Prepared(lambda: User.objects.filter(pk=Given("id", BigIntegerField())))


class AuthenticationBackend(AllauthBackend):
    """Allauth's in all but how the account of a request is read."""

    def get_user(self, user_id: Any) -> User | None:
        user = account_of_session(user_id) or ACCOUNT.first(id=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
