"""Projects, guidelines, presets and the overview as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.api.serializers.common import (
    CleanCharField,
    NumberField,
    StrictSerializer,
    WholeNumberField,
    YesNoField,
)
from annotator.api.serializers.questions import PresetQuestionSerializer, QuestionInputSerializer, QuestionSerializer
from annotator.models import GoldFeedback, OverlapMode, Project, ProjectState, QualityBy, ReviewRule, TrainingFailure
from annotator.queries.projects import project_abilities
from annotator.services.guidelines import MAX_BODY_CHARS


class PresetDefaultsSerializer(serializers.Serializer[Any]):
    """Policies that a preset starts with."""

    overlap = serializers.IntegerField()
    gold_rate = serializers.FloatField()
    gold_pass_threshold = serializers.FloatField()
    batch_min = serializers.IntegerField()
    batch_max = serializers.IntegerField()


class PresetSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    questions = PresetQuestionSerializer(many=True)
    guideline = serializers.CharField()
    defaults = PresetDefaultsSerializer()


class GuidelineSerializer(serializers.Serializer[Any]):
    """A published version of the instructions (Markdown)."""

    version = serializers.IntegerField()
    body = serializers.CharField()
    change_note = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField()


class GuidelineInputSerializer(StrictSerializer):
    body = CleanCharField(max_length=MAX_BODY_CHARS, trim_whitespace=False)
    change_note = CleanCharField(max_length=300, required=False, allow_blank=True, default="")


class ProjectAbilitiesSerializer(serializers.Serializer[Any]):
    edit = serializers.BooleanField()
    invite = serializers.BooleanField()
    request_report = serializers.BooleanField()
    export = serializers.BooleanField()
    activate = serializers.BooleanField()
    pause = serializers.BooleanField()
    close = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        # A word of Python, so that it can't be written as an attribute of the class.
        return {"import": serializers.BooleanField(), **super().get_fields()}


class RequirementRuleSerializer(StrictSerializer):
    """Items whose slice ``slice`` is ``value`` go to raters who have all that ``requires`` names."""

    slice = CleanCharField(max_length=50)
    value = CleanCharField(max_length=100)
    requires = serializers.ListField(child=CleanCharField(max_length=200), max_length=50)


class ProjectSerializer(serializers.Serializer[Any]):
    """A project with its questions and the guideline in force.

    The context's ``lead_of`` holds the ids of the projects that the asker may change.
    """

    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    preset = serializers.CharField()
    state = serializers.ChoiceField(choices=ProjectState.choices)
    overlap_mode = serializers.ChoiceField(choices=OverlapMode.choices)
    overlap = serializers.IntegerField()
    overlap_min = serializers.IntegerField()
    overlap_share = serializers.FloatField()
    overlap_confidence = serializers.FloatField()
    max_judgments = serializers.IntegerField(allow_null=True)
    max_judgments_per_day = serializers.IntegerField(allow_null=True)
    max_per_prompt = serializers.IntegerField(allow_null=True)
    fair_share = serializers.BooleanField()
    telling_first = serializers.BooleanField()
    requirement_rules = RequirementRuleSerializer(many=True)
    gold_rate = serializers.FloatField()
    gold_pass_threshold = serializers.FloatField()
    gold_min_checks = serializers.IntegerField()
    batch_min = serializers.IntegerField()
    batch_max = serializers.IntegerField()
    lease_minutes = serializers.IntegerField()
    break_after_minutes = serializers.IntegerField()
    break_minutes = serializers.IntegerField()
    micro_break_every_minutes = serializers.IntegerField()
    breaks_required = serializers.BooleanField()
    day_cap_minutes = serializers.IntegerField()
    break_trial = serializers.BooleanField()
    trial_break_after_minutes = serializers.IntegerField()
    trial_micro_break_every_minutes = serializers.IntegerField()
    amend_minutes = serializers.IntegerField()
    review_rule = serializers.ChoiceField(choices=ReviewRule.choices)
    quality_by = serializers.ChoiceField(choices=QualityBy.choices)
    gold_feedback = serializers.ChoiceField(choices=GoldFeedback.choices)
    repeat_rate = serializers.FloatField()
    repeat_after_judgments = serializers.IntegerField()
    repeat_after_minutes = serializers.IntegerField()
    training_required = serializers.IntegerField()
    training_pass_mark = serializers.FloatField()
    training_retries = serializers.IntegerField()
    training_failure = serializers.ChoiceField(choices=TrainingFailure.choices)
    due_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()
    questions = QuestionSerializer(many=True)
    guideline = serializers.SerializerMethodField()
    abilities = serializers.SerializerMethodField()

    @extend_schema_field(GuidelineSerializer(allow_null=True))
    def get_guideline(self, project: Project) -> dict[str, Any] | None:
        latest = max(project.guidelines.all(), key=lambda guideline: guideline.version, default=None)
        return None if latest is None else dict(GuidelineSerializer(latest).data)

    @extend_schema_field(ProjectAbilitiesSerializer)
    def get_abilities(self, project: Project) -> dict[str, bool]:
        return project_abilities(project, is_lead=project.pk in self.context["lead_of"])


class PoliciesSerializer(StrictSerializer):
    """The policies that a lead may set; bounds are checked once, in the service."""

    overlap_mode = serializers.ChoiceField(choices=OverlapMode.choices, required=False)
    overlap = WholeNumberField(required=False)
    overlap_min = WholeNumberField(required=False)
    overlap_share = NumberField(required=False)
    overlap_confidence = NumberField(required=False)
    max_judgments = WholeNumberField(required=False, allow_null=True)
    max_judgments_per_day = WholeNumberField(required=False, allow_null=True)
    max_per_prompt = WholeNumberField(required=False, allow_null=True)
    fair_share = YesNoField(required=False)
    telling_first = YesNoField(required=False)
    requirement_rules = RequirementRuleSerializer(many=True, required=False)
    gold_rate = NumberField(required=False)
    gold_pass_threshold = NumberField(required=False)
    gold_min_checks = WholeNumberField(required=False)
    batch_min = WholeNumberField(required=False)
    batch_max = WholeNumberField(required=False)
    lease_minutes = WholeNumberField(required=False)
    break_after_minutes = WholeNumberField(required=False)
    break_minutes = WholeNumberField(required=False)
    micro_break_every_minutes = WholeNumberField(required=False)
    breaks_required = YesNoField(required=False)
    day_cap_minutes = WholeNumberField(required=False)
    break_trial = YesNoField(required=False)
    trial_break_after_minutes = WholeNumberField(required=False)
    trial_micro_break_every_minutes = WholeNumberField(required=False)
    amend_minutes = WholeNumberField(required=False)
    review_rule = serializers.ChoiceField(choices=ReviewRule.choices, required=False)
    quality_by = serializers.ChoiceField(choices=QualityBy.choices, required=False)
    gold_feedback = serializers.ChoiceField(choices=GoldFeedback.choices, required=False)
    repeat_rate = NumberField(required=False)
    repeat_after_judgments = WholeNumberField(required=False)
    repeat_after_minutes = WholeNumberField(required=False)
    training_required = WholeNumberField(required=False)
    training_pass_mark = NumberField(required=False)
    training_retries = WholeNumberField(required=False)
    training_failure = serializers.ChoiceField(choices=TrainingFailure.choices, required=False)
    due_on = serializers.DateField(required=False, allow_null=True)


class ProjectInputSerializer(PoliciesSerializer):
    """A new project. What is left out comes from the preset."""

    name = CleanCharField(max_length=200)
    description = CleanCharField(max_length=5000, required=False, allow_blank=True)
    preset = CleanCharField(max_length=20)
    guideline = CleanCharField(max_length=MAX_BODY_CHARS, required=False, trim_whitespace=False)
    questions = QuestionInputSerializer(many=True, required=False)


class ProjectChangesSerializer(PoliciesSerializer):
    """Changes to a project. ``version`` is the one you saw: when somebody was faster, the answer is 409 ``stale``."""

    version = WholeNumberField()
    name = CleanCharField(max_length=200, required=False)
    description = CleanCharField(max_length=5000, required=False, allow_blank=True)
    state = serializers.ChoiceField(choices=ProjectState.choices, required=False)
    note = CleanCharField(max_length=300, required=False, allow_blank=True, default="")


class LifeSerializer(serializers.Serializer[Any]):
    """Whether a background process was seen lately."""

    alive = serializers.BooleanField()
    seen_at = serializers.DateTimeField(allow_null=True)


class HealthSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=["ok", "degraded"])
    database = serializers.BooleanField()
    broker = serializers.BooleanField()
    worker = LifeSerializer()
    beat = LifeSerializer()


class ItemCountsSerializer(serializers.Serializer[Any]):
    work = serializers.IntegerField()
    gold = serializers.IntegerField()
    retired = serializers.IntegerField()


class SlotCountsSerializer(serializers.Serializer[Any]):
    open = serializers.IntegerField()
    held = serializers.IntegerField()
    answered = serializers.IntegerField()
    total = serializers.IntegerField()


class JudgmentCountsSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    today = serializers.IntegerField()
    last_7_days = serializers.IntegerField()


class RaterCountsSerializer(serializers.Serializer[Any]):
    active = serializers.IntegerField()
    paused = serializers.IntegerField()
    on_shift = serializers.IntegerField()


class DayCountSerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    count = serializers.IntegerField()


class NextStepSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()


class PoolSerializer(serializers.Serializer[Any]):
    """Open slots that need the same qualifications, and how many raters in work have them all."""

    requires = serializers.ListField(child=serializers.CharField())
    open_slots = serializers.IntegerField()
    raters = serializers.IntegerField()


class QualifyingSerializer(serializers.Serializer[Any]):
    """Which qualifications open work needs. ``unserved``: open slots that no rater is qualified for."""

    pools = PoolSerializer(many=True)
    names = serializers.ListField(child=serializers.CharField())
    unserved = serializers.IntegerField()


class ForecastSerializer(serializers.Serializer[Any]):
    """The day on which the rest will be judged at the pace of the last days, with its interval; or why not known."""

    remaining = serializers.IntegerField()
    per_day = serializers.FloatField(allow_null=True)
    done = serializers.DateField(allow_null=True)
    low = serializers.DateField(allow_null=True)
    high = serializers.DateField(allow_null=True)
    level = serializers.FloatField()
    reason = serializers.CharField(allow_null=True)


class HoursNeededSerializer(serializers.Serializer[Any]):
    """Hours of rating needed on each day; no interval, and a reason, where too few raters' times are known."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    level = serializers.FloatField()
    raters = serializers.IntegerField()
    reason = serializers.CharField(allow_null=True)


class DueSerializer(serializers.Serializer[Any]):
    """How the project stands to its due date. Days late are below 0 when early; the interval is the forecast's."""

    due_on = serializers.DateField()
    verdict = serializers.ChoiceField(choices=["on_schedule", "open", "late", "overdue", "unknown"])
    probability = serializers.FloatField(allow_null=True)
    late_by = serializers.IntegerField(allow_null=True)
    late_low = serializers.IntegerField(allow_null=True)
    late_high = serializers.IntegerField(allow_null=True)
    needed_per_day = serializers.FloatField(allow_null=True)
    hours = HoursNeededSerializer(allow_null=True)
    reason = serializers.CharField(allow_null=True)


class OverviewSerializer(serializers.Serializer[Any]):
    """How far a project is; judgments count people's, on work items."""

    items = ItemCountsSerializer()
    slots = SlotCountsSerializer()
    judgments = JudgmentCountsSerializer()
    items_complete = serializers.IntegerField()
    raters = RaterCountsSerializer()
    judgments_per_day = DayCountSerializer(many=True)
    worker = LifeSerializer()
    next_steps = NextStepSerializer(many=True)
    forecast = ForecastSerializer()
    due = DueSerializer(allow_null=True, help_text="Null without a due date, and when nothing is left.")
