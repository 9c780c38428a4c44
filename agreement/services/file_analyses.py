"""Analyses of a file from any tool, without a database: each app adds its own by a dotted path."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class FileAnalysis:
    """One kind of analysis: what it is, its options, the result as JSON-safe values, and the result as lines to read.

    ``run`` raises ``DomainError`` that names line and column of what is wrong.
    """

    help: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Path, Mapping[str, Any]], dict[str, Any]]
    lines: Callable[[Mapping[str, Any]], list[str]]


_registry: dict[str, str] = {}


def register_analysis(kind: str, path: str) -> None:
    """Make ``kind`` known as the ``FileAnalysis`` at the dotted ``path``; called from ``AppConfig.ready``.

    Raises ``ValueError`` when another one has that name.
    """
    if _registry.get(kind, path) != path:
        raise ValueError(f"Another analysis is registered as {kind!r}.")
    _registry[kind] = path


def analyses() -> dict[str, FileAnalysis]:
    """All registered analyses by name."""
    return {kind: import_string(path) for kind, path in _registry.items()}


def told(estimate: Mapping[str, Any]) -> str:
    """An Estimate as a line says it."""
    if estimate["value"] is None:
        return f"unknown: {estimate['reason']}"
    interval = "no interval" if estimate["low"] is None else f"{estimate['low']:.4f} to {estimate['high']:.4f}"
    return f"{estimate['value']:.4f}  ({interval})  {estimate['method']}"
