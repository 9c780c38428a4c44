"""Cases as JSON: slim rows for leads, one opened case for reviewers, and what they may send."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.api.serializers.common import CleanCharField, StrictSerializer, WholeNumberField
from annotator.api.serializers.questions import QuestionSerializer
from annotator.api.work.serializers import MessageSerializer, ShownResponseSerializer, WorkAnswerSerializer
from annotator.models import CaseReason, CaseState, DecisionKind, FlagReason, ItemPurpose, ReviewCase
from annotator.services.review.deciding import MAX_RATIONALE_CHARS
from annotator.services.review.sending_back import MOST_SLOTS

FILTER_STATES = ["waiting", *CaseState.values]


class CaseItemSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    external_id = serializers.CharField()
    purpose = serializers.ChoiceField(choices=ItemPurpose.choices)


class CaseRowSerializer(serializers.Serializer[Any]):
    """A case in a list. ``reviewer`` holds it or settled it; ``rationale`` is that of the decision in force."""

    id = serializers.IntegerField()
    item = CaseItemSerializer()
    prompt_excerpt = serializers.CharField(allow_blank=True)
    reason = serializers.ChoiceField(choices=CaseReason.choices)
    state = serializers.ChoiceField(choices=CaseState.choices)
    evidence = serializers.DictField()
    flags = serializers.IntegerField(source="n_flags")
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    claim_expires_at = serializers.DateTimeField(allow_null=True)
    reviewer = serializers.SerializerMethodField()
    rationale = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_reviewer(self, case: ReviewCase) -> str | None:
        return case.reviewer.alias if case.reviewer is not None else None

    def get_rationale(self, case: ReviewCase) -> str:
        standing = case.standing  # type: ignore[attr-defined]  # prefetched by the query
        return standing[0].rationale if standing else ""


class VoiceSerializer(serializers.Serializer[Any]):
    """What one rater answered; raters are numbered, differently in each case."""

    rater = serializers.CharField()
    answers = WorkAnswerSerializer(many=True)
    active_ms = serializers.IntegerField(allow_null=True)
    guideline_version = serializers.IntegerField(allow_null=True)


class ConcernSerializer(serializers.Serializer[Any]):
    """A flag without its rater's name."""

    rater = serializers.CharField()
    reason = serializers.ChoiceField(choices=FlagReason.choices)
    note = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()


class VerdictSerializer(serializers.Serializer[Any]):
    """One thing that a reviewer did with the case, newest first; at most one is in force."""

    kind = serializers.ChoiceField(choices=DecisionKind.choices)
    reviewer = serializers.CharField()
    rationale = serializers.CharField(allow_blank=True)
    answers = WorkAnswerSerializer(many=True)
    revision = serializers.IntegerField()
    is_current = serializers.BooleanField()
    decided_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class CaseAbilitiesSerializer(serializers.Serializer[Any]):
    decide = serializers.BooleanField()
    send_back = serializers.BooleanField()
    undo = serializers.BooleanField()


class OpenedCaseSerializer(serializers.Serializer[Any]):
    """A case as it is reviewed. Neither models nor raters have names; A is the response shown first.

    The context's ``reviewer`` is the asker's membership, or ``None`` for who only looks.
    """

    id = serializers.IntegerField(source="case.pk")
    external_id = serializers.CharField(source="case.item.external_id")
    reason = serializers.ChoiceField(choices=CaseReason.choices, source="case.reason")
    state = serializers.ChoiceField(choices=CaseState.choices, source="case.state")
    opened_at = serializers.DateTimeField(source="case.opened_at")
    claim_expires_at = serializers.DateTimeField(source="case.claim_expires_at", allow_null=True)
    prompt = serializers.CharField(allow_blank=True)
    messages = MessageSerializer(many=True, allow_null=True)
    responses = ShownResponseSerializer(many=True)
    questions = QuestionSerializer(many=True)
    voices = VoiceSerializer(many=True)
    concerns = ConcernSerializer(many=True)
    verdicts = VerdictSerializer(many=True)
    abilities = serializers.SerializerMethodField()

    @extend_schema_field(CaseAbilitiesSerializer)
    def get_abilities(self, opened: Any) -> dict[str, bool]:
        case, reviewer = opened.case, self.context["reviewer"]
        own = reviewer is not None and case.reviewer_id == reviewer.pk
        held = own and case.state == CaseState.CLAIMED
        return {
            "decide": held or (own and case.state == CaseState.DECIDED),
            "send_back": held and case.item.purpose == ItemPurpose.WORK and case.item.retired_at is None,
            "undo": own and case.state not in (CaseState.OPEN, CaseState.CLAIMED),
        }


class TakenSerializer(serializers.Serializer[Any]):
    """The case in the reviewer's hands; without one, ``message`` says why."""

    case = OpenedCaseSerializer(allow_null=True)
    message = serializers.CharField(allow_blank=True)


class StateCountsSerializer(serializers.Serializer[Any]):
    open = serializers.IntegerField()
    claimed = serializers.IntegerField()
    decided = serializers.IntegerField()
    sent_back = serializers.IntegerField()
    dismissed = serializers.IntegerField()


class ReviewAbilitiesSerializer(serializers.Serializer[Any]):
    review = serializers.BooleanField()


class ReviewSummarySerializer(serializers.Serializer[Any]):
    """How full the queue is. ``held`` is the case in my hands."""

    by_state = StateCountsSerializer()
    waiting_by_reason = serializers.DictField(child=serializers.IntegerField())
    oldest_at = serializers.DateTimeField(allow_null=True)
    held = serializers.IntegerField(allow_null=True)
    abilities = ReviewAbilitiesSerializer()


class FoundSerializer(serializers.Serializer[Any]):
    """What a search for disputes did. Not ``finished``: it goes on in the background."""

    looked_at = serializers.IntegerField()
    opened = serializers.IntegerField()
    finished = serializers.BooleanField()


class TakeSerializer(StrictSerializer):
    """``case``: that one; left out, the case that I hold or the next of the queue."""

    case = WholeNumberField(required=False, min_value=1)


class DecideSerializer(StrictSerializer):
    """A decision under a key made by the client; sending it again returns the same."""

    key = serializers.UUIDField()
    answers = WorkAnswerSerializer(many=True)
    rationale = CleanCharField(required=False, allow_blank=True, default="", max_length=MAX_RATIONALE_CHARS)
    active_ms = WholeNumberField(required=False, allow_null=True, default=None, min_value=0, max_value=2**63 - 1)


class DecideEnvelopeSerializer(DecideSerializer):
    """The same body as it is read: the answers are left to the questions' own rules, which name every problem."""

    answers = serializers.JSONField()  # type: ignore[assignment]


class DismissSerializer(StrictSerializer):
    key = serializers.UUIDField()
    rationale = CleanCharField(required=False, allow_blank=True, default="", max_length=MAX_RATIONALE_CHARS)


class SendBackSerializer(DismissSerializer):
    """``more``: so many more raters; ``again``: judgments from before the guideline in force count no more."""

    mode = serializers.ChoiceField(choices=["more", "again"], default="more")
    slots = WholeNumberField(required=False, default=1, min_value=1, max_value=MOST_SLOTS)
