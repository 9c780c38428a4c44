"""Judgments → columns of scores on a scale: who scored which model's response how high."""

from array import array
from dataclasses import dataclass

import numpy as np

from agreement.statistics.codes import Floats, Ints
from annotator.models import Answer, Project, Question, Response
from preferences.queries import VoteFilter, counted_judgments

_READ = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores, n in all: ``score`` (n,), ``model`` (n,) positions in ``models``, ``rater`` and ``item`` (n,) ids.

    ``nameless`` counts answers about a response without a model name, or about an item with several responses as a
    whole.
    """

    models: list[str]
    score: Floats
    model: Ints
    rater: Ints
    item: Ints
    nameless: int


def load_scores(project: Project, question: Question, votes: VoteFilter) -> Scores:
    """Load the counted answers to a likert question, in a constant number of queries, sorted by item and rater."""
    single: dict[int, str] = {}
    if not question.per_response:
        several: set[int] = set()
        rows = Response.objects.filter(item__project=project).values_list("item_id", "model")
        for item, name in rows.iterator(chunk_size=_READ):
            if item in single:
                several.add(item)
            single[item] = name
        for item in several:
            single[item] = ""
    counted = counted_judgments(project, votes)
    answers = Answer.objects.filter(question=question, score__isnull=False, judgment__in=counted)
    codes: dict[str, int] = {}
    said, scores, nameless = array("q"), array("d"), 0
    named = answers.values_list("judgment__item_id", "judgment__rater_id", "response__model", "score")
    for item, rater, of_response, score in named.iterator(chunk_size=_READ):
        named_model = (of_response if question.per_response else single.get(item)) or ""
        if not named_model or score is None:
            nameless += 1
            continue
        said.extend((item, rater, codes.setdefault(named_model, len(codes))))
        scores.append(score)
    table = np.frombuffer(said, dtype=np.int64).reshape(-1, 3) if said else np.zeros((0, 3), dtype=np.int64)
    values = np.frombuffer(scores, dtype=np.float64) if scores else np.zeros(0)
    # Sorted, so that sums don't depend on the order in which the database gives rows; models by name.
    names = sorted(codes)
    place = np.zeros(max(len(names), 1), dtype=np.int64)
    for code, name in enumerate(names):
        place[codes[name]] = code
    model = place[table[:, 2]]
    order = np.lexsort((values, model, table[:, 1], table[:, 0]))
    return Scores(names, values[order], model[order], table[order, 1], table[order, 0], nameless)
