"""The dataset card: README.md with the YAML front matter that dataset loaders read, filled in from the manifest.

Structure after the Hub's dataset card template ("Dataset Cards", section "Annotations") and Gebru et al. 2021,
"Datasheets for Datasets"; the front matter's ``configs`` is documented under "Manual Configuration".
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from preferences.formats import Format

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_BIGGER = "1M<n<10M"


def card_of(manifest: Mapping[str, Any], *, form: Format) -> bytes:
    """Return the card. Every number in it is the manifest's."""
    parts = [
        _front_matter(manifest, form),
        f"# {_plain(manifest['project']['name'])}",
        (
            f"Human judgments of model outputs, written as **{form.name}** by Touchstone {manifest['touchstone']}. "
            f"Schema: {form.source}."
        ),
        "## Files\n\n" + _table(("file", "rows", "SHA-256"), _file_rows(manifest["files"])),
        f"Kept: {form.kept}.\n\nLost: {form.lost}." if form.kept else "",
        "## How it was annotated\n\n" + _process(manifest),
        "## Agreement\n\n" + _agreement(manifest),
        "## Bias\n\n" + _bias(manifest),
        "## Raters\n\n" + _raters(manifest["raters"]),
        "## What was left out\n\n" + _left_out(manifest),
    ]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _front_matter(manifest: Mapping[str, Any], form: Format) -> str:
    # JSON strings are YAML strings: nothing that a project is called can break out of its line.
    rows = sum(file["rows"] for file in manifest["files"])
    size = next((name for limit, name in _SIZES if rows < limit), _BIGGER)
    lines = ["---", f"pretty_name: {json.dumps(manifest['project']['name'])}", "tags:"]
    lines += [f"- {tag}" for tag in ("human-feedback", "preference", "touchstone", form.key)]
    lines += ["size_categories:", f"- {size}", "configs:", "- config_name: default", "  data_files:"]
    for file in manifest["files"]:
        if not file["rows"]:
            continue  # a loader refuses an empty file
        split = file["name"].partition(".")[0]
        lines += [f"  - split: {'train' if split == 'votes' else split}", f"    path: {file['name']}"]
    return "\n".join([*lines, "---"])


def _file_rows(files: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    return [(f"`{file['name']}`", f"{file['rows']:,}", f"`{file['sha256']}`") for file in files]


def _process(manifest: Mapping[str, Any]) -> str:
    counts = manifest["counts"]
    questions = ", ".join(f"`{key}`" for key in manifest["questions"])
    said = [
        (
            f"{counts['votes']:,} votes by {len(manifest['raters'])} raters answered the question {questions}. "
            "Raters worked in a browser under a written guideline; they did not see which model wrote what, and which "
            "response stood first was drawn by the server, balanced within each item. Votes that were imported from "
            "elsewhere were given under the conditions there."
        ),
        "Gold items, judgments of paused raters and superseded revisions are not among them."
        if not manifest["filters"].get("include_gold")
        else "Gold items are among them; judgments of paused raters and superseded revisions are not.",
    ]
    versions = [
        ("none" if row["version"] is None else str(row["version"]), f"{row['votes']:,}")
        for row in manifest["guideline_versions"]
    ]
    return "\n\n".join([*said, _table(("guideline version", "votes"), versions)])


def _agreement(manifest: Mapping[str, Any]) -> str:
    agreement = manifest["agreement"]
    if agreement is None:
        return "Not computed for this format: it is a property of pairs. Export pairs, or run a report."
    return _table(
        ("measure", "value", "items", "judgments"),
        [
            ("Krippendorff's alpha, nominal", *_estimate(agreement["krippendorff_alpha"])),
            ("percent agreement", *_estimate(agreement["percent_agreement"])),
        ],
    )


def _bias(manifest: Mapping[str, Any]) -> str:
    bias = manifest["bias"]
    if bias is None:
        return "Not computed for this format: it is a property of pairs. Export pairs, or run a report."
    rows = [
        ("longer response wins (of unequal lengths)", *_estimate(bias["longer_wins"])),
        ("response shown first wins (where the order is known)", *_estimate(bias["first_wins"])),
    ]
    told = [
        _table(("share of decided votes", "value", "items", "judgments"), rows),
        _finding(bias["longer_wins"], "length", "the longer response"),
        _finding(bias["first_wins"], "order", "the response shown first"),
    ]
    return "\n\n".join(told)


def _finding(estimate: Mapping[str, Any], what: str, which: str) -> str:
    if estimate["low"] is None:
        return f"Whether {what} swayed the raters is unknown: {estimate['reason']}."
    if estimate["low"] > 0.5:
        return f"Raters preferred {which} more often than not; part of it may be quality."
    if estimate["high"] < 0.5:
        return f"Raters preferred {which} less often than not; part of it may be quality."
    return f"The interval for {which} includes one half: no sign that {what} swayed the raters."


def _raters(raters: Sequence[Mapping[str, Any]]) -> str:
    if not raters:
        return "Unknown."
    votes = sorted(row["votes"] for row in raters)
    models = sum(row["kind"] == "model" for row in raters)
    said = (
        f"{len(raters)} raters ({models} of them model judges) gave {votes[0]:,} to {votes[-1]:,} votes each, "
        f"{votes[len(votes) // 2]:,} in the middle. Names are pseudonyms unless the export asked for aliases."
    )
    busiest = sorted(raters, key=lambda row: (-row["votes"], str(row["rater"])))[:20]
    rows = [
        (
            _plain(str(row["rater"])),
            row["kind"],
            f"{row['votes']:,}",
            _estimate(row["agrees_with_others"])[0],
            "unknown" if row["mean_active_s"] is None else f"{row['mean_active_s']:.1f}",
        )
        for row in busiest
    ]
    header = ("rater", "kind", "votes", "agrees with the others' majority", "mean active seconds")
    more = f"\n\nThe {len(busiest)} busiest of {len(raters)}." if len(raters) > len(busiest) else ""
    return f"{said}\n\n{_table(header, rows)}{more}"


def _left_out(manifest: Mapping[str, Any]) -> str:
    counts = manifest["counts"]
    rows = [
        (name.removesuffix("_dropped").replace("_", " "), f"{n:,}")
        for name, n in counts.items()
        if name.endswith("_dropped") and n
    ]
    told = "\n".join(f"- {note}" for note in manifest["notes"])
    table = _table((f"reason ({counts['unit']})", "left out"), rows) if rows else "Nothing."
    return f"{table}\n\n{told}" if told else table


def _estimate(estimate: Mapping[str, Any]) -> tuple[str, str, str]:
    n = (f"{estimate['n_items']:,}", f"{estimate['n_judgments']:,}")
    if estimate["value"] is None:
        return (f"unknown: {estimate['reason']}", *n)
    if estimate["low"] is None:
        return (f"{estimate['value']:.3f} (no interval: {estimate['reason']})", *n)
    level = round(100 * estimate["level"])
    return (f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}] ({level} %)", *n)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _plain(text: str) -> str:
    """Text as one line of Markdown that says nothing but itself."""
    line = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in line)
