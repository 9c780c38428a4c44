"""Comparisons of two periods or guidelines, in JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreement import queries
from agreement.api.estimate_serializer import EstimateSerializer
from agreement.api.serializers import ReportRowSerializer
from agreement.api.views import READERS, report_context
from annotator.api.access import project_for
from annotator.errors import NotFound
from annotator.wording import reworded


class ComparedSummarySerializer(serializers.Serializer[Any]):
    """One side and how much stands behind it."""

    name = serializers.CharField(help_text="What the side is, in words.")
    n_items = serializers.IntegerField()
    n_items_overlap = serializers.IntegerField(help_text="Items that two or more raters judged on this side.")
    n_judgments = serializers.IntegerField()
    n_raters = serializers.IntegerField()


class ComparedCoefficientSerializer(serializers.Serializer[Any]):
    """A coefficient on both sides, and b less a."""

    name = serializers.ChoiceField(choices=["krippendorff_alpha", "percent_agreement", "fleiss_kappa", "gwet_ac1"])
    a = EstimateSerializer()
    b = EstimateSerializer()
    difference = EstimateSerializer()


class DifferenceReadingSerializer(serializers.Serializer[Any]):
    """Whether alpha is higher on side B, as far as the interval of the difference tells."""

    word = serializers.ChoiceField(choices=["higher", "lower", "undecided", "unknown"])
    sentence = serializers.CharField()


class ComparisonResultSerializer(serializers.Serializer[Any]):
    """Agreement on two sides; ``shared`` looks only at items that two or more raters judged on both."""

    question = serializers.CharField()
    title = serializers.CharField()
    level = serializers.ChoiceField(choices=["nominal", "ordinal", "interval"])
    unit = serializers.CharField()
    by = serializers.ChoiceField(choices=["period", "guideline"])
    a = ComparedSummarySerializer()
    b = ComparedSummarySerializer()
    n_raters_both = serializers.IntegerField()
    coefficients = ComparedCoefficientSerializer(many=True)
    n_items_shared = serializers.IntegerField()
    shared = ComparedCoefficientSerializer(many=True)
    reading = DifferenceReadingSerializer()
    computed_at = serializers.DateTimeField()


class ComparisonReportSerializer(serializers.Serializer[Any]):
    """A comparison and its result, null until it has succeeded."""

    report = ReportRowSerializer()
    result = ComparisonResultSerializer(allow_null=True)


class JudgedSpanSerializer(serializers.Serializer[Any]):
    """The first and the last day (UTC) with a judgment; null where nothing was judged."""

    first = serializers.DateField(allow_null=True)
    last = serializers.DateField(allow_null=True)


class Comparison(APIView):
    @extend_schema(operation_id="comparison_retrieve", responses=ComparisonReportSerializer)
    def get(self, request: Request, report_id: int) -> Response:
        """A report of kind `comparison` with its typed result."""
        project_id = queries.project_of_report(report_id)
        project_for(request.user, project_id, *READERS)
        report = queries.report(report_id)
        if report.kind != "comparison":
            raise NotFound("This report is not a comparison.")
        row = ReportRowSerializer(report, context=report_context(request, project_id)).data
        return Response({"report": row, "result": reworded(report.result, report.words)})


class JudgedSpan(APIView):
    @extend_schema(operation_id="agreement_span", responses=JudgedSpanSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """From which day to which there are judgments to compare."""
        project_for(request.user, project_id, *READERS)
        return Response(JudgedSpanSerializer(queries.judged_span(project_id)).data)
