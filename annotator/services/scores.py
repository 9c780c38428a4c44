"""Scores of responses: taking a scorer back."""

from annotator.errors import NotFound
from annotator.models import Project, Scorer


def delete_scorer(*, project: Project, scorer_id: int) -> None:
    """Delete the scorer with all of its scores; what was reported from them stays. Raises ``NotFound``."""
    deleted, _ = Scorer.objects.filter(project=project, pk=scorer_id).delete()
    if not deleted:
        raise NotFound("There is no such scorer in this project.")
