"""Gold as leads see it: each item as a check, its history, contests, candidates."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.api.serializers.common import CleanCharField, ProportionSerializer, StrictSerializer, YesNoField
from annotator.api.serializers.items import (
    AnswerSerializer,
    GoldAnswerSerializer,
    ItemRaterSerializer,
    ItemRowSerializer,
)
from annotator.models import ContestState, GoldCheck, GoldContest, GoldEvent, GoldEventKind, Item, MembershipState
from annotator.queries.gold import GoldRow
from annotator.queries.gold_candidates import Candidate


def positions_of(item: Item) -> dict[str, dict[int, int]]:
    """Return the serializer context that turns response ids into positions; responses are loaded."""
    return {"positions": {response.pk: response.position for response in item.responses.all()}}


class GoldAbilitiesSerializer(serializers.Serializer[Any]):
    edit = serializers.BooleanField()
    retire = serializers.BooleanField()
    restore = serializers.BooleanField()


class GoldRowSerializer(serializers.Serializer[Any]):
    """A gold item and how it does as a check.

    Good raters are those whose other checks say good; ``doubt`` is the probability that fewer than half of them pass.
    The context's ``is_lead`` says whether the asker may change gold.
    """

    item = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()
    shown = serializers.IntegerField()
    pass_rate = ProportionSerializer()
    good_pass_rate = ProportionSerializer()
    suspect_pass_rate = ProportionSerializer()
    discrimination = serializers.FloatField(allow_null=True)
    doubt = serializers.FloatField(allow_null=True)
    flagged = serializers.BooleanField()
    open_contests = serializers.IntegerField()
    reviewed_at = serializers.DateTimeField(allow_null=True)
    abilities = serializers.SerializerMethodField()

    @extend_schema_field(ItemRowSerializer)
    def get_item(self, row: GoldRow) -> Any:
        return ItemRowSerializer(row.item, context=self.context).data

    @extend_schema_field(GoldAnswerSerializer(many=True))
    def get_answers(self, row: GoldRow) -> Any:
        return GoldAnswerSerializer(row.item.gold_answers.all(), many=True, context=positions_of(row.item)).data

    @extend_schema_field(GoldAbilitiesSerializer)
    def get_abilities(self, row: GoldRow) -> dict[str, bool]:
        is_lead, retired = bool(self.context["is_lead"]), row.item.retired_at is not None
        return {"edit": is_lead, "retire": is_lead and not retired, "restore": is_lead and retired}


class GoldEventSerializer(serializers.Serializer[Any]):
    """What was done to a gold item, and how many checks that turned."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=GoldEventKind.choices)
    actor = serializers.SerializerMethodField()
    reason = serializers.CharField(allow_blank=True)
    contest = serializers.IntegerField(source="contest_id", allow_null=True)
    checks_changed = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_actor(self, event: GoldEvent) -> str | None:
        return None if event.actor is None else str(event.actor)

    def get_checks_changed(self, event: GoldEvent) -> int:
        return len(event.rescored)


class ContestBriefSerializer(serializers.Serializer[Any]):
    """An objection to a check and what was said to it."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ContestState.choices)
    reason = serializers.CharField()
    reply = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class GoldCheckSerializer(serializers.Serializer[Any]):
    """One check: who answered what, whether it passed, whether it counts."""

    id = serializers.IntegerField()
    rater = ItemRaterSerializer()
    passed = serializers.BooleanField()
    counts = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()
    contest = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_counts(self, check: GoldCheck) -> bool:
        return check.voided_at is None

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, check: GoldCheck) -> Any:
        return AnswerSerializer(check.judgment.answers.all(), many=True, context=self.context).data

    @extend_schema_field(ContestBriefSerializer(allow_null=True))
    def get_contest(self, check: GoldCheck) -> Any:
        contest = getattr(check, "contest", None)
        return None if contest is None else ContestBriefSerializer(contest).data


class GoldDetailSerializer(serializers.Serializer[Any]):
    """A gold item as a check, its latest checks and what was done to it."""

    row = GoldRowSerializer()
    checks = serializers.SerializerMethodField()
    events = GoldEventSerializer(many=True)

    @extend_schema_field(GoldCheckSerializer(many=True))
    def get_checks(self, detail: dict[str, Any]) -> Any:
        return GoldCheckSerializer(detail["checks"], many=True, context=positions_of(detail["row"].item)).data


class ContestSerializer(ContestBriefSerializer):
    """A contest in the leads' inbox, with the check, the rater's answers and the known ones."""

    rater = ItemRaterSerializer(source="check_row.rater")
    item = serializers.IntegerField(source="check_row.item_id")
    external_id = serializers.CharField(source="check_row.item.external_id")
    answers = serializers.SerializerMethodField()
    gold_answers = serializers.SerializerMethodField()
    settled_by = serializers.SerializerMethodField()

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, contest: GoldContest) -> Any:
        check = contest.check_row
        return AnswerSerializer(check.judgment.answers.all(), many=True, context=positions_of(check.item)).data

    @extend_schema_field(GoldAnswerSerializer(many=True))
    def get_gold_answers(self, contest: GoldContest) -> Any:
        item = contest.check_row.item
        return GoldAnswerSerializer(item.gold_answers.all(), many=True, context=positions_of(item)).data

    def get_settled_by(self, contest: GoldContest) -> str | None:
        return None if contest.settled_by is None else str(contest.settled_by)


class CandidateSerializer(serializers.Serializer[Any]):
    """A judged item on which all raters agree; ``gold`` is the answer, as in an import row."""

    item = serializers.SerializerMethodField()
    gold = serializers.DictField()
    judgments = serializers.IntegerField(source="n_judgments")

    @extend_schema_field(ItemRowSerializer)
    def get_item(self, candidate: Candidate) -> Any:
        return ItemRowSerializer(candidate.item, context=self.context).data


class PausedRaterSerializer(serializers.Serializer[Any]):
    """A rater whom checks have paused, though the checks as they are scored now would not."""

    id = serializers.IntegerField()
    alias = serializers.CharField()
    state = serializers.ChoiceField(choices=MembershipState.choices)
    checked = serializers.IntegerField(source="checks_made")
    passed = serializers.IntegerField(source="checks_passed")


class KnownAnswersInputSerializer(StrictSerializer):
    """Known answers, written as in an import row.

    ``gold`` maps questions to answers; a preference may list several accepted outcomes, the best first.
    ``gold_tolerance`` and ``gold_explanation`` hold for all questions or map questions to values.
    """

    gold = serializers.DictField()
    gold_tolerance = serializers.JSONField(required=False, allow_null=True)
    gold_explanation = serializers.JSONField(required=False, allow_null=True)


class GoldAnswerInputSerializer(KnownAnswersInputSerializer):
    reason = CleanCharField(max_length=1000, required=False, allow_blank=True, default="")


class MakeGoldInputSerializer(StrictSerializer):
    """``answer``: the known answer; without one, what all raters of the item said."""

    answer = KnownAnswersInputSerializer(required=False, allow_null=True)
    reason = CleanCharField(max_length=1000, required=False, allow_blank=True, default="")


class RetireGoldInputSerializer(StrictSerializer):
    """``void``: the checks made with it no longer count for or against anybody."""

    void = YesNoField(required=False, default=False)
    reason = CleanCharField(max_length=1000, required=False, allow_blank=True, default="")


class ReasonInputSerializer(StrictSerializer):
    reason = CleanCharField(max_length=1000, required=False, allow_blank=True, default="")


class SettleInputSerializer(StrictSerializer):
    """Uphold with another ``answer`` or by retiring the item, or reject with a ``reply``."""

    decision = serializers.ChoiceField(choices=["uphold", "reject"])
    remedy = serializers.ChoiceField(choices=["answer", "retire"], required=False, default="retire")
    answer = KnownAnswersInputSerializer(required=False, allow_null=True)
    reply = CleanCharField(max_length=2000, required=False, allow_blank=True, default="")
