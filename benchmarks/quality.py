"""Adaptive policies against the fixed rules of other tools, on the same simulated people and items.

``python benchmarks/quality.py --seeds 20 --json``: for each seed one day of both; and the fixed rules once more with
one judgment more per item, which costs about as many rater-hours as the adaptive day with its breaks and checks. Prints
the means with 95 % intervals over seeds, and paired differences. ``--plot FILE`` draws accuracy against rater-hours.
"""

import sys
from pathlib import Path

sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
from typing import Any

import django
import numpy as np
from django.conf import settings
from scipy.stats import t

if not settings.configured:
    settings.configure()
    django.setup()

from agreement.management.commands.simulate import simulate


def interval(values: list[float]) -> dict[str, float]:
    """Mean with Student's interval over seeds."""
    mean, n = float(np.mean(values)), len(values)
    half = float(t.ppf(0.975, n - 1) * np.std(values, ddof=1) / np.sqrt(n)) if n > 1 else 0.0
    return {"mean": mean, "low": mean - half, "high": mean + half}


def of(day: dict[str, Any]) -> dict[str, float | None]:
    """The figures of one day."""
    return {
        "accuracy": day["quality"]["accuracy"],
        "alpha": day["quality"]["alpha"],
        "rater_hours": day["rater_hours"],
        "recall": day["spammers"]["recall"],
        "median_judgments": day["spammers"]["median_judgments"],
        "honest_paused": day["honest_paused"],
        "fatigue_hits": day["fatigue"]["hits"],
        "fatigue_false_alarms": day["fatigue"]["false_alarms"],
        "breaks": day["breaks"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--raters", type=int, default=50)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument("--overlap", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="the default; there is no other form")
    parser.add_argument("--plot", type=Path, help="write an SVG of accuracy against rater-hours")
    options = parser.parse_args()

    plans = {
        "adaptive": ("adaptive", options.overlap),
        "fixed": ("fixed", options.overlap),
        "fixed_one_more": ("fixed", options.overlap + 1),
    }
    days: dict[str, list[dict[str, float | None]]] = {name: [] for name in plans}
    for seed in range(1, options.seeds + 1):
        for name, (policy, overlap) in plans.items():
            day = simulate(
                raters=options.raters,
                hours=options.hours,
                items=options.items,
                overlap=overlap,
                policy=policy,
                seed=seed,
            )
            days[name].append(of(day))
    found: dict[str, Any] = {"seeds": options.seeds}
    for name, rows in days.items():
        columns = {key: [row[key] for row in rows if row[key] is not None] for key in rows[0]}
        found[name] = {key: interval(values) for key, values in columns.items() if values}
    for name in ("fixed", "fixed_one_more"):
        found[f"adaptive_less_{name}"] = {
            key: interval([a[key] - b[key] for a, b in zip(days["adaptive"], days[name], strict=True)])  # type: ignore[operator]
            for key in ("accuracy", "alpha", "rater_hours", "honest_paused")
        }
    if options.plot:
        options.plot.write_text(drawn(days), encoding="utf-8")
    print(json.dumps(found, indent=2))


def drawn(days: dict[str, list[dict[str, float | None]]]) -> str:
    """An SVG with one dot a day."""
    points = [(row["rater_hours"] or 0, row["accuracy"] or 0, name) for name, rows in days.items() for row in rows]
    hours, right = [point[0] for point in points], [point[1] for point in points]
    colours = {"adaptive": "#0b7285", "fixed": "#adb5bd", "fixed_one_more": "#e8590c"}

    def place(hour: float, accuracy: float) -> tuple[float, float]:
        x = 60 + 520 * (hour - min(hours)) / ((max(hours) - min(hours)) or 1)
        return x, 340 - 300 * (accuracy - min(right)) / ((max(right) - min(right)) or 1)

    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400" font-family="sans-serif" font-size="12">'
    ]
    for hour, accuracy, name in points:
        x, y = place(hour, accuracy)
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colours[name]}" fill-opacity=".8"/>')
    for number, (name, colour) in enumerate(colours.items()):
        lines.append(f'<text x="{60 + 160 * number}" y="20" fill="{colour}">{name}</text>')
    lines += [
        f'<text x="60" y="375">rater-hours {min(hours):.0f} to {max(hours):.0f}</text>',
        f'<text x="300" y="375">accuracy {min(right):.3f} to {max(right):.3f}</text>',
        "</svg>",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
