"""The running API keeps to its own schema: no server error and no answer that the schema doesn't know."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.e2e.conftest import Demo, running_demo
from tests.machine import BASE_DIR
from tests.support.api import ApiClient

pytestmark = [pytest.mark.timeout(240)]

METHODS = {"get", "post", "put", "patch", "delete"}
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.fixture(scope="module")
def own_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of our own: what is sent here closes projects and pauses raters."""
    with running_demo(tmp_path_factory.mktemp("conformance")) as running:
        yield running


# A rater is refused most of it whatever is sent, so that the systematic part is the lead's.
@pytest.mark.parametrize(("role", "phases"), [("lead", "coverage,fuzzing"), ("rater", "fuzzing")])
def test_every_operation_keeps_to_the_schema(role: str, phases: str, own_demo: Demo, tmp_path: Path):
    with ApiClient(own_demo.address).sign_in(**own_demo.sign_ins[role]) as client:
        token = client.post("tokens/")["token"]
        run = subprocess.run(
            [
                str(Path(sys.executable).with_name("st")),
                *("run", f"{own_demo.address}/api/v1/schema/", "--header", f"Authorization: Token {token}"),
                *("--checks", CHECKS, "--phases", phases, "--max-examples", "3"),
                *("--seed", "20260302", "--generation-database", "none", "--no-color"),
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    tested = re.search(r"Tested: (\d+)", run.stdout)
    assert tested, run.stdout[-2000:]
    assert int(tested[1]) == n_operations()  # all, not a handful


def n_operations() -> int:
    paths = yaml.safe_load((BASE_DIR / "frontend/src/api/schema.yml").read_text())["paths"]
    return sum(method in METHODS for path in paths.values() for method in path)
