"""Writes a batch of votes as judgments of imported raters, in a fixed number of statements."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from annotator.models import (
    Answer,
    ItemPurpose,
    Judgment,
    JudgmentSource,
    Membership,
    Project,
    Purpose,
    Question,
    RaterKind,
    Response,
    Role,
)
from annotator.services.importing.gold_rows import response_position
from annotator.services.importing.look_up import known_items
from annotator.services.importing.outcome import BatchOutcome
from annotator.services.importing.rows import Row, RowError
from annotator.services.importing.vote_rows import VoteDraft

_NAMESPACE = uuid.UUID("5d9a2f3c-2a1e-4a52-9a57-6f1b8f0f6c55")
_PURPOSES = {
    ItemPurpose.WORK: Purpose.WORK,
    ItemPurpose.GOLD: Purpose.GOLD,
    ItemPurpose.TRAINING: Purpose.TRAINING,
}
# (question id, response id or None, choice or None for kinds that hold one value)
Place = tuple[int, int | None, str | None]


@dataclass(frozen=True, slots=True)
class _Target:
    """What a vote is about, once looked up."""

    item_id: int
    purpose: str
    responses: tuple[tuple[int, str], ...]


class VoteWriter:
    """Writes drafts of one project."""

    def __init__(self, project: Project, questions: Sequence[Question], *, now: datetime) -> None:
        self.project = project
        self.questions = questions
        self.now = now

    def write(self, drafts: Sequence[tuple[Row, VoteDraft]]) -> BatchOutcome:
        """Write the votes that are new and return what became of all. Must run in a transaction.

        One rater's votes on one item make one judgment, whether they stand in one file or in several. Raises
        ``IntegrityError`` when another import wrote one of them meanwhile: roll back and call again.
        """
        outcome = BatchOutcome()
        targets = self._targets({draft.item for _row, draft in drafts})
        raters = self._raters(drafts)
        keys = {
            key_of(self.project.pk, raters[draft.rater].pk, targets[draft.item].item_id)
            for _row, draft in drafts
            if draft.item in targets
        }
        judgments = {judgment.key: judgment for judgment in Judgment.objects.filter(key__in=keys)}
        said = self._said(judgments)
        new_judgments: list[Judgment] = []
        new_answers: list[Answer] = []
        for row, draft in drafts:
            try:
                target, rater = self._resolve(draft, targets, raters)
                position = self._position(draft, target)
                key = key_of(self.project.pk, rater.pk, target.item_id)
                answers = _answers(draft, None if position is None else target.responses[position][0])
                missing = _missing(answers, said.setdefault(key, {}), draft.question)
            except RowError as error:
                outcome.failed.append(row.failed(error))
                continue
            if not missing:
                outcome.unchanged += 1
                continue
            if key not in judgments:
                judgments[key] = self._judgment(key, draft, target, rater)
                new_judgments.append(judgments[key])
            for place, answer in missing.items():
                said[key][place] = answer
                new_answers.append(Answer(judgment=judgments[key], **answer))
            outcome.created += 1
        Judgment.objects.bulk_create(new_judgments)
        for answer_row in new_answers:
            # Judgments got their ids only now.
            answer_row.judgment_id = answer_row.judgment.pk
        Answer.objects.bulk_create(new_answers)
        return outcome

    def remember(self, drafts: Sequence[tuple[Row, VoteDraft]]) -> None:
        """Votes need no memory beyond the database."""

    def _targets(self, external_ids: set[str]) -> dict[str, _Target]:
        items = known_items(self.project, external_ids)
        responses: dict[int, list[tuple[int, str]]] = {item.pk: [] for item in items}
        rows = Response.objects.filter(item__in=list(responses)).order_by("item", "position")
        for item_id, pk, model in rows.values_list("item_id", "pk", "model"):
            responses[item_id].append((pk, model))
        return {item.external_id: _Target(item.pk, item.purpose, tuple(responses[item.pk])) for item in items}

    def _raters(self, drafts: Sequence[tuple[Row, VoteDraft]]) -> dict[str, Membership]:
        """Return the raters of the batch by alias, creating those that are new."""
        wanted = {draft.rater: draft.rater_kind for _row, draft in reversed(drafts)}
        known = Membership.objects.filter(project=self.project, role=Role.RATER, alias__in=list(wanted))
        raters = {rater.alias: rater for rater in known}
        new = [
            Membership(
                project=self.project,
                role=Role.RATER,
                kind=kind or RaterKind.HUMAN,
                alias=alias,
                created_at=self.now,
                state_changed_at=self.now,
            )
            for alias, kind in wanted.items()
            if alias not in raters
        ]
        return raters | {rater.alias: rater for rater in Membership.objects.bulk_create(new)}

    def _said(self, judgments: dict[uuid.UUID, Judgment]) -> dict[uuid.UUID, dict[Place, dict[str, Any]]]:
        keys = {judgment.pk: judgment.key for judgment in judgments.values()}
        said: dict[uuid.UUID, dict[Place, dict[str, Any]]] = {}
        for answer in Answer.objects.filter(judgment__in=list(keys)).select_related("question"):
            place = (answer.question_id, answer.response_id, answer.choice if answer.question.multiple else None)
            values = {
                name: getattr(answer, name) for name in ("outcome", "strength", "score", "rank", "choice", "text")
            }
            said.setdefault(keys[answer.judgment_id], {})[place] = values
        return said

    def _resolve(
        self, draft: VoteDraft, targets: dict[str, _Target], raters: dict[str, Membership]
    ) -> tuple[_Target, Membership]:
        target = targets.get(draft.item)
        if target is None:
            raise RowError("item", f"there is no item “{draft.item[:60]}” in this project; import items first")
        rater = raters[draft.rater]
        if rater.user_id is not None:
            raise RowError(
                "rater", f"“{draft.rater}” is the name of a rater who signs in here; give imported raters another name"
            )
        if draft.rater_kind is not None and draft.rater_kind != rater.kind:
            raise RowError("rater_kind", f"“{draft.rater}” is known as {rater.kind}, not {draft.rater_kind}")
        return target, rater

    def _position(self, draft: VoteDraft, target: _Target) -> int | None:
        models = [model for _pk, model in target.responses]
        if draft.first_shown is not None and draft.first_shown >= len(models):
            raise RowError("first_shown", f"the item has {len(models)} responses")
        if draft.rank is not None and draft.rank > len(models):
            raise RowError("rank", f"{draft.rank} is outside 1 to {len(models)}")
        if draft.outcome is not None and len(models) != 2:
            raise RowError("outcome", f"the item has {len(models)} responses, a preference needs 2")
        return None if draft.response is None else response_position(draft.response, models, "response")

    def _judgment(self, key: uuid.UUID, draft: VoteDraft, target: _Target, rater: Membership) -> Judgment:
        return Judgment(
            key=key,
            project=self.project,
            item_id=target.item_id,
            rater=rater,
            purpose=_PURPOSES[ItemPurpose(target.purpose)],
            source=JudgmentSource.IMPORTED,
            # Nobody submits an imported judgment again under its key, so its content needs no digest of its own.
            digest=hashlib.sha256(key.bytes).hexdigest(),
            first_shown=draft.first_shown,
            active_ms=draft.active_ms,
            submitted_at=draft.submitted_at or self.now,
        )


def key_of(project_id: int, rater_id: int, item_id: int) -> uuid.UUID:
    """Return the key of a rater's imported judgment of an item: always the same, so that it can't exist twice."""
    return uuid.uuid5(_NAMESPACE, f"{project_id}:{rater_id}:{item_id}")


def _answers(draft: VoteDraft, response_id: int | None) -> dict[Place, dict[str, Any]]:
    """Return the vote's answers by place; a multiple choice has one place per choice."""
    question = draft.question
    common = {"question_id": question.pk, "response_id": response_id}
    if draft.choices:
        return {
            (question.pk, response_id, chosen if question.multiple else None): {**common, "choice": chosen}
            for chosen in draft.choices
        }
    values = {
        "outcome": draft.outcome,
        "strength": draft.strength,
        "score": draft.score,
        "rank": draft.rank,
        "text": draft.text,
    }
    return {(question.pk, response_id, None): {**common, **values}}


def _missing(
    answers: dict[Place, dict[str, Any]], said: dict[Place, dict[str, Any]], question: Question
) -> dict[Place, dict[str, Any]]:
    """Return the answers that aren't stored yet. Raises ``RowError`` when something else is stored in their place."""
    missing = {}
    for place, answer in answers.items():
        stored = said.get(place)
        if stored is None:
            missing[place] = answer
        elif _value(stored) != _value(answer):
            raise RowError(
                _field(answer),
                f"conflict on question “{question.key}”: this rater's vote is already “{_shown(stored)}”, "
                f"not “{_shown(answer)}”",
            )
    return missing


_VALUES = ("outcome", "strength", "score", "rank", "choice", "text")


def _value(answer: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(answer.get(name) for name in _VALUES)


def _field(answer: dict[str, Any]) -> str:
    return next(name for name in _VALUES if answer.get(name) is not None)


def _shown(answer: dict[str, Any]) -> str:
    parts = [answer[name] for name in _VALUES if answer.get(name) is not None]
    return " ".join(f"{part:g}" if isinstance(part, float) else str(part)[:60] for part in parts)
