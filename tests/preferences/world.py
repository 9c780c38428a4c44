"""Studies of models in bulk, written as rows: these tests ask what is made of votes, not how they come to be."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from annotator.models import (
    Answer,
    Guideline,
    Item,
    ItemSlice,
    Judgment,
    JudgmentSource,
    Membership,
    Project,
    Question,
    QuestionKind,
    RaterKind,
    Response,
    Role,
    User,
)
from tests.support.pandalm import PandaLM

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BATCH = 5_000


@dataclass
class ModelStudy:
    """A project under construction, whose items are responses of models."""

    project: Project
    items: dict[str, Item] = field(default_factory=dict)
    raters: dict[str, Membership] = field(default_factory=dict)
    guideline: Guideline | None = None

    def question(self, key: str = "preference", kind: str = QuestionKind.PREFERENCE, **fields: Any) -> Question:
        position = self.project.questions.count()
        return Question.objects.create(
            project=self.project, key=key, kind=kind, position=position, title=key.capitalize(), **fields
        )

    def add_items(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Items like those of an import file: id, prompt or messages, responses as {text, model}, slices."""
        rows = list(rows)
        items = [
            Item(
                project=self.project,
                external_id=row["id"],
                prompt=row.get("prompt", ""),
                messages=row.get("messages"),
                prompt_hash=hashlib.sha256(repr(row.get("messages") or row["prompt"]).encode()).hexdigest(),
                content_hash=row["id"],
                created_at=NOW,
            )
            for row in rows
        ]
        Item.objects.bulk_create(items, batch_size=BATCH)
        self.items.update({item.external_id: item for item in items})
        Response.objects.bulk_create(
            [
                Response(
                    item=item,
                    position=position,
                    model=response["model"],
                    text=response["text"],
                    chars=len(response["text"]),
                    words=len(response["text"].split()),
                    headers=0,
                    lists=0,
                    bolds=0,
                    code_blocks=0,
                )
                for item, row in zip(items, rows, strict=True)
                for position, response in enumerate(row["responses"])
            ],
            batch_size=BATCH,
        )
        ItemSlice.objects.bulk_create(
            [
                ItemSlice(project=self.project, item=item, name=name, value=value)
                for item, row in zip(items, rows, strict=True)
                for name, value in row.get("slices", {}).items()
            ],
            batch_size=BATCH,
        )

    def pair(self, name: str, models: Sequence[str] = ("m1", "m2"), **fields: Any) -> None:
        """One item whose responses' texts name their model and item."""
        responses = [{"text": f"{model} answers {name}", "model": model} for model in models]
        self.add_items([{"id": name, "prompt": f"Say {name}", "responses": responses, **fields}])

    def rater(self, alias: str, *, kind: str = RaterKind.HUMAN) -> Membership:
        if alias not in self.raters:
            self.raters[alias] = Membership.objects.create(
                project=self.project, role=Role.RATER, alias=alias, kind=kind, created_at=NOW
            )
        return self.raters[alias]

    def vote(
        self, question: Question, votes: Mapping[str, Mapping[str, str]], *, strength: int | None = None, **fields: Any
    ) -> list[Judgment]:
        """Preference votes ``{item: {rater: outcome}}``; ``fields`` go to the judgments."""
        cells = [(item, rater, said) for item, by_rater in votes.items() for rater, said in by_rater.items()]
        return self._judge(
            [(item, rater) for item, rater, _ in cells],
            lambda row, judgment: [
                Answer(
                    judgment=judgment,
                    question=question,
                    outcome=cells[row][2],
                    strength=strength if cells[row][2] in ("a", "b") else None,
                )
            ],
            **fields,
        )

    def rank(self, question: Question, votes: Mapping[str, Mapping[str, Sequence[int]]], **fields: Any) -> None:
        """Rankings ``{item: {rater: ranks in the order of positions}}``."""
        cells = [(item, rater, ranks) for item, by_rater in votes.items() for rater, ranks in by_rater.items()]
        responses = {
            name: list(item.responses.order_by("position")) for name, item in self.items.items() if name in votes
        }
        self._judge(
            [(item, rater) for item, rater, _ in cells],
            lambda row, judgment: [
                Answer(judgment=judgment, question=question, response=response, rank=rank)
                for response, rank in zip(responses[cells[row][0]], cells[row][2], strict=True)
            ],
            **fields,
        )

    def score(self, question: Question, said: Mapping[str, Mapping[str, Sequence[float]]], **fields: Any) -> None:
        """Scores ``{item: {rater: one for each response, or the one of the item}}``."""
        cells = [(item, rater, scores) for item, by_rater in said.items() for rater, scores in by_rater.items()]
        responses = {name: list(self.items[name].responses.order_by("position")) for name in said}
        self._judge(
            [(item, rater) for item, rater, _ in cells],
            lambda row, judgment: [
                Answer(
                    judgment=judgment,
                    question=question,
                    response=responses[cells[row][0]][place] if question.per_response else None,
                    score=value,
                )
                for place, value in enumerate(cells[row][2])
            ],
            **fields,
        )

    def _judge(self, cells: list[tuple[str, str]], answers: Any, **fields: Any) -> list[Judgment]:
        given = {"source": JudgmentSource.IMPORTED, "submitted_at": NOW, "guideline": self.guideline, **fields}
        rows = [
            Judgment(
                key=uuid.uuid4(),
                project=self.project,
                item=self.items[item],
                rater=self.rater(rater),
                digest="",
                **given,
            )
            for item, rater in cells
        ]
        Judgment.objects.bulk_create(rows, batch_size=BATCH)
        made = [answer for index, row in enumerate(rows) for answer in answers(index, row)]
        Answer.objects.bulk_create(made, batch_size=BATCH)
        return rows

    def publish_guideline(self, version: int = 1) -> Guideline:
        """From now on votes are given under this version."""
        self.guideline = Guideline.objects.create(
            project=self.project, version=version, body="Judge with care.", published_at=NOW
        )
        return self.guideline

    def member(self, email: str, role: str) -> User:
        user = User.objects.create_user(email)  # hashing a password nobody types takes a second
        Membership.objects.create(project=self.project, user=user, role=role, alias=email, created_at=NOW)
        return user


def model_study(name: str = "Study", **fields: Any) -> ModelStudy:
    return ModelStudy(Project.objects.create(name=name, preset="pairwise", seed=7, created_at=NOW, **fields))


def pandalm_study(pandalm: PandaLM, name: str = "PandaLM") -> tuple[ModelStudy, Question]:
    """PandaLM's items and the three people's votes, imported without a shown order."""
    study = model_study(name)
    question = study.question()
    study.add_items(pandalm.items())
    study.vote(question, pandalm.votes())
    return study, question


def mixed_votes(study: ModelStudy, question: Question) -> None:
    """Eight items, one for each way a pair can go, by three raters."""
    votes = {
        "unanimous": ("a", "a", "a"),
        "majority-b": ("b", "b", "a"),
        "tie": ("tie", "tie", "a"),
        "both-bad": ("both_bad", "both_bad", "b"),
        "no-majority": ("a", "b", "tie"),
        "unanimous-b": ("b", "b", "b"),
        "majority-a": ("a", "a", "both_bad"),
        "one-vote": ("a",),
    }
    models = [("m1", "m2"), ("m2", "m3"), ("m3", "m1")]
    for index, name in enumerate(votes):
        study.pair(name, models[index % 3], slices={"language": "de" if index < 4 else "en"})
    by_item = {
        name: {f"r{number}": outcome for number, outcome in enumerate(said, start=1)} for name, said in votes.items()
    }
    study.vote(question, by_item)
