"""Writes a batch of items: a fixed number of statements, whatever the size of the batch."""

from collections.abc import Sequence
from datetime import datetime

from annotator.models import GoldAnswer, Item, ItemSlice, Project, Question, Response, Slot
from annotator.policies.qualifications import joined
from annotator.services.importing.copy_items import can_copy, copy_items
from annotator.services.importing.first_lines import FirstLines
from annotator.services.importing.item_rows import ItemDraft, ResponseDraft, prepare
from annotator.services.importing.look_up import known_items
from annotator.services.importing.outcome import BatchOutcome
from annotator.services.importing.packed_rows import Packer
from annotator.services.importing.planned_slots import planned_slots
from annotator.services.importing.rows import Row, RowError


class ItemWriter:
    """Writes drafts of one project. ``first_lines`` points to the first of two rows with one id."""

    def __init__(self, project: Project, questions: Sequence[Question], *, now: datetime) -> None:
        self.project = project
        self.questions = {question.key: question for question in questions}
        self.now = now
        self.first_lines = FirstLines()
        self._packer = Packer(project, now=now) if can_copy() else None

    def prepare(self, drafts: Sequence[ItemDraft]) -> None:
        """Compute what can be computed without the database, while it takes the batch before."""
        prepare(drafts)
        if self._packer is not None:
            for draft in drafts:
                if not draft.gold:
                    draft.packed = self._packer.pack(draft)

    def write(self, drafts: Sequence[tuple[Row, ItemDraft]]) -> BatchOutcome:
        """Write the drafts that are new and return what became of all. Must run in a transaction.

        Raises ``IntegrityError`` when another import wrote one of the ids meanwhile: roll back and call again.
        """
        # A lead who changes the overlap meanwhile waits for this batch, and the next one sees the new overlap. The
        # weaker lock lets raters submit all the while.
        self.project = Project.objects.select_for_update(no_key=True).get(pk=self.project.pk)
        outcome = BatchOutcome()
        fresh = self._sort_out(drafts, outcome)
        outcome.created = len(fresh)
        if self._packer is not None:
            # Gold is rare and has answers besides; everything else goes the short way.
            work = [draft for _row, draft in fresh if not draft.gold]
            packed = [draft.packed or self._packer.pack(draft) for draft in work]
            copy_items(self.project, work, packed, self._packer)
            fresh = [(row, draft) for row, draft in fresh if draft.gold]
        items = Item.objects.bulk_create([self._item(draft) for _row, draft in fresh])
        pairs = [(item, draft) for item, (_row, draft) in zip(items, fresh, strict=True)]
        responses = Response.objects.bulk_create(
            [
                _response(item, position, response)
                for item, draft in pairs
                for position, response in enumerate(draft.responses)
            ]
        )
        ItemSlice.objects.bulk_create(
            ItemSlice(project=self.project, item=item, name=name, value=value)
            for item, draft in pairs
            for name, value in draft.slices.items()
        )
        self._write_gold(pairs, responses)
        self._write_slots(pairs)
        return outcome

    def remember(self, drafts: Sequence[tuple[Row, ItemDraft]]) -> None:
        """Remember the lines of rows whose batch was committed."""
        self.first_lines.add((draft.external_id, row.line) for row, draft in drafts)

    def _sort_out(self, drafts: Sequence[tuple[Row, ItemDraft]], outcome: BatchOutcome) -> list[tuple[Row, ItemDraft]]:
        ids = [draft.external_id for _row, draft in drafts]
        hashes = {known.external_id: known.content_hash for known in known_items(self.project, ids)}
        earlier = self.first_lines.of(hashes)
        fresh = []
        for row, draft in drafts:
            known = hashes.get(draft.external_id)
            content_hash = draft.content_hash
            if known is None:
                hashes[draft.external_id] = content_hash
                earlier[draft.external_id] = row.line
                fresh.append((row, draft))
            elif known == content_hash:
                outcome.unchanged += 1
            else:
                outcome.failed.append(row.failed(_conflict(draft.external_id, earlier.get(draft.external_id))))
        return fresh

    def _item(self, draft: ItemDraft) -> Item:
        return Item(
            project=self.project,
            external_id=draft.external_id,
            purpose=draft.purpose,
            prompt=draft.prompt,
            messages=draft.messages,
            prompt_hash=draft.prompt_hash,
            content_hash=draft.content_hash,
            requires=joined(draft.requires),
            priority=draft.priority,
            metadata=draft.metadata,
            created_at=self.now,
        )

    def _write_gold(self, pairs: Sequence[tuple[Item, ItemDraft]], responses: Sequence[Response]) -> None:
        if not any(draft.gold for _item, draft in pairs):
            return
        by_place = {(response.item_id, response.position): response for response in responses}
        GoldAnswer.objects.bulk_create(
            GoldAnswer(
                item=item,
                question=self.questions[gold.question],
                response=None if gold.response is None else by_place[item.pk, gold.response],
                outcome=gold.outcome,
                score=gold.score,
                choice=gold.choice,
                tolerance=gold.tolerance,
                explanation=gold.explanation,
                also_accepted=list(gold.also_accepted),
            )
            for item, draft in pairs
            for gold in draft.gold
        )

    def _write_slots(self, pairs: Sequence[tuple[Item, ItemDraft]]) -> None:
        work = [(item, draft) for item, draft in pairs if not draft.gold]
        planned = planned_slots(self.project, [draft for _item, draft in work])
        Slot.objects.bulk_create(
            [
                Slot(project=self.project, item=item, index=index, serving_order=slots.order, pool=slots.pool)
                for (item, _draft), slots in zip(work, planned, strict=True)
                for index in range(slots.wanted)
            ]
        )


def _response(item: Item, position: int, draft: ResponseDraft) -> Response:
    features = draft.features
    return Response(
        item=item,
        position=position,
        model=draft.model,
        text=draft.text,
        metadata=draft.metadata,
        chars=features.chars,
        words=features.words,
        headers=features.headers,
        lists=features.lists,
        bolds=features.bolds,
        code_blocks=features.code_blocks,
    )


def _conflict(external_id: str, line: int | None) -> RowError:
    shown = external_id if len(external_id) <= 60 else f"{external_id[:60]}…"
    if line is not None:
        return RowError("id", f"“{shown}” is on line {line} already, with other content")
    return RowError("id", f"“{shown}” was already imported with other content; items can't be changed, use a new id")
