"""How this app's things look in JSON."""

from annotator.api.serializers.common import CleanCharField, PersonSerializer, ProportionSerializer
from annotator.api.serializers.jobs import ImportRunSerializer, JobSerializer
from annotator.api.serializers.projects import GuidelineSerializer, ProjectSerializer
from annotator.api.serializers.questions import QuestionSerializer

__all__ = [
    "CleanCharField",
    "GuidelineSerializer",
    "ImportRunSerializer",
    "JobSerializer",
    "PersonSerializer",
    "ProjectSerializer",
    "ProportionSerializer",
    "QuestionSerializer",
]
