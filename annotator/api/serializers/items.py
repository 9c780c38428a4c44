"""Items as JSON: slim rows and the whole item."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.api.work.serializers import MessageSerializer
from annotator.models import (
    Answer,
    CaseReason,
    CaseState,
    Decision,
    DecisionKind,
    GoldAnswer,
    Item,
    ItemPurpose,
    Judgment,
    Outcome,
    ReviewCase,
)
from annotator.policies.qualifications import split


class ItemAbilitiesSerializer(serializers.Serializer[Any]):
    retire = serializers.BooleanField()
    restore = serializers.BooleanField()


class ItemRowSerializer(serializers.Serializer[Any]):
    """An item without its texts. ``judgments`` counts those that count, ``overlap`` those that are wanted.

    The context's ``is_lead`` says whether the asker may change items.
    """

    id = serializers.IntegerField()
    external_id = serializers.CharField()
    purpose = serializers.ChoiceField(choices=ItemPurpose.choices)
    prompt_excerpt = serializers.CharField(allow_blank=True)
    n_responses = serializers.SerializerMethodField()
    models = serializers.SerializerMethodField()
    slices = serializers.SerializerMethodField()
    requires = serializers.SerializerMethodField()
    judgments = serializers.IntegerField(source="n_judgments")
    overlap = serializers.IntegerField(source="n_slots")
    priority = serializers.IntegerField()
    retired = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    abilities = serializers.SerializerMethodField()

    def get_n_responses(self, item: Item) -> int:
        return len(item.responses.all())

    def get_models(self, item: Item) -> list[str]:
        return [response.model for response in item.responses.all()]

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_slices(self, item: Item) -> dict[str, str]:
        return {part.name: part.value for part in item.slices.all()}

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_requires(self, item: Item) -> list[str]:
        return split(item.requires)

    def get_retired(self, item: Item) -> bool:
        return item.retired_at is not None

    @extend_schema_field(ItemAbilitiesSerializer)
    def get_abilities(self, item: Item) -> dict[str, bool]:
        is_lead = bool(self.context["is_lead"])
        return {"retire": is_lead and item.retired_at is None, "restore": is_lead and item.retired_at is not None}


class ItemResponseSerializer(serializers.Serializer[Any]):
    """One model's output with what was measured of it at import."""

    id = serializers.IntegerField()
    position = serializers.IntegerField()
    model = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    chars = serializers.IntegerField()
    words = serializers.IntegerField()
    headers = serializers.IntegerField()
    lists = serializers.IntegerField()
    bolds = serializers.IntegerField()
    code_blocks = serializers.IntegerField()


class AnswerSerializer(serializers.Serializer[Any]):
    """One answer in the item's own order: outcome ``a`` and response 0 are the first imported response."""

    question = serializers.CharField(source="question.key")
    response = serializers.SerializerMethodField()
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)
    strength = serializers.IntegerField(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    choice = serializers.CharField(allow_null=True)
    text = serializers.CharField(allow_null=True)

    def get_response(self, answer: Answer) -> int | None:
        return None if answer.response_id is None else self.context["positions"][answer.response_id]


class GoldAnswerSerializer(serializers.Serializer[Any]):
    """The known answer to one question."""

    question = serializers.CharField(source="question.key")
    response = serializers.SerializerMethodField()
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)
    also_accepted = serializers.ListField(child=serializers.ChoiceField(choices=Outcome.choices))
    score = serializers.FloatField(allow_null=True)
    choice = serializers.CharField(allow_null=True)
    tolerance = serializers.FloatField()
    explanation = serializers.CharField(allow_blank=True)

    def get_response(self, answer: GoldAnswer) -> int | None:
        return None if answer.response_id is None else self.context["positions"][answer.response_id]


class ItemRaterSerializer(serializers.Serializer[Any]):
    """Who judged, by the alias that leads and exports use."""

    id = serializers.IntegerField()
    alias = serializers.CharField()


class ItemJudgmentSerializer(serializers.Serializer[Any]):
    """One current judgment of the item."""

    id = serializers.IntegerField()
    rater = ItemRaterSerializer()
    submitted_at = serializers.DateTimeField()
    revision = serializers.IntegerField()
    surplus = serializers.BooleanField()
    quarantined = serializers.SerializerMethodField()
    first_shown = serializers.IntegerField(allow_null=True)
    active_ms = serializers.IntegerField(allow_null=True)
    answers = AnswerSerializer(many=True)

    def get_quarantined(self, judgment: Judgment) -> bool:
        return judgment.quarantined_at is not None


class ItemDecisionSerializer(serializers.Serializer[Any]):
    """What a reviewer decided; the answers, in the item's own order, count as nobody's vote."""

    kind = serializers.ChoiceField(choices=DecisionKind.choices)
    reviewer = serializers.CharField(source="reviewer.alias")
    rationale = serializers.CharField(allow_blank=True)
    revision = serializers.IntegerField()
    decided_at = serializers.DateTimeField()
    answers = serializers.SerializerMethodField()

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, decision: Decision) -> Any:
        answers = decision.judgment.answers.all() if decision.judgment is not None else []
        return AnswerSerializer(answers, many=True, context=self.context).data


class ItemCaseSerializer(serializers.Serializer[Any]):
    """A case of the item, with the decision in force."""

    id = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=CaseReason.choices)
    state = serializers.ChoiceField(choices=CaseState.choices)
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    decision = serializers.SerializerMethodField()

    @extend_schema_field(ItemDecisionSerializer(allow_null=True))
    def get_decision(self, case: ReviewCase) -> Any:
        standing = case.standing  # type: ignore[attr-defined]  # prefetched by the query
        return ItemDecisionSerializer(standing[0], context=self.context).data if standing else None


class ItemDetailSerializer(ItemRowSerializer):
    """An item with its texts, its gold answers, its current judgments and its cases."""

    project = serializers.IntegerField(source="project_id")
    prompt = serializers.CharField(allow_blank=True)
    messages = MessageSerializer(many=True, allow_null=True)
    responses = ItemResponseSerializer(many=True)
    gold_answers = serializers.SerializerMethodField()
    metadata = serializers.DictField()
    judgments_list = serializers.SerializerMethodField()
    cases = serializers.SerializerMethodField()

    @extend_schema_field(ItemCaseSerializer(many=True))
    def get_cases(self, item: Item) -> Any:
        cases = item.cases  # type: ignore[attr-defined]  # prefetched by the query
        return ItemCaseSerializer(cases, many=True, context=self._positions(item)).data

    @extend_schema_field(GoldAnswerSerializer(many=True))
    def get_gold_answers(self, item: Item) -> Any:
        return GoldAnswerSerializer(item.gold_answers.all(), many=True, context=self._positions(item)).data

    @extend_schema_field(ItemJudgmentSerializer(many=True))
    def get_judgments_list(self, item: Item) -> Any:
        judgments = item.current_judgments  # type: ignore[attr-defined]  # prefetched by the query
        return ItemJudgmentSerializer(judgments, many=True, context=self._positions(item)).data

    def _positions(self, item: Item) -> dict[str, dict[int, int]]:
        return {"positions": {response.pk: response.position for response in item.responses.all()}}
