"""Where converted records go: as the project's own items and votes, or as the rows of an export format."""

from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from annotator.errors import InvalidInput
from annotator.services.importing.item_rows import ItemDraft
from annotator.services.measuring import measure
from preferences.datasets.decisions import OUTCOMES
from preferences.datasets.pairs import JudgedPair, PairVote, Side
from preferences.formats import Context, Format
from preferences.services.selecting import REASONS, Tally
from preferences.services.writing import DataFile, data_file
from preferences.services.writing_pairs import write_pair

SHOWN_ROWS = 3


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """What one record says: the item, checked; its row, unless it comes from elsewhere; and the votes on it."""

    draft: ItemDraft
    row: dict[str, Any] | None
    votes: tuple[dict[str, Any], ...]


class Output(Protocol):
    """Takes what records say, one after the other; ``close`` ends its files, then ``summary`` says what they hold."""

    def take(self, judged: JudgedItem) -> None: ...

    def close(self) -> None: ...

    def summary(self) -> dict[str, Any]: ...


class OwnRows:
    """items.jsonl and votes.jsonl, ready to be imported; an item that comes again is written once."""

    def __init__(self, folder: Path) -> None:
        self._items = data_file(folder, "items", "jsonl", None)
        self._votes = data_file(folder, "votes", "jsonl", None)
        self._seen: set[str] = set()
        self._preview: list[dict[str, Any]] = []

    def take(self, judged: JudgedItem) -> None:
        """Write the item, unless it is there, and its votes."""
        if judged.row is not None and judged.draft.external_id not in self._seen:
            self._seen.add(judged.draft.external_id)
            self._items.write(judged.row)
            if len(self._preview) < SHOWN_ROWS:
                self._preview.append(judged.row)
        for vote in judged.votes:
            self._votes.write(vote)

    def close(self) -> None:
        """End both files."""
        self._items.close()
        self._votes.close()

    def summary(self) -> dict[str, Any]:
        """Counts, files and the first items."""
        files = [self._items.entry(), self._votes.entry()]
        return {"items": self._items.rows, "votes": self._votes.rows, "files": files, "preview": self._preview}


class FormatRows:
    """The rows of a format of pairs. Consecutive records of one item by different raters are votes on one pair."""

    def __init__(
        self, folder: Path, form: Format, options: Mapping[str, Any], *, seed: int, conversational: bool
    ) -> None:
        self._folder, self._form, self._seed = folder, form, seed
        self._context = Context(options, conversational, lambda _id, alias: alias)
        refused = form.problem(self._context)
        if refused:
            raise InvalidInput(refused[1], fields={refused[0]: [refused[1]]})
        names = ["train", *(name for name in ("validation", "test") if options[name])]
        container, schema = form.container_of(options), form.schema(self._context)
        self._open = ExitStack()
        self._files: dict[str, DataFile] = {
            name: self._open.enter_context(closing(data_file(folder, name, container, schema))) for name in names
        }
        self._tally = Tally()
        self._raters: dict[str, int] = {}
        self._items = self._without_pair = 0
        self._draft: ItemDraft | None = None
        self._votes: list[dict[str, Any]] = []

    def take(self, judged: JudgedItem) -> None:
        """Add the record's votes to those of its item; another item, or a rater's second vote, ends the one before."""
        if self._draft is not None and judged.draft.content_hash == self._draft.content_hash:
            known = {vote["rater"] for vote in self._votes}
            if known.isdisjoint(vote["rater"] for vote in judged.votes):
                self._votes += judged.votes
                return
        self._flush()
        self._draft, self._votes = judged.draft, list(judged.votes)

    def _flush(self) -> None:
        draft, self._draft = self._draft, None
        if draft is None:
            return
        self._items += 1
        votes = [vote for vote in self._votes if vote.get("outcome") in OUTCOMES]
        if len(draft.responses) != 2 or not votes:
            self._without_pair += 1
            return
        write_pair(self._pair(draft, votes), self._form, self._context, self._files, self._tally, seed=self._seed)

    def _pair(self, draft: ItemDraft, votes: list[dict[str, Any]]) -> JudgedPair:
        sides = []
        for position, response in enumerate(draft.responses):
            features = measure(response.text)
            sides.append(Side(position, response.model, response.text, features.chars, features.words))
        judged = [self._vote(number, vote) for number, vote in enumerate(votes, start=1)]
        return JudgedPair(
            self._items,
            draft.external_id,
            draft.prompt,
            draft.messages,
            draft.prompt_hash,
            a=sides[0],
            b=sides[1],
            votes=judged,
            slices=draft.slices,
        )

    def _vote(self, number: int, vote: Mapping[str, Any]) -> PairVote:
        rater, moment, strength = str(vote["rater"]), vote.get("submitted_at"), vote.get("strength")
        return PairVote(
            judgment_id=number,
            rater_id=self._raters.setdefault(rater, len(self._raters) + 1),
            outcome=vote["outcome"],
            strength=None if strength is None else int(strength),
            first=_SIDES.get(str(vote.get("first_shown"))),
            guideline=None,
            rater_alias=rater,
            rater_kind=vote.get("rater_kind") or "human",
            active_ms=vote.get("active_ms"),
            submitted_at=datetime.fromisoformat(moment) if isinstance(moment, str) else None,
        )

    def close(self) -> None:
        """Write the last pair, end the files, and put what the format's readers want beside them."""
        try:
            self._flush()
        finally:
            self._open.close()
        names = [file.name for file in self._files.values()]
        for name, content in self._form.companions(names, self._context).items():
            (self._folder / name).write_bytes(content)

    def summary(self) -> dict[str, Any]:
        """Counts (what was left out by reason), files and the first rows."""
        tally, files = self._tally, list(self._files.values())
        counts = {"items_without_votes_on_a_pair": self._without_pair, "identical_texts": tally.identical_texts}
        counts |= {f"{reason}_dropped": tally.dropped[reason] for reason in REASONS}
        return {
            "items": self._items,
            "votes": tally.votes,
            "pairs": tally.pairs,
            "counts": {name: n for name, n in counts.items() if n},
            "files": [file.entry() for file in files],
            "preview": [file.sample for file in files if file.sample][:SHOWN_ROWS],
        }


_SIDES: dict[str, Any] = {"0": "a", "1": "b"}
