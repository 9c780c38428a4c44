"""Adaptive policies against the fixed rules of other tools, on the same simulated people and items.

``python benchmarks/quality.py --seeds 20`` prints JSON, of the ``--part`` asked for (or of ``all``):

- ``headline``: the adaptive rules, a thrifty setting and one with longer breaks against fixed overlaps from 2 to 5;
  means with Student's 95 % intervals over seeds, and differences paired by seed, at the same overlap, equal hours and
  equal accuracy;
- ``curve``: accuracy against rater-hours for other confidences and other numbers of votes; ``--svg FILE`` draws it;
- ``sensitivity``: the headline's comparison under other assumptions about people, items and gold.

Days run in memory, which a test holds against the services; ``--through services`` takes a minute or two a day. They
are spread over ``--processes``.
"""

import sys
from pathlib import Path

sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.pool import Pool
from typing import Any

import django
import numpy as np
from django.conf import settings
from scipy.stats import t

if not settings.configured:
    FOLDER = tempfile.TemporaryDirectory(prefix="touchstone-")  # removed when this ends; no data of the user's is near
    os.environ["TOUCHSTONE_DATA_DIR"] = FOLDER.name
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()

from agreement.management.commands.simulate import simulate
from annotator.simulation.day.people import Population
from annotator.simulation.day.rules import ADAPTIVE, FIXED, Rules, with_overlap
from annotator.simulation.day.run import Settings

Figures = dict[str, float | None]

THRIFTY = replace(ADAPTIVE, name="thrifty", first_votes=1, confidence=0.9)
LONG_RESTS = replace(ADAPTIVE, name="long_rests", rest_minutes=10)
PARTS = ("headline", "curve", "sensitivity", "all")
FIXED_OVERLAPS = (2, 3, 4, 5)
HEADLINE = {rules.name: rules for rules in (ADAPTIVE, THRIFTY, LONG_RESTS)} | {
    f"fixed_{n}": with_overlap(FIXED, n) for n in FIXED_OVERLAPS
}
CONFIDENCES = (0.8, 0.9, 0.95, 0.99)
PEOPLE: dict[str, Population] = {
    "as above": Population(),
    "nobody tires": Population(tired=0.0),
    "everybody tires": Population(tired=1.0),
    "no spammers": Population(spammers=0.0),
    "30 % spammers": Population(spammers=0.3),
    "accuracy .70 to .90": Population(accuracy_low=0.70, accuracy_high=0.90),
    "accuracy .90 to .98": Population(accuracy_low=0.90, accuracy_high=0.98),
    "items equally hard": Population(hardness=0.0),
    "items very unequal": Population(hardness=1.2),
    "5 % of the gold wrong": Population(gold_wrong=0.05),
    "a rest of 5 minutes takes a quarter": Population(full_rest_minutes=20.0),
}


def figures(settings: Settings) -> Figures:
    """The figures of one day."""
    day = simulate(settings)
    return {
        "accuracy": day["quality"]["accuracy"],
        "accuracy_of_majority": day["quality"]["accuracy_of_majority"],
        "accuracy_of_weighted": day["quality"]["accuracy_of_weighted"],
        "alpha": day["quality"]["alpha"],
        "rater_hours": day["rater_hours"],
        "judgments": day["judgments"],
        "checks": day["checks"],
        "recall": day["spammers"]["recall"],
        "precision": day["spammers"]["precision"],
        "median_judgments": day["spammers"]["median_judgments"],
        "honest_paused": day["honest_paused"],
        "breaks": day["breaks"],
        "fatigue_hits": day["fatigue"]["hits"],
        "fatigue_false_alarms": day["fatigue"]["false_alarms"],
        "fatigue_delay_minutes": day["fatigue"]["delay_minutes"],
        "median_common": day["connection"]["median_common"],
        "comparable": day["connection"]["comparable"],
        "largest_group": day["connection"]["largest_group"],
    }


def interval(values: Sequence[float | None]) -> dict[str, float] | None:
    """Mean with Student's interval over the seeds that know the figure; ``None`` when none does."""
    known = np.array([value for value in values if value is not None], dtype=float)
    if not len(known):
        return None
    mean, n = float(known.mean()), len(known)
    half = float(t.ppf(0.975, n - 1) * known.std(ddof=1) / np.sqrt(n)) if n > 1 else float("nan")
    return {"mean": round(mean, 5), "low": round(mean - half, 5), "high": round(mean + half, 5), "n": n}


def summary(rows: Sequence[Figures]) -> dict[str, Any]:
    """All figures of the days of one plan."""
    return {name: interval([row[name] for row in rows]) for name in rows[0]}


def paired(one: Sequence[Figures], other: Sequence[Figures], name: str) -> dict[str, float] | None:
    """The difference of a figure between two plans, seed by seed."""
    return interval([a[name] - b[name] for a, b in zip(one, other, strict=True)])  # type: ignore[operator]


def at_equal_hours(one: Figures, curve: Sequence[Figures]) -> float:
    """How much more accurate the day is than fixed rules at its rater-hours; straight lines between two overlaps."""
    hours, right = [row["rater_hours"] for row in curve], [row["accuracy"] for row in curve]
    return float(one["accuracy"] - np.interp(one["rater_hours"], hours, right))  # type: ignore[operator, arg-type]


def hours_at_equal_accuracy(one: Figures, curve: Sequence[Figures]) -> float | None:
    """The rater-hours at which the fixed rules are first as accurate, or ``None`` when no overlap is."""
    wanted = one["accuracy"] or 0.0
    before = None
    for row in curve:
        hours, right = row["rater_hours"] or 0.0, row["accuracy"] or 0.0
        if right >= wanted:
            return hours if before is None else float(np.interp(wanted, [before[1], right], [before[0], hours]))
        before = (hours, right)
    return None


def headline(days: Callable[[Rules], list[Figures]]) -> dict[str, Any]:
    """The defaults and the thrifty setting against the fixed rules."""
    rows = {name: days(rules) for name, rules in HEADLINE.items()}
    found: dict[str, Any] = {name: summary(found) for name, found in rows.items()}
    for name in ("adaptive", "thrifty", "long_rests"):
        curves = list(zip(*(rows[f"fixed_{n}"] for n in FIXED_OVERLAPS), strict=True))
        reached = [hours_at_equal_accuracy(one, curve) for one, curve in zip(rows[name], curves, strict=True)]
        found[f"{name}_less_fixed_3"] = {
            **{key: paired(rows[name], rows["fixed_3"], key) for key in ("accuracy", "rater_hours", "alpha")},
            "hours_saved": interval(
                [1 - a["rater_hours"] / b["rater_hours"] for a, b in zip(rows[name], rows["fixed_3"], strict=True)]  # type: ignore[operator]
            ),
            "accuracy_at_equal_hours": interval(
                [at_equal_hours(one, curve) for one, curve in zip(rows[name], curves, strict=True)]
            ),
            "seeds_in_which_fixed_rules_reach_the_accuracy": sum(hours is not None for hours in reached),
        }
    return found


def trade_off(days: Callable[[Rules], list[Figures]]) -> dict[str, Any]:
    """Accuracy and hours by first votes, most votes and confidence, and by fixed overlap."""
    plans = {f"fixed {n}": with_overlap(FIXED, n) for n in FIXED_OVERLAPS}
    plans["2 votes"] = replace(ADAPTIVE, most_votes=2)
    for most in (3, 4, 5):
        plans |= {f"2 to {most} at {at}": replace(ADAPTIVE, most_votes=most, confidence=at) for at in CONFIDENCES}
    plans |= {f"1 to 4 at {at}": replace(THRIFTY, confidence=at) for at in CONFIDENCES}
    return {name: summary(days(rules)) for name, rules in plans.items()}


def drawn(curve: dict[str, Any]) -> str:
    """An SVG of accuracy against rater-hours: a line per way to spend votes, a dot per setting."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for name, found in curve.items():
        line = name.split(" at ")[0] if " at " in name else name.split()[0]
        lines.setdefault(line, []).append((found["rater_hours"]["mean"], found["accuracy"]["mean"]))
    lines.pop("2", None)  # a single dot, far below
    points = [point for line in lines.values() for point in line]
    left, right = min(hour for hour, _ in points), max(hour for hour, _ in points)
    bottom, top = min(share for _, share in points), max(share for _, share in points)

    def place(hour: float, share: float) -> tuple[float, float]:
        return 70 + 540 * (hour - left) / (right - left), 330 - 280 * (share - bottom) / (top - bottom)

    colours = ("#868e96", "#0b7285", "#1971c2", "#5f3dc4", "#e8590c")
    svg = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="680" height="400" font-family="sans-serif" font-size="12">',
        '<rect width="680" height="400" fill="#fff"/>',
        '<text x="340" y="390" text-anchor="middle">rater-hours</text>',
        '<text x="16" y="190" text-anchor="middle" transform="rotate(-90 16 190)">accuracy</text>',
    ]
    for share in np.linspace(bottom, top, 5):
        y = place(left, share)[1]
        svg.append(f'<path d="M70 {y:.1f}H610" stroke="#dee2e6"/><text x="30" y="{y + 4:.1f}">{share:.3f}</text>')
    svg += [
        f'<text x="{place(hour, bottom)[0]:.1f}" y="358" text-anchor="middle">{hour:.0f}</text>'
        for hour in np.linspace(left, right, 6)
    ]
    for number, (line, dots) in enumerate(lines.items()):
        colour, at = colours[number % len(colours)], [place(*dot) for dot in sorted(dots)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
        svg.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        svg += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in at]
        label = "fixed overlap 2 to 5" if line == "fixed" else f"{line} votes"
        svg.append(f'<text x="{70 + 130 * number}" y="24" fill="{colour}">{label}</text>')
    return "\n".join([*svg, "</svg>", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--raters", type=int, default=50)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument("--part", choices=PARTS, default="headline")
    parser.add_argument("--assumption", choices=list(PEOPLE), action="append", help="of the sensitivity only this one")
    parser.add_argument("--through", choices=["services", "memory"], default="memory")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the default; there is no other form")
    parser.add_argument("--svg", type=Path, help="draw the curve into this file")
    options = parser.parse_args()
    with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
        print(json.dumps(measured(options, pool), indent=2))


def measured(options: argparse.Namespace, pool: Pool) -> dict[str, Any]:
    """What the command line asks for."""

    def days(rules: Rules, people: Population | None = None) -> list[Figures]:
        population = replace(people or Population(), raters=options.raters)
        settings = Settings(rules, population, options.hours, options.items, through=options.through)
        print(f"{rules.name}, first votes {rules.first_votes}, most {rules.most_votes}", file=sys.stderr)
        return pool.map(figures, [replace(settings, seed=seed) for seed in range(1, options.seeds + 1)], chunksize=1)

    found: dict[str, Any] = {"seeds": options.seeds, "through": options.through}
    if options.part in ("all", "headline"):
        found["headline"] = headline(days)
    if options.part in ("all", "curve"):
        found["curve"] = trade_off(days)
        if options.svg:
            options.svg.write_text(drawn(found["curve"]), encoding="utf-8")
    if options.part in ("all", "sensitivity"):
        found["sensitivity"] = {}
        for name in options.assumption or PEOPLE:
            people = PEOPLE[name]
            rows = {rules.name: days(rules, people) for rules in (ADAPTIVE, THRIFTY, FIXED)}
            found["sensitivity"][name] = {
                **{rules: summary(figures) for rules, figures in rows.items()},
                "accuracy_gained": paired(rows["adaptive"], rows["fixed"], "accuracy"),
                "hours_gained": paired(rows["adaptive"], rows["fixed"], "rater_hours"),
            }
    return found


if __name__ == "__main__":
    main()
