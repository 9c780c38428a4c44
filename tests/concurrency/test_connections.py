"""Browsers that arrive together are shared out between the web processes."""

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from tests.support.rush import TRIVIAL
from tests.support.web_server import Place, WebServer, web_server

BROWSERS = 24
pytestmark = pytest.mark.timeout(120)


def connections_by_process(server: WebServer) -> list[int]:
    port = urlsplit(server.address).port
    ours = [process.net_connections(kind="tcp4") for process in psutil.Process(server.process.pid).children()]
    return [
        sum(one.status == psutil.CONN_ESTABLISHED and one.laddr.port == port for one in process) for process in ours
    ]


def test_no_process_keeps_the_browsers_to_itself(tmp_path: Path):
    place = Place(tmp_path)
    with web_server(place, workers=2) as server:
        browsers = [http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30) for _ in range(BROWSERS)]
        for browser in browsers:
            browser.connect()
        for browser in browsers:
            browser.request("GET", TRIVIAL)
        assert {browser.getresponse().status for browser in browsers} == {200}
        shares = connections_by_process(server)
        for browser in browsers:
            browser.close()
    assert len(shares) == 2
    assert sum(shares) >= BROWSERS
    assert min(shares) >= BROWSERS // 4, shares
