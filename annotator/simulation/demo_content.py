"""The demo's items: self-written prompts with the responses of four invented models, and their true qualities."""

import json
import random
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).with_name("demo_content.json")


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(CONTENT.read_text(encoding="utf-8"))
    return content


def _base(entry: dict[str, Any]) -> dict[str, Any]:
    asked: dict[str, Any] = {name: entry[name] for name in ("prompt", "messages") if name in entry}
    return {**asked, "slices": {"category": entry["category"], "language": entry["language"]}}


def _response(entry: dict[str, Any]) -> dict[str, str]:
    return {"model": entry["model"], "text": entry["text"]}


def _pairs() -> Iterator[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """Yield ``(external id, prompt entry, the two responses)`` for every pair of models on every prompt.

    Every other pair is turned round, so that neither position holds the better models.
    """
    turn = False
    for entry in _content()["prompts"]:
        for one, two in combinations(range(len(entry["responses"])), 2):
            pair = [entry["responses"][one], entry["responses"][two]]
            yield f"{entry['id']}-{one + 1}{two + 1}", entry, pair[::-1] if turn else pair
            turn = not turn


def pairwise_rows() -> list[dict[str, Any]]:
    """Item rows in the import format: every pair of models on every prompt, then the gold items."""
    rows = [
        {**_base(entry), "id": name, "responses": [_response(one) for one in pair]} for name, entry, pair in _pairs()
    ]
    gold = [
        {
            **_base(entry),
            "id": f"{entry['id']}-check",
            "responses": [_response(response) for response in entry["responses"]],
            "gold": {"preference": entry["outcome"]},
            "gold_explanation": entry["explanation"],
        }
        for entry in _content()["gold"]
    ]
    return rows + gold


def pairwise_truth() -> dict[str, tuple[float, ...]]:
    """The true qualities of each pairwise item's responses."""
    truth: dict[str, tuple[float, ...]] = {name: tuple(one["quality"] for one in pair) for name, _, pair in _pairs()}
    for entry in _content()["gold"]:
        truth[f"{entry['id']}-check"] = (0.95, 0.1) if entry["outcome"] == "a" else (0.1, 0.95)
    return truth


def pairwise_scores() -> list[dict[str, Any]]:
    """Score rows of an invented reward model that sees most of the quality, and pays for length besides."""
    rng = random.Random("a reward model that likes long answers")  # noqa: S311 - a simulation
    return [
        {
            "item": name,
            "scorer": "demo-reward-model",
            "scores": [round(4 * one["quality"] + len(one["text"]) / 250 + rng.gauss(0, 0.5), 3) for one in pair],
        }
        for name, _, pair in _pairs()
    ]


def likert_rows() -> list[dict[str, Any]]:
    """Item rows with one response each."""
    return [
        {**_base(entry), "id": f"{entry['id']}-{number + 1}", "responses": [_response(response)]}
        for entry in _content()["prompts"]
        for number, response in enumerate(entry["responses"])
    ]


def likert_truth() -> dict[str, tuple[float, ...]]:
    """The true quality of each single response."""
    return {
        f"{entry['id']}-{number + 1}": (response["quality"],)
        for entry in _content()["prompts"]
        for number, response in enumerate(entry["responses"])
    }
