"""The policies that say who gets which item when: their bounds, and what follows when a lead changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.errors import InvalidInput
from annotator.models import OverlapMode, Project
from annotator.policies.qualifications import MAX_RULES, BadQualification, clean
from annotator.said import by_field, say
from annotator.services.limits import note_prompts
from annotator.services.overlap import fit_slots_to_overlap
from annotator.services.pools import repool
from annotator.services.urgency import serve_first

SERVING_POLICIES = (
    "overlap_mode",
    "overlap_min",
    "overlap_share",
    "overlap_confidence",
    "max_judgments",
    "max_judgments_per_day",
    "max_per_prompt",
    "fair_share",
    "telling_first",
    "requirement_rules",
)
CAPS = {"max_judgments": 10_000_000, "max_judgments_per_day": 100_000, "max_per_prompt": 1000}
MAX_NAME, MAX_VALUE = 50, 100


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a project's policies has consequences for rows that are there already."""

    slots: tuple[Any, ...]
    confidence: tuple[Any, ...]
    prompts_capped: bool
    telling_first: bool
    rules: list[dict[str, Any]]


def standing(project: Project) -> Standing:
    """Return how the policies stand, to be compared after a change."""
    slots: tuple[Any, ...] = (project.overlap_mode, project.overlap)
    if project.overlap_mode != OverlapMode.FIXED:
        slots += (project.overlap_min,)
    if project.overlap_mode == OverlapMode.SAMPLED:
        slots += (project.overlap_share,)
    confidence = (project.overlap_confidence,) if project.overlap_mode == OverlapMode.DYNAMIC else ()
    capped, rules = project.max_per_prompt is not None, list(project.requirement_rules)
    return Standing(slots, confidence, capped, project.telling_first, rules)


def follow_change(*, project: Project, before: Standing) -> None:
    """Open, close and sort the slots as the changed policies ask for. A handful of statements, in the caller's
    transaction, which holds the lock on the project.
    """
    after = standing(project)
    if after.slots != before.slots:
        fit_slots_to_overlap(project=project)
    if (after.slots, after.confidence) != (before.slots, before.confidence):
        project.settle_after = 0 if project.overlap_mode == OverlapMode.DYNAMIC else None
        Project.objects.filter(pk=project.pk).update(settle_after=project.settle_after)
    if after.prompts_capped and not before.prompts_capped:
        note_prompts(project)
    if after.telling_first != before.telling_first:
        project.telling_until = None  # chosen anew when it is next looked at
        Project.objects.filter(pk=project.pk).update(telling_until=None)
        if before.telling_first:
            serve_first(project=project, items=())
    if after.rules != before.rules:
        repool(project=project)


def serving_problems(project: Project) -> dict[str, list[str]]:
    """Return what is out of bounds, by field."""
    fields: dict[str, list[str]] = {}
    if project.overlap_mode not in OverlapMode.values:
        fields["overlap_mode"] = [say("Expected one of {listed}.", listed=", ".join(OverlapMode.values))]
    if project.overlap_mode != OverlapMode.FIXED and not 1 <= project.overlap_min <= project.overlap:
        fields["overlap_min"] = [say("Must be between 1 and the overlap.")]
    elif not 1 <= project.overlap_min <= 100:
        fields["overlap_min"] = [say("Must be between 1 and 100.")]
    if not 0 <= project.overlap_share <= 1:
        fields["overlap_share"] = [say("Must be between 0 and 1.")]
    if not 0.5 <= project.overlap_confidence <= 0.999:
        fields["overlap_confidence"] = [say("Must be between 0.5 and 0.999.")]
    for name, most in CAPS.items():
        cap = getattr(project, name)
        if cap is not None and not 1 <= cap <= most:
            fields[name] = [say("Must be between 1 and {most}, or empty for no cap.", most=most)]
    return fields


def clean_rules(rules: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rules as they are stored. Raises ``InvalidInput`` with paths such as ``requirement_rules.0.slice``."""
    if len(rules) > MAX_RULES:
        message = say("Make at most {max_rules} rules.", max_rules=MAX_RULES)
        raise InvalidInput(message, fields={"requirement_rules": [message]})
    found: list[dict[str, Any]] = []
    fields: dict[str, list[str]] = {}
    for index, rule in enumerate(rules):
        path = f"requirement_rules.{index}"
        name, value = str(rule["slice"]).strip(), str(rule["value"]).strip()
        if not 1 <= len(name) <= MAX_NAME or ":" in name:
            fields[f"{path}.slice"] = [
                say("A slice's name has 1 to {max_name} characters and no colon.", max_name=MAX_NAME)
            ]
        if not 1 <= len(value) <= MAX_VALUE:
            fields[f"{path}.value"] = [say("A slice's value has 1 to {max_value} characters.", max_value=MAX_VALUE)]
        if any((name, value) == (other["slice"], other["value"]) for other in found):
            fields[f"{path}.value"] = [
                say("There is a rule for {name} = {value} already; add to that one.", name=name, value=value)
            ]
        try:
            names = clean(rule["requires"])
        except BadQualification as error:
            fields[f"{path}.requires"] = [
                say("The list {error}.", error=error) if str(error).startswith("has") else f"{error}."
            ]
            continue
        if not names:
            fields[f"{path}.requires"] = [say("Name at least one qualification, or delete the rule.")]
        found.append({"slice": name, "value": value, "requires": names})
    if fields:
        raise InvalidInput(
            by_field(fields),
            fields=fields,
        )
    return found
