"""How a rater's work looks in JSON.

What is not listed here can't leak: model, item, purpose and verdict have no field.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from annotator.api.serializers.common import WordedField
from annotator.api.serializers.questions import QuestionSerializer
from annotator.models import ContestState, GoldFeedback, MembershipState, Outcome, ProjectState, Shift
from annotator.policies.answers import OUTCOMES
from annotator.queries import work


class MessageSerializer(serializers.Serializer[Any]):
    """One turn of a conversation, as imported."""

    role = serializers.CharField()
    content = serializers.CharField()


class ShownResponseSerializer(serializers.Serializer[Any]):
    """A response under the letter of its place: A is shown first."""

    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField(allow_blank=True)


class TaskSerializer(serializers.Serializer[Any]):
    """One assignment, with its responses in the order to show them."""

    key = serializers.UUIDField()
    prompt = serializers.CharField(allow_blank=True)
    messages = MessageSerializer(many=True, allow_null=True)
    responses = ShownResponseSerializer(many=True)
    expires_at = serializers.DateTimeField()


class AdviceSerializer(serializers.Serializer[Any]):
    """How fresh the rater is (0 to 1) and what follows from it. Nothing in it depends on a hidden check.

    ``break_minutes`` is how long the break that is due should be (0: none is). ``ask_freshness``: this is a good moment
    to ask how fresh they feel.
    """

    freshness = serializers.FloatField(min_value=0, max_value=1)
    batch_size = serializers.IntegerField()
    break_suggested = serializers.BooleanField()
    break_required = serializers.BooleanField()
    break_minutes = serializers.FloatField()
    day_over = serializers.BooleanField()
    change_suggested = serializers.BooleanField()
    ask_freshness = serializers.BooleanField()
    reasons = serializers.ListField(child=WordedField())


class DoneSerializer(serializers.Serializer[Any]):
    """Judgments the rater has made today (UTC) and in all."""

    done_today = serializers.IntegerField()
    done_total = serializers.IntegerField()


class ProgressSerializer(DoneSerializer):
    """How far the rater is. ``remaining`` is null when very much is left."""

    remaining = serializers.IntegerField(allow_null=True)


class OnBreakSerializer(serializers.Serializer[Any]):
    """The break that is on. ``minutes``: how long it should last (0: as you like); ``required``: not shorter."""

    started_at = serializers.DateTimeField()
    suggested = serializers.BooleanField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    minutes = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)


class OtherProjectSerializer(serializers.Serializer[Any]):
    """Another project in which the rater could work now."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    preset = serializers.CharField()


class ShiftSerializer(serializers.Serializer[Any]):
    """A shift with its breaks prefetched. ``break_minutes`` adds up the breaks that have ended."""

    id = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    on_break = serializers.SerializerMethodField()
    break_minutes = serializers.SerializerMethodField()

    @extend_schema_field(OnBreakSerializer(allow_null=True))
    def get_on_break(self, shift: Shift) -> dict[str, Any] | None:
        pause = work.open_break(shift)
        return OnBreakSerializer(pause).data if pause is not None else None

    def get_break_minutes(self, shift: Shift) -> float:
        return work.break_minutes(shift)


class ShiftSummarySerializer(serializers.Serializer[Any]):
    """What a shift came to. ``minutes`` is time on shift less breaks."""

    shift = ShiftSerializer()
    judgments = serializers.IntegerField()
    active_ms = serializers.IntegerField()
    minutes = serializers.FloatField()
    breaks = serializers.IntegerField()


class WorkProjectSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=ProjectState.choices)
    description = serializers.CharField(allow_blank=True)


class WorkRaterSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=MembershipState.choices, source="told_state")
    state_reason = serializers.CharField(allow_blank=True, source="told_reason")


class ReadGuidelineSerializer(serializers.Serializer[Any]):
    """A version that the rater has read before the one in force."""

    version = serializers.IntegerField()
    body = serializers.CharField()


class WorkGuidelineSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    body = serializers.CharField()
    change_note = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField()
    read = serializers.BooleanField()
    read_before = ReadGuidelineSerializer(allow_null=True)


class WorkAbilitiesSerializer(serializers.Serializer[Any]):
    start_shift = serializers.BooleanField()
    claim = serializers.BooleanField()
    see_feedback = serializers.BooleanField()


class TrainingSerializer(serializers.Serializer[Any]):
    """How far an attempt at the training is: ``passed`` of ``done`` answers right, ``needed`` of ``required`` admit."""

    required = serializers.IntegerField()  # type: ignore[assignment]
    done = serializers.IntegerField()
    passed = serializers.IntegerField()
    needed = serializers.IntegerField()
    number = serializers.IntegerField()
    allowed = serializers.IntegerField()
    result = serializers.ChoiceField(choices=["going", "passed", "again", "failed"])


class KnownAnswerSerializer(serializers.Serializer[Any]):
    """A known answer as the rater would have given it, in display terms."""

    question = serializers.CharField()
    title = serializers.CharField()
    response = serializers.CharField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)
    also_accepted = serializers.ListField(child=serializers.ChoiceField(choices=Outcome.choices))
    score = serializers.FloatField(allow_null=True)
    choice = serializers.CharField(allow_null=True)
    tolerance = serializers.FloatField()


class TrainingFeedbackSerializer(serializers.Serializer[Any]):
    """What is told after a training item; work, gold and repeats never carry one."""

    passed = serializers.BooleanField()
    answers = KnownAnswerSerializer(many=True)
    explanation = serializers.CharField(allow_blank=True)
    attempt = TrainingSerializer()


class WorkbenchSerializer(serializers.Serializer[Any]):
    """Everything that a rater's screen needs when it opens."""

    project = WorkProjectSerializer()
    rater = WorkRaterSerializer()
    guideline = WorkGuidelineSerializer(allow_null=True)
    questions = QuestionSerializer(many=True)
    shift = ShiftSerializer(allow_null=True)
    advice = AdviceSerializer()
    held = TaskSerializer(many=True)
    progress = ProgressSerializer()
    amend_minutes = serializers.IntegerField()
    version = serializers.IntegerField(source="project.version")
    training = TrainingSerializer(allow_null=True)
    abilities = WorkAbilitiesSerializer()
    elsewhere = OtherProjectSerializer(many=True)


class ClaimedSerializer(serializers.Serializer[Any]):
    """What the rater now holds. ``finished``: nothing held and nothing left to take.

    ``version``: the project's by now; another than the workbench's means that what is asked may have changed.
    """

    version = serializers.IntegerField()
    tasks = TaskSerializer(many=True)
    batch_size = serializers.IntegerField()
    advice = AdviceSerializer()
    finished = serializers.BooleanField()
    message = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="WorkAnswer")
class WorkAnswerSerializer(serializers.Serializer[Any]):
    """One answer in display terms: ``a`` is the response shown first, ``response`` a letter such as B.

    By the kind of the question: ``outcome`` (and ``strength``), ``score``, ``rank``, ``choice`` or ``choices``,
    ``text``.
    """

    question = serializers.CharField()
    response = serializers.CharField(required=False)
    outcome = serializers.ChoiceField(choices=OUTCOMES, required=False)
    strength = serializers.IntegerField(required=False)
    score = serializers.FloatField(required=False)
    rank = serializers.IntegerField(required=False)
    choice = serializers.CharField(required=False)
    choices = serializers.ListField(child=serializers.CharField(), required=False)
    text = serializers.CharField(required=False, allow_blank=True)


class SubmittedSerializer(serializers.Serializer[Any]):
    """What became of a judgment: ``counted``, or ``surplus`` when its slot was answered by somebody else meanwhile."""

    key = serializers.UUIDField(source="judgment.key")
    assignment = serializers.UUIDField()
    revision = serializers.IntegerField(source="judgment.revision")
    accepted = serializers.SerializerMethodField()
    progress = DoneSerializer()
    advice = AdviceSerializer()
    training = TrainingFeedbackSerializer(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=["counted", "surplus"]))
    def get_accepted(self, submitted: Any) -> str:
        return "surplus" if submitted.judgment.surplus else "counted"


class SkippedSerializer(serializers.Serializer[Any]):
    advice = AdviceSerializer()


class OwnJudgmentSerializer(serializers.Serializer[Any]):
    """A judgment of the rater's own, for a correction; ``closed`` says why none is possible any more."""

    assignment = serializers.UUIDField()
    submitted_at = serializers.DateTimeField()
    task = TaskSerializer()
    answers = WorkAnswerSerializer(many=True)
    closed = serializers.CharField(allow_blank=True)


class OwnContestSerializer(serializers.Serializer[Any]):
    """The rater's own objection to a check, and what the lead said to it."""

    state = serializers.ChoiceField(choices=ContestState.choices)
    reason = serializers.CharField()
    reply = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class MissedCheckSerializer(serializers.Serializer[Any]):
    """A check that the rater missed, told after the fact: what they answered, what was expected and why."""

    id = serializers.IntegerField(source="check.pk")
    submitted_at = serializers.DateTimeField(source="judgment.submitted_at")
    task = TaskSerializer(source="judgment.task")
    answers = WorkAnswerSerializer(source="judgment.answers", many=True)
    known = KnownAnswerSerializer(many=True)
    explanation = serializers.CharField(allow_blank=True)
    contest = OwnContestSerializer(allow_null=True)


class FeedbackSerializer(serializers.Serializer[Any]):
    """The rater's missed checks, newest first, as far as the project shows them."""

    policy = serializers.ChoiceField(choices=GoldFeedback.choices)
    missed = MissedCheckSerializer(many=True)


class PulseSerializer(serializers.Serializer[Any]):
    """What a heartbeat answers."""

    advice = AdviceSerializer()
    shift = ShiftSerializer(allow_null=True)
    elsewhere = OtherProjectSerializer(many=True)
