"""How much one rater may judge, and what they are told when there is nothing for them."""

from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Substr

from annotator.models import Assignment, Item, Membership, Pool, Project, Shift
from annotator.policies.qualifications import split
from annotator.queries.walk import PROMPT_CHARS, open_elsewhere
from annotator.queries.work import TAKEN, done

NO_CAP = 2**31

FINISHED = "There is nothing left for you here at the moment. Thank you! Come back later: work can open again."
ALL_DONE = "You have made all {cap} judgments that one person makes in this project. Thank you!"
DONE_TODAY = "You have made the {cap} judgments of today. Thank you! More wait for you tomorrow (from midnight UTC)."
UNQUALIFIED = (
    "There is nothing left for you here at the moment. Thank you! There is work that needs {needs}; if that is you, "
    "tell the lead of the project."
)


def room_under_caps(rater: Membership, shift: Shift, *, n_held: int, now: datetime) -> int:
    """Return how many more tasks the rater may be given by the project's caps. Asks nothing where there are none."""
    project = rater.project
    if project.max_judgments is None and project.max_judgments_per_day is None:
        return NO_CAP
    made = done(rater, shift, now=now)
    in_all = NO_CAP if project.max_judgments is None else project.max_judgments - made.done_total
    today = NO_CAP if project.max_judgments_per_day is None else project.max_judgments_per_day - made.done_today
    return max(min(in_all, today) - n_held, 0)


def why_nothing(rater: Membership, shift: Shift, *, now: datetime) -> str:
    """Return, kindly, why the rater who holds nothing is given nothing."""
    project = rater.project
    if project.max_judgments is not None or project.max_judgments_per_day is not None:
        made = done(rater, shift, now=now)
        if project.max_judgments is not None and made.done_total >= project.max_judgments:
            return ALL_DONE.format(cap=project.max_judgments)
        if project.max_judgments_per_day is not None and made.done_today >= project.max_judgments_per_day:
            return DONE_TODAY.format(cap=project.max_judgments_per_day)
    elsewhere = open_elsewhere(rater) if project.requirement_rules or _has_pools(project) else None
    if elsewhere is None:
        return FINISHED
    requires = Pool.objects.filter(project=project, number=elsewhere).values_list("requires", flat=True).first()
    missing = [name for name in split(requires or "") if name not in rater.qualifications]
    return UNQUALIFIED.format(needs=" and ".join(missing)) if missing else FINISHED


def prompt_group(project: Project, item: Item) -> str:
    """Return what an assignment keeps of its item's prompt: nothing where the project has no cap on prompts."""
    return "" if project.max_per_prompt is None else item.prompt_hash[:PROMPT_CHARS]


def note_prompts(project: Project) -> None:
    """Write the prompt of every assignment from before the cap on prompts was set. One statement."""
    start = Item.objects.filter(pk=OuterRef("item_id")).values(start=Substr("prompt_hash", 1, PROMPT_CHARS))
    unknown = Assignment.objects.filter(project=project, state__in=TAKEN, prompt_group="")
    unknown.update(prompt_group=Subquery(start))


def _has_pools(project: Project) -> bool:
    return Pool.objects.filter(project=project).exists()
