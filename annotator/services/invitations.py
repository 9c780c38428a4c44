"""Invitations: links that let their holder join a project. Only the hash of the token is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from annotator.errors import Conflict, InvalidInput
from annotator.models import Invitation, Membership, MembershipState, Project, Role, User
from annotator.said import by_field, say
from annotator.services.accounts import create_account
from annotator.services.aliases import free_alias
from annotator.services.qualifying import clean_names, set_qualifications
from annotator.services.training import first_state

MAX_USES = 1000
MAX_DAYS = 365


class InvitationInvalid(Conflict):
    code = "invitation_invalid"


class AliasTaken(Conflict):
    code = "alias_taken"


def token_hash(token: str) -> str:
    """Return what is stored of ``token``. Tokens have 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *,
    project: Project,
    actor: User,
    now: datetime,
    role: str,
    note: str = "",
    max_uses: int = 1,
    days: int = 14,
    qualifications: Sequence[str] = (),
) -> tuple[Invitation, str]:
    """Create an invitation to join ``project`` as ``role`` and return it with its token, which is shown this once.

    Whoever joins as a rater gets ``qualifications``. Raises ``InvalidInput`` for a role, number of uses or lifetime
    that is out of range, and for names that can't be qualifications or go to no rater.
    """
    names, fields = clean_names(qualifications), {}
    if names and role != Role.RATER:
        fields["qualifications"] = [say("Only raters have qualifications.")]
    if role not in Role.values:
        fields["role"] = [say("Expected one of {listed}.", listed=", ".join(Role.values))]
    if not 1 <= max_uses <= MAX_USES:
        fields["max_uses"] = [say("Must be between 1 and {max_uses}.", max_uses=MAX_USES)]
    if not 1 <= days <= MAX_DAYS:
        fields["days"] = [say("Must be between 1 and {max_days}.", max_days=MAX_DAYS)]
    if fields:
        raise InvalidInput(
            by_field(fields),
            fields=fields,
        )
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        project=project,
        role=role,
        token_hash=token_hash(token),
        note=note,
        qualifications=names,
        max_uses=max_uses,
        created_by=actor,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return invitation, token


def revoke_invitation(*, invitation: Invitation, actor: User, now: datetime) -> None:
    """Let nobody join by this link any more. Revoking it again changes nothing."""
    del actor
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now)


def why_invalid(invitation: Invitation | None, *, now: datetime) -> str:
    """Return in a sentence why nobody can join by ``invitation`` now, or an empty string when they can."""
    if invitation is None:
        return say("This invitation link is not known here. Check that you copied all of it.")
    if invitation.revoked_at is not None:
        return say("This invitation was withdrawn. Ask for a new one.")
    if invitation.expires_at <= now:
        return say("This invitation has expired. Ask for a new one.")
    if invitation.uses >= invitation.max_uses:
        return say("This invitation has been used up. Ask for a new one.")
    return ""


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation that ``token`` belongs to, whatever its state, or ``None``."""
    return Invitation.objects.select_related("project").filter(token_hash=token_hash(token)).first()


def accept_invitation(
    *,
    token: str,
    actor: User | None,
    now: datetime,
    email: str = "",
    password: str = "",
    name: str = "",
) -> tuple[User, Membership]:
    """Join the project that ``token`` invites to, as ``actor`` or with a new account, and return user and membership.

    A member who accepts again stays what they are and uses nothing up. Raises ``InvitationInvalid`` with the reason,
    ``AccountExists`` when ``email`` already has an account, ``WeakPassword`` and ``InvalidInput`` naming the field.
    """
    invitation = find_invitation(token)
    if invitation is None:
        raise InvitationInvalid(why_invalid(None, now=now))
    with transaction.atomic():
        if invitation.qualifications:  # the project first, as everywhere where pools and members are changed together
            Project.objects.select_for_update(no_key=True).get(pk=invitation.project_id)
        if actor is not None:
            standing = Membership.objects.filter(project=invitation.project, user=actor, role=invitation.role).first()
            if standing is not None and standing.state != MembershipState.LEFT:
                return actor, standing
        _use_up(invitation, now=now)
        user = actor or create_account(email=email, password=password, name=name)
        membership = _join(invitation, user, now)
        if invitation.qualifications:
            names = sorted({*membership.qualifications, *invitation.qualifications})
            membership = set_qualifications(rater=membership, names=names)
        return user, membership


def _use_up(invitation: Invitation, *, now: datetime) -> None:
    """Count one use in one conditional UPDATE: of two people at the last use, one gets it."""
    usable = Invitation.objects.filter(pk=invitation.pk, revoked_at=None, expires_at__gt=now, uses__lt=F("max_uses"))
    if not usable.update(uses=F("uses") + 1):
        invitation.refresh_from_db()
        raise InvitationInvalid(
            why_invalid(invitation, now=now) or say("This invitation can't be used now. Try again.")
        )


def _join(invitation: Invitation, user: User, now: datetime) -> Membership:
    left = Membership.objects.filter(project=invitation.project, user=user, role=invitation.role).first()
    if left is not None:
        left.state = MembershipState.ACTIVE
        left.state_reason = ""
        left.state_changed_at = now
        left.save(update_fields=["state", "state_reason", "state_changed_at"])
        return left
    return create_membership(project=invitation.project, user=user, role=invitation.role, now=now)


def create_membership(*, project: Project, user: User, role: str, now: datetime) -> Membership:
    """Make ``user`` a member of ``project`` in ``role``, under an alias that nobody else there has.

    Raises ``AliasTaken`` when others took five aliases first.
    """
    for _attempt in range(5):
        alias = free_alias(project=project, wanted=user.name or user.email.partition("@")[0])
        try:
            with transaction.atomic():
                return Membership.objects.create(
                    project=project,
                    user=user,
                    role=role,
                    alias=alias,
                    state=first_state(project, role),
                    created_at=now,
                    state_changed_at=now,
                )
        except IntegrityError:
            standing = Membership.objects.filter(project=project, user=user, role=role).first()
            if standing is not None:
                return standing
    raise AliasTaken("No free alias was found in five attempts. Try again.")
