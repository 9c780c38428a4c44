"""Who may reach what: outsiders are told that there is nothing, members that they lack the role."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField

from annotator.errors import Forbidden, NotFound
from annotator.models import Membership, MembershipState, Project, Role, User
from annotator.models.statements import Given, Prepared
from annotator.said import either, say, word

ANY_ROLE = (Role.LEAD, Role.REVIEWER, Role.RATER)
# The largest key a database can hold; a larger number in an address names nothing, where SQLite would overflow.
MAX_ID = 2**63 - 1

_RATER = Prepared(
    lambda: (
        Membership.objects.filter(
            user=Given("user", BigIntegerField()), project=Given("project", BigIntegerField()), role=Role.RATER
        )
        .exclude(state=MembershipState.LEFT)
        .select_related("project")
        .order_by("id")[:1]
    )
)


def roles_in(user: User | AnonymousUser, project_id: int) -> set[str]:
    """The roles that ``user`` has in the project; superusers are leads everywhere."""
    if user.is_anonymous or project_id > MAX_ID:
        return set()
    rows = Membership.objects.filter(user=user, project_id=project_id).exclude(state=MembershipState.LEFT)
    roles = set(rows.values_list("role", flat=True))
    return roles | {Role.LEAD.value} if user.is_superuser else roles


def project_for(user: User | AnonymousUser, project_id: int, *roles: Role) -> Project:
    """Return the project if ``user`` has one of ``roles`` in it (lead, unless said).

    Raises ``NotFound`` for people outside the project and ``Forbidden`` for members without the role.
    """
    wanted = roles or (Role.LEAD,)
    held = roles_in(user, project_id)
    project = Project.objects.filter(pk=project_id).first() if held else None
    if project is None:
        raise NotFound("There is no such project, or you are not a member of it.")
    if not held & {role.value for role in wanted}:
        raise Forbidden(
            say(
                "Only a {roles} of this project may do this.",
                roles=either([word(role.label.lower()) for role in wanted]),
            )
        )
    return project


def reviewing(user: User | AnonymousUser, project_id: int) -> Membership | None:
    """Return the membership in which ``user`` reviews the project's cases (leads may), or ``None``."""
    rows = Membership.objects.filter(user_id=user.pk or 0, project=min(project_id, MAX_ID))
    rows = rows.filter(role__in=(Role.LEAD, Role.REVIEWER)).exclude(state=MembershipState.LEFT)
    return rows.order_by("role").first()


def reviewer_for(user: User | AnonymousUser, project_id: int) -> Membership:
    """Return the membership in which ``user`` reviews. Raises like ``project_for``."""
    reviewer = reviewing(user, project_id)
    if reviewer is None:
        project_for(user, project_id, Role.LEAD, Role.REVIEWER)  # says what is wrong
        raise Forbidden("You are neither lead nor reviewer of this project. Ask its lead for an invitation.")
    return reviewer


def rater_for(user: User | AnonymousUser, project_id: int) -> Membership:
    """Return the user's membership as rater of the project (loaded), whatever its state.

    Raises like ``project_for``.
    """
    rater = _RATER.first(user=user.pk or 0, project=min(project_id, MAX_ID))
    if rater is None:
        project_for(user, project_id, Role.RATER)  # says what is wrong
        raise Forbidden("You are not a rater of this project.")  # a superuser without a rater's membership
    return rater
