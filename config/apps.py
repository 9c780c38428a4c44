from django.apps import AppConfig
from django.db.backends.signals import connection_created

from config.sqlite import hold_open


class ConfigConfig(AppConfig):
    """Installed for ``manage.py up`` and its like, and to look after SQLite's connections."""

    name = "config"

    def ready(self) -> None:
        """Hold each SQLite file open from its first connection on."""
        connection_created.connect(hold_open, dispatch_uid="config.sqlite.hold_open")
