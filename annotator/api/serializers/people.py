"""People as JSON: oneself, tokens, raters, invitations."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.api.serializers.common import CleanCharField, ProportionSerializer, StrictSerializer, WholeNumberField
from annotator.models import AT_WORK, Membership, MembershipState, ProjectState, RaterKind, Role, User
from annotator.policies.comfort import DEFAULTS, DENSITIES, MAX_KEYS, TEXT_SIZES, THEMES, key_map_problem
from annotator.queries.raters import RaterRow


class MyProjectSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=ProjectState.choices)
    preset = serializers.CharField()


class MyMembershipSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    role = serializers.ChoiceField(choices=Role.choices)
    state = serializers.ChoiceField(choices=MembershipState.choices, source="told_state")
    state_reason = serializers.CharField(allow_blank=True, source="told_reason")
    project = MyProjectSerializer()


class MyAbilitiesSerializer(serializers.Serializer[Any]):
    create_project = serializers.BooleanField()


@extend_schema_field(
    {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}, "maxItems": MAX_KEYS}}
)
class KeyMapField(serializers.Field[Any, Any, Any, Any]):
    """By action its key combinations; an empty list switches its keys off. What isn't named keeps the usual keys."""

    def to_internal_value(self, data: Any) -> Any:
        problem = key_map_problem(data)
        if problem is not None:
            raise serializers.ValidationError(problem)
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class PreferencesSerializer(StrictSerializer):
    """What a person has set for themselves. ``theme`` and ``text_size`` are null until they chose one."""

    theme = serializers.ChoiceField(choices=THEMES, allow_null=True)
    text_size = serializers.ChoiceField(choices=TEXT_SIZES, allow_null=True)
    density = serializers.ChoiceField(choices=DENSITIES)
    keys = KeyMapField()


class MeSerializer(serializers.Serializer[Any]):
    """The signed-in person and the projects they take part in."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    name = serializers.CharField(allow_blank=True)
    abilities = serializers.SerializerMethodField()
    memberships = serializers.SerializerMethodField()
    preferences = serializers.SerializerMethodField()

    @extend_schema_field(MyAbilitiesSerializer)
    def get_abilities(self, user: User) -> dict[str, bool]:
        return {"create_project": user.may_create_projects or user.is_superuser}

    @extend_schema_field(MyMembershipSerializer(many=True))
    def get_memberships(self, user: User) -> Any:
        memberships = Membership.objects.filter(user=user).exclude(state=MembershipState.LEFT)
        return MyMembershipSerializer(
            memberships.select_related("project").order_by("-project_id", "role"), many=True
        ).data

    @extend_schema_field(PreferencesSerializer)
    def get_preferences(self, user: User) -> dict[str, Any]:
        return {**DEFAULTS, **user.preferences}


class MyNameSerializer(StrictSerializer):
    name = CleanCharField(max_length=150, allow_blank=True)


class TokenSerializer(serializers.Serializer[Any]):
    """An API token, without its secret."""

    id = serializers.SerializerMethodField()
    created = serializers.DateTimeField()
    expires = serializers.DateTimeField(source="expiry", allow_null=True)

    def get_id(self, token: Any) -> str:
        return str(token.digest[:16])


class NewTokenSerializer(serializers.Serializer[Any]):
    """A token that was just made: the only time that its secret is shown."""

    id = serializers.CharField()
    token = serializers.CharField()
    expires = serializers.DateTimeField(allow_null=True)


class RaterAbilitiesSerializer(serializers.Serializer[Any]):
    pause = serializers.BooleanField()
    train_again = serializers.BooleanField()
    resume = serializers.BooleanField()
    qualify = serializers.BooleanField()


class RaterGoldSerializer(serializers.Serializer[Any]):
    """Hidden checks that count for the rater."""

    passed = serializers.IntegerField()
    checked = serializers.IntegerField()
    accuracy = ProportionSerializer()


class PeerScoreSerializer(serializers.Serializer[Any]):
    """Agreement with the other raters beyond chance, -1 to 1; no value, and the reason, where it can't be told yet."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    method = serializers.CharField()
    reason = serializers.CharField(allow_null=True)


class RaterRowSerializer(serializers.Serializer[Any]):
    """One rater as a lead sees them. ``side_a_rate``: how often the response shown first won, of those not tied.

    The context's ``is_lead`` says whether the asker may pause people.
    """

    id = serializers.IntegerField(source="membership.id")
    alias = serializers.CharField(source="membership.alias")
    name = serializers.SerializerMethodField()
    email = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(choices=RaterKind.choices, source="membership.kind")
    state = serializers.ChoiceField(choices=MembershipState.choices, source="membership.state")
    state_reason = serializers.CharField(allow_blank=True, source="membership.state_reason")
    qualifications = serializers.ListField(child=serializers.CharField(), source="membership.qualifications")
    judgments = serializers.IntegerField()
    judgments_today = serializers.IntegerField()
    quarantined = serializers.IntegerField()
    skipped = serializers.IntegerField()
    gold = serializers.SerializerMethodField()
    median_active_s = serializers.FloatField(allow_null=True)
    consistency = ProportionSerializer()
    first_side = ProportionSerializer()
    peers = PeerScoreSerializer()
    side_a_rate = ProportionSerializer()
    tie_rate = ProportionSerializer()
    last_seen_at = serializers.DateTimeField(allow_null=True)
    on_shift = serializers.BooleanField()
    on_break = serializers.BooleanField()
    freshness = serializers.SerializerMethodField()
    abilities = serializers.SerializerMethodField()

    def get_name(self, row: RaterRow) -> str:
        return row.membership.user.name if row.membership.user else ""

    def get_email(self, row: RaterRow) -> str:
        return row.membership.user.email if row.membership.user else ""

    @extend_schema_field(RaterGoldSerializer)
    def get_gold(self, row: RaterRow) -> Any:
        gold = {"passed": row.gold_passed, "checked": row.gold_checked, "accuracy": row.gold_accuracy}
        return RaterGoldSerializer(gold).data

    def get_freshness(self, row: RaterRow) -> float | None:
        found: float | None = self.context.get("freshness", {}).get(row.membership.pk)
        return found

    @extend_schema_field(RaterAbilitiesSerializer)
    def get_abilities(self, row: RaterRow) -> dict[str, bool]:
        is_lead, state = bool(self.context["is_lead"]), row.membership.state
        has_account = row.membership.user_id is not None
        return {
            "pause": is_lead and has_account and state in AT_WORK,
            "resume": is_lead and state == MembershipState.PAUSED,
            "qualify": is_lead and has_account and state != MembershipState.LEFT,
            "train_again": is_lead and row.may_train_again,
        }


class QualificationsSerializer(StrictSerializer):
    """All the qualifications of a rater, such as ``language:de``. Names are kept in small letters."""

    qualifications = serializers.ListField(child=CleanCharField(max_length=200), max_length=100)


class PauseSerializer(StrictSerializer):
    reason = CleanCharField(max_length=300)


class ResumeSerializer(StrictSerializer):
    """``quarantined``: let the judgments set aside count again where their slot is open, or leave them out."""

    reason = CleanCharField(max_length=300, required=False, allow_blank=True, default="")
    quarantined = serializers.ChoiceField(choices=["keep", "discard"], required=False, default="keep")


class InvitationSerializer(serializers.Serializer[Any]):
    """An invitation link; ``url`` (from the context) is given only in the answer that created it."""

    id = serializers.IntegerField()
    role = serializers.ChoiceField(choices=Role.choices)
    note = serializers.CharField(allow_blank=True)
    qualifications = serializers.ListField(child=serializers.CharField())
    uses = serializers.IntegerField()
    max_uses = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    url = serializers.SerializerMethodField()

    def get_url(self, invitation: Any) -> str | None:
        return self.context.get("url")


class InvitationInputSerializer(StrictSerializer):
    role = serializers.ChoiceField(choices=Role.choices)
    note = CleanCharField(max_length=200, required=False, allow_blank=True, default="")
    qualifications = serializers.ListField(
        child=CleanCharField(max_length=200), max_length=100, required=False, default=list
    )
    max_uses = WholeNumberField(required=False, default=1)
    days = WholeNumberField(required=False, default=14)


class InvitationLookSerializer(serializers.Serializer[Any]):
    """What an invitation offers; ``reason`` says why it is no longer valid."""

    project_name = serializers.CharField(allow_blank=True)
    role = serializers.ChoiceField(choices=Role.choices, allow_null=True)
    valid = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    signed_in_as = serializers.CharField(allow_null=True)


class AcceptInvitationSerializer(StrictSerializer):
    """Join. Without being signed in, email and password create the account."""

    token = CleanCharField(max_length=200)
    email = CleanCharField(max_length=254, required=False, allow_blank=True, default="")
    password = CleanCharField(max_length=128, required=False, allow_blank=True, default="", trim_whitespace=False)
    name = CleanCharField(max_length=150, required=False, allow_blank=True, default="")
