"""Sessions in the database, read with their account by one statement that is compiled once."""

import threading
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.signals import request_started
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from annotator.models import User
from annotator.models.statements import Given, Prepared
from config.models import Session

LIVE_SESSION = Prepared(
    lambda: Session.objects.select_related("account").filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    )
)
_came_along = threading.local()


class SessionStore(DatabaseStore):
    """Django's own store in all but how a session is read."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = cast(Session, super().create_model_instance(data))
        session.account_id = data.get(SESSION_KEY)
        return session

    def _get_session_from_db(self) -> Any:
        session = LIVE_SESSION.first(key=self.session_key, now=timezone.now())
        _came_along.account = session.account if session is not None else None
        if session is None:
            self._session_key = None
        return session


def account_of_session(user_id: int) -> User | None:
    """Return the account if it came along with the session that this thread has just read; it is given once."""
    account: User | None = getattr(_came_along, "account", None)
    _forget()
    return account if account is not None and account.pk == user_id else None


def _forget(**_: Any) -> None:
    _came_along.account = None


request_started.connect(_forget, dispatch_uid="config.sessions.forget")
