"""Judgments in bulk, written as rows: these tests ask what is made of judgments, not how they come to be."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from annotator.models import (
    Answer,
    Item,
    ItemPurpose,
    ItemSlice,
    Judgment,
    JudgmentSource,
    Membership,
    Project,
    Purpose,
    Question,
    QuestionKind,
    RaterKind,
    Response,
    Role,
    User,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BATCH = 5_000
COLUMN = {"preference": "outcome", "likert": "score", "choice": "choice", "ranking": "rank", "text": "text"}

#: (item's external id, rater's alias, value); for questions about responses the value is ``{position: value}``.
Vote = tuple[str, str, Any]


@dataclass
class Study:
    """A project under construction."""

    project: Project
    items: dict[str, Item] = field(default_factory=dict)
    raters: dict[str, Membership] = field(default_factory=dict)
    responses: dict[tuple[int, int], int] = field(default_factory=dict)

    def question(self, key: str = "better", kind: str = QuestionKind.PREFERENCE, **fields: Any) -> Question:
        fields.setdefault("title", key.capitalize())
        position = self.project.questions.count()
        return Question.objects.create(project=self.project, key=key, kind=kind, position=position, **fields)

    def add_items(self, names: Iterable[str], *, responses: int = 2, purpose: str = ItemPurpose.WORK) -> None:
        rows = [
            Item(
                project=self.project,
                external_id=name,
                purpose=purpose,
                prompt=f"Say {name}",
                prompt_hash=name,
                content_hash=name,
                created_at=NOW,
            )
            for name in names
            if name not in self.items
        ]
        Item.objects.bulk_create(rows, batch_size=BATCH)
        self.items.update({row.external_id: row for row in rows})
        made = Response.objects.bulk_create(
            [
                Response(
                    item=item, position=place, chars=1, words=1, headers=0, lists=0, bolds=0, code_blocks=0, text="x"
                )
                for item in rows
                for place in range(responses)
            ],
            batch_size=BATCH,
        )
        self.responses.update({(made_one.item_id, made_one.position): made_one.pk for made_one in made})

    def add_raters(self, aliases: Iterable[str], *, kind: str = RaterKind.HUMAN) -> None:
        for alias in aliases:
            if alias not in self.raters:
                self.raters[alias] = Membership.objects.create(
                    project=self.project, role=Role.RATER, alias=alias, kind=kind, created_at=NOW
                )

    def vote(
        self,
        question: Question,
        votes: Iterable[Vote],
        *,
        at: datetime | Mapping[str, datetime] = NOW,
        **judgment: Any,
    ) -> list[Judgment]:
        """One judgment with its answers for each vote. ``at``: when, for all or by item."""
        votes = list(votes)
        self.add_items(dict.fromkeys(item for item, _, _ in votes))
        self.add_raters(dict.fromkeys(rater for _, rater, _ in votes))
        fields = {"purpose": Purpose.WORK, "source": JudgmentSource.IMPORTED, **judgment}
        rows = [
            Judgment(
                key=uuid.uuid4(),
                project=self.project,
                item=self.items[item],
                rater=self.raters[rater],
                digest="",
                submitted_at=at if isinstance(at, datetime) else at[item],
                **fields,
            )
            for item, rater, _ in votes
        ]
        Judgment.objects.bulk_create(rows, batch_size=BATCH)
        for row, (_, _, value) in zip(rows, votes, strict=True):
            row.said = value  # type: ignore[attr-defined]
        self.answer(question, rows)
        return rows

    def answer(self, question: Question, judgments: Iterable[Judgment]) -> None:
        """The answers to ``question`` of judgments whose ``said`` holds the value."""
        column = COLUMN[question.kind]
        answers = []
        for row in judgments:
            said = row.said  # type: ignore[attr-defined]
            by_response = said if isinstance(said, dict) else {None: said}
            for place, value in by_response.items():
                response = None if place is None else self.responses[row.item_id, place]
                for one in value if isinstance(value, (list, tuple)) else [value]:
                    fields = {column: one}
                    answers.append(Answer(judgment=row, question=question, response_id=response, **fields))
        Answer.objects.bulk_create(answers, batch_size=BATCH)

    def slice(self, name: str, values: Mapping[str, str]) -> None:
        """Give items a slice: ``values`` by external id."""
        ItemSlice.objects.bulk_create(
            [
                ItemSlice(project=self.project, item=self.items[item], name=name, value=value)
                for item, value in values.items()
            ],
            batch_size=BATCH,
        )

    def member(self, email: str, role: str) -> User:
        user = User.objects.create_user(email, "correct horse battery")
        Membership.objects.create(project=self.project, user=user, role=role, alias=email, created_at=NOW)
        return user


def make_study(name: str = "Study", **fields: Any) -> Study:
    return Study(Project.objects.create(name=name, preset="pairwise", seed=7, created_at=NOW, **fields))


def noisy_votes(n_items: int, raters: list[str], *, agree: float, seed: int, values: list[Any]) -> list[Vote]:
    """Votes of raters who say the item's truth with probability ``agree``, else anything."""
    import numpy as np

    rng = np.random.default_rng(seed)
    truth = rng.integers(0, len(values), n_items)
    votes = []
    for rater in raters:
        sure = rng.random(n_items) < agree
        guess = rng.integers(0, len(values), n_items)
        said = np.where(sure, truth, guess)
        votes += [(f"i{index}", rater, values[code]) for index, code in enumerate(said.tolist())]
    return votes
