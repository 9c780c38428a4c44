"""Exports, ranking and bias from stored votes: rows a second and the memory that they take.

Prints one JSON object. Runs on SQLite in a temporary folder, or on the empty database that DATABASE_URL names.
"""

import os
import sys
import tempfile
from pathlib import Path

# A neighbour of this file is named like a module of the standard library: the folder must not come first on the path.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
import resource
import time
import uuid

import django
import numpy as np

CHUNK = 2_000


def fill(items: int, per_item: int, models: int, seed: int) -> int:
    """Store a project with that many judged pairs, texts of about 600 characters; returns its id."""
    from annotator.models import Answer, Item, Judgment, Membership, Project, Question, Response  # noqa: PLC0415
    from tests.preferences.world import NOW  # noqa: PLC0415

    rng = np.random.default_rng(seed)
    project = Project.objects.create(name="Bench", preset="pairwise", seed=seed, created_at=NOW)
    question = Question.objects.create(project=project, key="preference", kind="preference", title="Better", position=0)
    raters = [
        Membership.objects.create(project=project, role="rater", alias=f"r{number}", created_at=NOW)
        for number in range(per_item)
    ]
    features = dict.fromkeys(("words", "headers", "lists", "bolds", "code_blocks"), 0)
    for start in range(0, items, CHUNK):
        numbers = range(start, min(start + CHUNK, items))
        made = Item.objects.bulk_create(
            Item(
                project=project,
                external_id=f"i{number}",
                prompt=f"Prompt {number} " + "word " * 40,
                prompt_hash=f"{number:064}",
                content_hash="",
                created_at=NOW,
            )
            for number in numbers
        )
        responses = []
        for item in made:
            for position, model in enumerate(rng.choice(models, 2, replace=False)):
                text = "text " * int(rng.integers(20, 220))
                responses.append(
                    Response(item=item, position=position, model=f"m{model}", text=text, chars=len(text), **features)
                )
        Response.objects.bulk_create(responses)
        judgments = Judgment.objects.bulk_create(
            Judgment(
                key=uuid.uuid4(), project=project, item=item, rater=rater, digest="", submitted_at=NOW, first_shown=0
            )
            for item in made
            for rater in raters
        )
        said = rng.choice(["a", "b", "tie", "both_bad"], len(judgments), p=[0.5, 0.3, 0.15, 0.05])
        Answer.objects.bulk_create(
            Answer(judgment=judgment, question=question, outcome=outcome)
            for judgment, outcome in zip(judgments, said.tolist(), strict=True)
        )
    return int(project.pk)


def measure(project_id: int, folder: Path) -> dict[str, object]:
    """Wall times of each format, of the ranking and of the bias report; peak memory of the process in MB."""
    from agreement.services.computations import Inputs, computation  # noqa: PLC0415
    from annotator.models import Project  # noqa: PLC0415
    from preferences.queries import newest_judgment_id  # noqa: PLC0415
    from preferences.services.exporting import write_dataset  # noqa: PLC0415
    from preferences.services.plans import make_plan  # noqa: PLC0415

    project = Project.objects.get(pk=project_id)
    until = newest_judgment_id(project)
    result: dict[str, object] = {"memory_before_mb": peak_mb()}
    for form in ("trl-preference", "pairs-jsonl", "votes-jsonl"):
        plan = make_plan(project, form=form, question=None, options={}, filters={}, until=until)
        start = time.perf_counter()
        written = write_dataset(project, plan, seed=1, folder=folder / form, about={})
        seconds = time.perf_counter() - start
        votes = written.manifest["counts"]["votes"]
        result[form] = {
            "seconds": round(seconds, 2),
            "votes": votes,
            "rows": written.rows,
            "mb": round(written.bytes / 1e6, 1),
            "votes_per_s": round(votes / seconds),
            "rows_per_s": round(written.rows / seconds),
            "memory_mb": peak_mb(),
        }
    for kind in ("ranking", "bias"):
        inputs = Inputs(project, computation(kind).freeze(project, {}), 1, until, lambda *_, **__: None)
        start = time.perf_counter()
        computation(kind).run(inputs)
        result[kind] = {"seconds": round(time.perf_counter() - start, 2), "memory_mb": peak_mb()}
    return result


def peak_mb() -> int:
    """The most memory that the process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=66_667)
    parser.add_argument("--per-item", type=int, default=3)
    parser.add_argument("--models", type=int, default=8)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TOUCHSTONE_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        start = time.perf_counter()
        project = fill(wanted.items, wanted.per_item, wanted.models, seed=1)
        filled = round(time.perf_counter() - start, 1)
        # A process of its own measures memory without what filling took.
        if os.fork() == 0:
            django.db.connections.close_all()
            print(json.dumps({"fill_seconds": filled, **measure(project, Path(folder))}, indent=2), flush=True)
            os._exit(0)
        os.wait()


if __name__ == "__main__":
    main()
