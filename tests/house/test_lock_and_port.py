"""One Touchstone per data folder, and the next free port when the wanted one is busy."""

import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.supervisor import broker, ports
from config.supervisor.broker_address import LONGEST_SOCKET_PATH, broker_url, socket_path
from config.supervisor.errors import BrokerUnavailable, DataFolderInUse, NoFreePort
from config.supervisor.lock import DataFolderLock


def test_a_second_holder_is_refused_with_the_first_ones_note(tmp_path: Path) -> None:
    with DataFolderLock(tmp_path) as first:
        first.note("pid 4711, http://127.0.0.1:8000/")
        with (
            pytest.raises(DataFolderInUse, match=r"pid 4711, http://127\.0\.0\.1:8000/.*--data"),
            DataFolderLock(tmp_path),
        ):
            pass
    with DataFolderLock(tmp_path):
        pass


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys, time; from config.supervisor.lock import DataFolderLock\n"
        "with DataFolderLock(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DataFolderInUse, match=f"pid {holder.pid}"), DataFolderLock(tmp_path):
            pass
        holder.kill()
        holder.wait(timeout=10)
    with DataFolderLock(tmp_path):
        pass


def test_a_busy_port_gives_the_next_free_one() -> None:
    with ports.listen(host="127.0.0.1", port=8110) as first, ports.listen(host="127.0.0.1", port=8110) as second:
        assert first.getsockname()[1] < second.getsockname()[1]
        with socket.create_connection(second.getsockname(), timeout=2):
            pass


def test_no_port_left_says_which_were_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "TRIES", 1)
    with ports.listen(host="127.0.0.1", port=8110) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NoFreePort, match=f"{port}.*--port"):
            ports.listen(host="127.0.0.1", port=port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(NoFreePort, match=r"192\.0\.2\.1"):
        ports.listen(host="192.0.2.1", port=8110)


@pytest.mark.parametrize(("host", "expected"), [("127.0.0.1", "http://127.0.0.1:80/"), ("::1", "http://[::1]:80/")])
def test_the_address_can_be_typed_into_a_browser(host: str, expected: str) -> None:
    assert ports.url(host, 80) == expected


def test_a_long_data_folder_gets_a_short_private_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    path = socket_path(deep)
    assert deep not in path.parents
    assert len(str(path)) <= LONGEST_SOCKET_PATH
    assert socket_path(deep) == path != socket_path(tmp_path / ("e" * 120))
    assert str(path) in broker_url(deep)
    broker.prepare(deep)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.parent.rmdir()


def test_a_socket_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "broker").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BrokerUnavailable, match="isn't a folder of yours"):
        broker.prepare(tmp_path)


def test_a_broker_left_behind_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "answers", lambda path: True)
    monkeypatch.setattr(broker, "PATIENCE_SECONDS", 0.05)
    with pytest.raises(BrokerUnavailable, match=r"earlier run.*valkey\.sock"):
        broker.prepare(tmp_path)
