"""Finds in the code what the server says to people.

That is the literal first argument of ``say``, every literal sentence of an error that is raised with one, and the
literal messages of an error's ``fields``. An f-string there can't be translated and is refused.
"""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

APPS = ("annotator", "agreement", "preferences", "config")
#: Read by whoever runs a command or a file through one, by developers, or kept with the data: English.
LEFT_IN_ENGLISH = (
    "*/migrations/*",
    "*/management/*",
    "*/simulation/*",
    "config/demo.py",
    "config/postgresql/*",
    "config/secret.py",
    "config/settings.py",
    "config/supervisor/*",
    "annotator/services/importing/*",
    "annotator/services/jobs.py",
    "annotator/services/rhythm.py",
    "agreement/formats/*",
    "agreement/services/file_*",
    "agreement/services/judge_*",
    "preferences/formats/comparisons_file.py",
    "preferences/formats/json_lines.py",
    "preferences/formats/scores_file.py",
    "preferences/services/conver*",
    "preferences/services/file_*",
)
#: Python's own errors tell of a defect and reach nobody as a message.
DEFECTS = {
    "ValueError",
    "TypeError",
    "RuntimeError",
    "ImproperlyConfigured",
    "KeyError",
    "LookupError",
    "OperationalError",
    "Exception",
}
#: What takes a message, and as which of its arguments; and the names under which a message waits to be raised.
SAYING = {"say": 0, "refuse": 1}
NAMED = {"message", "detail", "reason", "wrong"}
#: States, kinds and roles that are said within a sentence (``annotator.said.word``).
VOCABULARY = (
    *(
        "lead",
        "reviewer",
        "rater",
        "draft",
        "active",
        "paused",
        "closed",
        "watch",
        "left",
        "open",
        "upheld",
        "rejected",
    ),
    *("held", "submitted", "skipped", "expired", "released", "claimed", "decided", "sent back", "dismissed"),
    *("preference", "likert", "choice", "ranking", "text", "work", "gold", "training"),
    *("reliable", "tentative", "unreliable"),
    *("assignment", "case", "contest", "item", "invitation", "import"),
)
WORDY = re.compile(r"[A-Za-z]{2}")


#: English, or for what is counted the forms for one and for many.
Message = str | tuple[str, ...]


def messages(root: Path) -> dict[Message, list[str]]:
    """Return the places (``path:line``) by message, in order of the code. Raises ``ValueError`` for an f-string."""
    found: dict[Message, list[str]] = {word: ["config/words/finding.py"] for word in VOCABULARY}
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            place = path.relative_to(root)
            if any(fnmatch(str(place), pattern) for pattern in LEFT_IN_ENGLISH):
                continue
            for line, text in _said(ast.parse(path.read_text(encoding="utf-8")), place):
                found.setdefault(text, []).append(f"{place}:{line}")
    return found


def _said(tree: ast.AST, place: Path) -> Iterator[tuple[int, Message]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "say_count":
            yield node.lineno, tuple(ast.literal_eval(form) for form in node.args)
        for told in _told(node, place):
            yield from _literals(told, place)


def _told(node: ast.AST, place: Path) -> Iterator[ast.expr]:
    """Yield the expressions of ``node`` that are told to people."""
    if isinstance(node, ast.Call):
        name = _name(node.func)
        if name in SAYING:
            yield node.args[SAYING[name]]
        elif name == "unknown" and isinstance(node.args[0], ast.Constant):
            yield node.args[0]
        yield from (one.value for one in node.keywords if one.arg == "reason" and isinstance(one.value, ast.Constant))
    elif isinstance(node, ast.Assign) and _holds_messages(node):
        yield node.value
    elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _is_told(node.exc, place):
        yield from node.exc.args
        for keyword in node.exc.keywords:
            if keyword.arg == "fields" and isinstance(keyword.value, ast.Dict):
                yield from keyword.value.values


def _is_told(error: ast.Call, place: Path) -> bool:
    """Errors of the pure mathematics are for whoever calls it; services say them again to people."""
    name = _name(error.func)
    return "statistics" not in place.parts and name not in DEFECTS and not name.startswith("_")


def _holds_messages(node: ast.Assign) -> bool:
    name = _name(node.targets[0])
    return name.endswith("TEMPLATES") or (name in NAMED and isinstance(node.value, ast.Constant))


def _literals(node: ast.AST, place: Path) -> Iterator[tuple[int, str]]:
    """The sentences among an argument, its list or its alternatives; keys of dictionaries and nested calls aren't."""
    if isinstance(node, ast.JoinedStr):
        raise ValueError(f"{place}:{node.lineno}: an f-string can't be translated; use say()")  # noqa: TRY004
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_wordy(node.value):
        yield node.lineno, node.value
    for inner in _parts(node):
        yield from _literals(inner, place)


def _parts(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.List):
        return node.elts
    if isinstance(node, ast.Dict):
        return node.values
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return node.values if isinstance(node, ast.BoolOp) else []


def _is_wordy(text: str) -> bool:
    return bool(WORDY.search(re.sub(r"\{[^}]*\}", "", text)))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
