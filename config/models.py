"""What the house itself keeps in the database."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A browser's session that knows whose it is: both are read together, and an account's sessions go with it."""

    account = models.ForeignKey(
        "annotator.User", on_delete=models.CASCADE, null=True, blank=True, related_name="sessions"
    )
