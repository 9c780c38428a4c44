"""A question before it belongs to a project, and a preset: questions, a guideline and sensible policies."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question as a lead or a preset words it; the fields mean what they mean on ``Question``."""

    key: str
    kind: str
    title: str
    help_text: str = ""
    required: bool = True
    per_response: bool = False
    allow_tie: bool = True
    allow_both_bad: bool = True
    strength_levels: int = 0
    scale_min: int = 1
    scale_max: int = 5
    scale_labels: dict[str, str] = field(default_factory=dict)
    choices: list[dict[str, str]] = field(default_factory=list)
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Preset:
    """A study to start from."""

    key: str
    name: str
    description: str
    questions: tuple[QuestionDraft, ...]
    guideline: str
    defaults: dict[str, Any]


def rationale(help_text: str) -> QuestionDraft:
    """Return the optional free-text question that presets end with."""
    return QuestionDraft(key="rationale", kind="text", title="Why? (optional)", help_text=help_text, required=False)
