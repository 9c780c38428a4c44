"""Computes an agreement report here and now, without a worker, and prints it."""

from argparse import ArgumentParser
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agreement import queries
from agreement.services.file_analyses import told
from agreement.services.quick_look import NAMES, quick_look
from agreement.services.runs import drive_report, request_report
from annotator.errors import DomainError
from annotator.models import Project


class Command(BaseCommand):
    help = "Compute an agreement report of a project and print alpha with its interval (or everything, as JSON)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=int, help="The project's id.")
        parser.add_argument("--question", help="Key of the one question to look at; all unless given.")
        parser.add_argument("--include-models", action="store_true", help="Count model judges too.")
        parser.add_argument("--json", action="store_true", help="Print the whole result as JSON.")

        parser.add_argument(
            "--quick",
            action="store_true",
            help="Only the coefficients of the whole group, counted by the database; stores no report.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(pk=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        if options["quick"]:
            self._quick(project, options)
            return
        wanted: dict[str, Any] = {"include_models": options["include_models"]}
        if options["question"]:
            wanted["question"] = options["question"]
        try:
            asked = request_report(project=project, kind="agreement", wanted=wanted, actor=None, now=timezone.now())
        except DomainError as error:
            raise CommandError(f"{error.message} {error.fields}") from error
        drive_report(asked.pk)
        report = queries.report(asked.pk)
        if report.result is None:
            raise CommandError(f"Report {report.pk} is {report.state}: {report.error or 'a worker has it in hand'}")
        if options["json"]:
            self.stdout.write(orjson.dumps(report.result, option=orjson.OPT_INDENT_2).decode())
            return
        for part in report.result["questions"]:
            alpha = part["krippendorff_alpha"]
            if alpha["value"] is None:
                self.stdout.write(f"{part['question']}: unknown ({alpha['reason']})")
                continue
            interval = "no interval" if alpha["low"] is None else f"{alpha['low']:.3f} to {alpha['high']:.3f}"
            self.stdout.write(f"{part['question']}: alpha {alpha['value']:.3f} ({interval}); {alpha['method']}")
            self.stdout.write(f"  {part['reading']['sentence']}")

    def _quick(self, project: Project, options: dict[str, Any]) -> None:
        found = quick_look(project=project, include_models=options["include_models"], seed=project.seed)
        if options["question"]:
            found = [part for part in found if part["question"] == options["question"]]
        if options["json"]:
            self.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
            return
        if not found:
            self.stdout.write("No question that counts alone can measure; leave --quick out.")
        for part in found:
            self.stdout.write(f"{part['question']} ({part['level']}, {part['n_patterns']} patterns)")
            for name in NAMES.values():
                self.stdout.write(f"  {name:<20} {told(part[name])}")
