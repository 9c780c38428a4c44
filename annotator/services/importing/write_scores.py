"""Writes a batch of scores, in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from annotator.models import Project, Response, ResponseScore, Scorer
from annotator.services.importing.gold_rows import response_position
from annotator.services.importing.look_up import known_items
from annotator.services.importing.outcome import BatchOutcome
from annotator.services.importing.rows import Row, RowError
from annotator.services.importing.score_rows import ScoreDraft


class ScoreWriter:
    """Writes drafts of one project."""

    def __init__(self, project: Project, *, now: datetime) -> None:
        self.project = project
        self.now = now

    def write(self, drafts: Sequence[tuple[Row, ScoreDraft]]) -> BatchOutcome:
        """Write the scores that are new and return what became of all rows. Must run in a transaction.

        Raises ``IntegrityError`` when another import wrote one of them meanwhile: roll back and call again.
        """
        outcome = BatchOutcome()
        responses = self._responses({draft.item for _row, draft in drafts})
        named = {draft.scorer for _row, draft in drafts}
        scorers = {scorer.name: scorer for scorer in Scorer.objects.filter(project=self.project, name__in=named)}
        known = self._known(scorers, [pk for found in responses.values() for pk, _model in found])
        new: list[tuple[str, int, float]] = []
        for row, draft in drafts:
            try:
                scored = self._resolve(draft, responses)
                _check_stored(draft, scored, {response: known.get((draft.scorer, response)) for response, _ in scored})
            except RowError as error:
                outcome.failed.append(row.failed(error))
                continue
            fresh = {response: value for response, value in scored if (draft.scorer, response) not in known}
            for response, value in fresh.items():
                known[draft.scorer, response] = value
                new.append((draft.scorer, response, value))
            outcome.created += bool(fresh)
            outcome.unchanged += not fresh
        # Only scorers of good rows: a name that stands in a bad row alone is none.
        missing = [name for name in dict.fromkeys(name for name, _, _ in new) if name not in scorers]
        made = Scorer.objects.bulk_create(
            Scorer(project=self.project, name=name, created_at=self.now) for name in missing
        )
        scorers |= {scorer.name: scorer for scorer in made}
        ResponseScore.objects.bulk_create(
            ResponseScore(scorer=scorers[name], response_id=response, value=value) for name, response, value in new
        )
        return outcome

    def remember(self, drafts: Sequence[tuple[Row, ScoreDraft]]) -> None:
        """Scores need no memory beyond the database."""

    def _responses(self, external_ids: set[str]) -> dict[str, list[tuple[int, str]]]:
        """The responses (id, model) of each item that is there, in their order."""
        items = {item.pk: item.external_id for item in known_items(self.project, external_ids)}
        found: dict[str, list[tuple[int, str]]] = {name: [] for name in items.values()}
        rows = Response.objects.filter(item__in=list(items)).order_by("item", "position")
        for item, pk, model in rows.values_list("item_id", "pk", "model"):
            found[items[item]].append((pk, model))
        return found

    def _known(self, scorers: Mapping[str, Scorer], responses: Sequence[int]) -> dict[tuple[str, int], float]:
        """The scores that are stored, by the scorer's name and the response."""
        names = {scorer.pk: name for name, scorer in scorers.items()}
        rows = ResponseScore.objects.filter(response__in=responses, scorer__in=list(names))
        return {(names[pk], response): value for pk, response, value in rows.values_list("scorer", "response", "value")}

    def _resolve(self, draft: ScoreDraft, responses: dict[str, list[tuple[int, str]]]) -> list[tuple[int, float]]:
        """The ids of the scored responses with their values."""
        found = responses.get(draft.item)
        if found is None:
            raise RowError("item", f"there is no item “{draft.item[:60]}” in this project; import items first")
        if draft.all_responses and len(draft.scores) != len(found):
            raise RowError("scores", f"has {len(draft.scores)} scores; the item has {len(found)} responses")
        models = [model for _pk, model in found]
        return [(found[response_position(named, models, "response")][0], value) for named, value in draft.scores]


def _check_stored(draft: ScoreDraft, scored: Sequence[tuple[int, float]], stored: Mapping[int, float | None]) -> None:
    """Raise ``RowError`` when the scorer gave one of the responses another score before."""
    for response, value in scored:
        before = stored[response]
        if before is not None and before != value:
            raise RowError(
                "scores",
                f"“{draft.scorer}” gave this response {before:g} already, not {value:g}; "
                "import other scores under another scorer's name",
            )
