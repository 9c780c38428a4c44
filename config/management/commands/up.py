"""``manage.py up``: the whole of Touchstone on this machine, under one supervisor."""

import io
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config.supervisor.console import Console
from config.supervisor.errors import SupervisorError
from config.supervisor.supervisor import Supervisor


class Command(BaseCommand):
    """Starts broker, web, worker and beat, keeps them alive, and stops them all on Ctrl-C."""

    help = (
        "Start Touchstone: broker (unless REDIS_URL is set), migrations, web server, worker and beat. Ctrl-C stops all."
    )
    # The children check and migrate; the supervisor itself must come up fast.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", type=_port, default=8000, help="port; when busy, the next free one is taken")
        parser.add_argument("--data", type=Path, help="data folder (default: TOUCHSTONE_DATA_DIR, else var/)")
        parser.add_argument("--workers", type=_positive, default=2, help="web processes and worker processes, each")
        parser.add_argument("--demo", action="store_true", help="also make the demo project, if it isn't there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        data_dir: Path = settings.DATA_DIR
        wanted: Path | None = options["data"]
        if wanted is not None and wanted.expanduser().resolve() != data_dir:
            # The settings of this process belong to the other folder already: begin again with the wanted one.
            os.environ["TOUCHSTONE_DATA_DIR"] = str(wanted.expanduser().resolve())
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - no shell is wanted
        data_dir.chmod(0o700)
        os.umask(0o077)
        console = Console(log_dir=data_dir / "log")
        supervisor = Supervisor(
            data_dir=data_dir,
            host=options["host"],
            port=options["port"],
            web_processes=options["workers"],
            worker_processes=options["workers"],
            prepare=lambda: prepare(with_demo=options["demo"]),
            console=console,
        )
        try:
            supervisor.run()
        except SupervisorError as error:
            raise CommandError(str(error)) from error
        finally:
            console.close()


def prepare(*, with_demo: bool) -> str:
    """Bring the database up to date and, if asked, make the demo project; return what the demo has to say."""
    call_command("migrate", interactive=False, verbosity=0)
    said = io.StringIO()
    if with_demo:
        call_command("demo", stdout=said)
    connections.close_all()
    return said.getvalue()


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} isn't a whole number of at least 1")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError(f"{text!r} isn't a port (1 to 65535)")
    return int(text)
