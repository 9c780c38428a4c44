"""Where else a rater could work: another kind of question is a rest of its own."""

from collections.abc import Sequence

from django.db.models import Case, Exists, IntegerField, OuterRef, Value, When

from annotator.models import AT_WORK, Membership, Project, ProjectState, Role, Slot, SlotState

OFFERED = 3


def other_projects(rater: Membership) -> Sequence[Project]:
    """Return up to three other active projects in which the same person rates and work is open.

    Those with another preset come first: what tires is doing the same thing.
    """
    if rater.user_id is None:
        return []
    own = Membership.objects.filter(user=rater.user_id, role=Role.RATER, state__in=AT_WORK)
    open_work = Slot.objects.filter(project=OuterRef("pk"), state=SlotState.OPEN)
    same = Case(When(preset=rater.project.preset, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = Project.objects.filter(pk__in=own.values("project"), state=ProjectState.ACTIVE).exclude(pk=rater.project_id)
    return list(rows.filter(Exists(open_work)).annotate(same=same).order_by("same", "name")[:OFFERED])
