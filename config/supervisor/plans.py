"""The children of Touchstone: broker, web, worker and beat, with the environment they share."""

import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.supervisor import broker
from config.supervisor.broker_address import broker_url
from config.supervisor.child import Plan

BASE_DIR = Path(__file__).resolve().parent.parent.parent
WEB_THREADS = 8
WORKER_CLASS = "config.web_worker.EvenWorker"


@dataclass(frozen=True)
class House:
    """What all children share: data folder, listening socket, numbers of processes, and where the services are."""

    data_dir: Path
    listener: socket.socket
    web_processes: int
    worker_processes: int

    @property
    def embedded_broker(self) -> bool:
        """Whether the supervisor runs the broker itself, because no REDIS_URL names another one."""
        return not os.environ.get("REDIS_URL")

    @property
    def environment(self) -> Mapping[str, str]:
        """The children's environment: this process's own, and what the embedded default adds to it."""
        added = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
            "TOUCHSTONE_DATA_DIR": str(self.data_dir),
        }
        if self.embedded_broker:
            added["REDIS_URL"] = broker_url(self.data_dir)
        # The children write into pipes; people read the lines at this terminal, machines when there is none.
        readable = {"LOG_JSON": "0" if sys.stdout.isatty() else "1"}
        return {**readable, **os.environ, **added}


def broker_plan(house: House) -> Plan:
    """The embedded Valkey."""
    return Plan(
        name="broker",
        command=broker.command(house.data_dir),
        environment=house.environment,
        directory=BASE_DIR,
        quiet=True,
    )


def web_plan(house: House) -> Plan:
    """Gunicorn on the supervisor's own socket."""
    handle = house.listener.fileno()
    shared_memory = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat files; a slow disk would fake a hang
    heartbeat = ["--worker-tmp-dir", str(shared_memory)] if shared_memory.is_dir() else []
    return Plan(
        name="web",
        command=[
            *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
            *("--bind", f"fd://{handle}"),
            *("--workers", str(house.web_processes), "--worker-class", WORKER_CLASS, "--threads", str(WEB_THREADS)),
            *("--timeout", "60", "--graceful-timeout", "5", "--keep-alive", "30"),
            *("--no-control-socket", "--log-level", "warning", "--preload"),
            *heartbeat,
        ],
        environment=house.environment,
        directory=BASE_DIR,
        stops=((signal.SIGTERM, 8.0), (signal.SIGQUIT, 2.0)),
        orphan_signal=signal.SIGQUIT,
        lent_handles=(handle,),
    )


def worker_plan(house: House) -> Plan:
    """The Celery worker. It first finishes what it holds; what takes too long was not acknowledged and is redone."""
    return Plan(
        name="worker",
        command=[
            # Celery advises services against running as root; whose machine this is, is the person's own choice.
            *(sys.executable, "-W", "ignore:You're running the worker"),
            *("-m", "celery", "--app", "config.celery", "--quiet", "worker"),
            *("--concurrency", str(house.worker_processes), "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle"),
        ],
        environment=house.environment,
        directory=BASE_DIR,
        stops=((signal.SIGTERM, 10.0), (signal.SIGQUIT, 3.0)),
        orphan_signal=signal.SIGQUIT,
    )


def beat_plan(house: House) -> Plan:
    """Celery's clock. Its pid file is switched off: the data folder's lock already allows one only."""
    return Plan(
        name="beat",
        command=[
            *(sys.executable, "-m", "celery", "--app", "config.celery", "--quiet", "beat"),
            *("--loglevel", "INFO", "--pidfile", ""),
        ],
        environment=house.environment,
        directory=BASE_DIR,
        stops=((signal.SIGTERM, 5.0),),
    )
