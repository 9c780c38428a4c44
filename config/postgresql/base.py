"""PostgreSQL with a cheap look at a connection that was kept from an earlier request."""

import select

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQLWrapper


class DatabaseWrapper(PostgreSQLWrapper):
    """Django's own, which asks ``SELECT 1`` before the first statement of each request, all but that."""

    def is_usable(self) -> bool:
        """Return whether the connection can be used.

        A server that went away (restarted, shut down, the session ended) has closed its end, so that the idle socket
        has something to read: then the server is asked. A silent socket is one whose server still holds it.
        """
        if self.connection is None:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0) or bool(super().is_usable())
