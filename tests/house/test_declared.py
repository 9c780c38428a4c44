"""What the house declares twice must agree: settings and their example, the Makefile and its help, the compose file."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.machine import BASE_DIR

READ = re.compile(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"')
SHOWN = re.compile(r"^#([A-Z_]+)=", re.MULTILINE)
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "PORT", "WORKER_PROCESSES"}
TARGETS = {"setup", "demo", "up", "test", "lint", "bench", "clean", "screenshots", "looks", "schema"}


def _text(name: str) -> str:
    return (BASE_DIR / name).read_text(encoding="utf-8")


def test_every_variable_that_the_settings_read_is_in_the_example_and_none_else() -> None:
    read = set(READ.findall(_text("config/settings.py")))
    assert len(read) > 10
    assert set(SHOWN.findall(_text(".env.example"))) - COMPOSE_ONLY == read


def test_the_compose_file_sets_only_what_is_read_and_gives_every_service_a_health_check() -> None:
    compose = yaml.safe_load(_text("docker-compose.yml"))
    read = set(READ.findall(_text("config/settings.py")))
    for name in ("web", "worker", "beat", "migrate"):
        assert set(compose["services"][name]["environment"]) <= read, name
    for name in ("postgres", "valkey", "worker", "beat"):
        assert compose["services"][name]["healthcheck"]["test"], name
    assert "HEALTHCHECK" in _text("Dockerfile")
    assert re.search(r"^USER touchstone$", _text("Dockerfile"), re.MULTILINE)


def test_the_help_names_every_target() -> None:
    run = subprocess.run(["make"], cwd=BASE_DIR, capture_output=True, text=True, timeout=60, check=True)
    assert {line.split()[1] for line in run.stdout.splitlines() if line.startswith("  make ")} == TARGETS | {"help"}


@pytest.mark.parametrize(("new_enough", "first"), [(True, "fake"), (False, ".venv/bin")])
def test_an_old_node_gives_way_to_the_environments_own(new_enough: bool, first: str, tmp_path: Path) -> None:
    if not (BASE_DIR / ".venv" / "bin" / "node").exists():
        pytest.skip("the environment isn't in .venv")
    fake = tmp_path / "fake"
    fake.mkdir()
    for name in ("node", "npm"):
        (fake / name).write_text(f"#!/bin/sh\nexit {0 if new_enough else 1}\n")
        (fake / name).chmod(0o755)
    path = f"{fake}:{os.environ['PATH']}"
    run = subprocess.run(
        [str(BASE_DIR / "scripts" / "node-path")],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert run.stdout.split(":")[0].endswith(first)
