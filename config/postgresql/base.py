"""PostgreSQL with a cheap look at a connection that was kept from an earlier request, and a plain COMMIT."""

import select

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQLWrapper
from django.db.backends.utils import debug_transaction
from psycopg.pq import ConnStatus, ExecStatus


class DatabaseWrapper(PostgreSQLWrapper):
    """Django's own, all but what it does before and after each request that needs no more than libpq."""

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

    def _commit(self) -> None:
        """Commit as psycopg does, without its steps for pipelines and two phases, which nothing here uses."""
        if self.connection is None:
            return
        with debug_transaction(self, "COMMIT"), self.wrap_database_errors:
            server = self.connection.pgconn
            ended = server.exec_(b"COMMIT")
            if server.status == ConnStatus.BAD:
                raise psycopg.OperationalError(ended.get_error_message() or "the connection is lost")
            if ended.status != ExecStatus.COMMAND_OK:
                raise psycopg.errors.error_from_result(ended, encoding=self.connection.info.encoding)
