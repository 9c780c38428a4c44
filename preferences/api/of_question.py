"""What results of comparisons share over the API: they are about one question, which may be named."""

from django.db.models import Q
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from agreement.api.views import LatestResult
from agreement.queries import ALL
from annotator.models import Project
from preferences.queries import about_question

AGGREGATIONS = ["votes", "majority"]
QUESTION = OpenApiParameter("question", str, description="The newest about this question, by its key; else the newest.")


class LatestOfQuestion(LatestResult):
    """The latest result of a kind, about the question that is named or whichever it is about."""

    def which(self, request: Request, project: Project) -> Q:
        """Those about the question; raises ``UnknownQuestion`` and ``NoComparingQuestion``."""
        key = request.query_params.get("question")
        return ALL if key is None else about_question(project, key)
