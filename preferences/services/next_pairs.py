"""Serve first what tells most: which two models the next items should compare, by expected information gain."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from agreement.statistics.codes import Floats, Ints
from annotator.models import Judgment, Project, ProjectState
from annotator.services.urgency import serve_first
from preferences.datasets.meetings import Pair, decided_matrix, open_counts, open_items
from preferences.queries import NoComparingQuestion, VoteFilter, newest_judgment_id, preference_question
from preferences.statistics.active import choose_pairs, expected_gain, posterior_of
from preferences.statistics.aggregate import result_matrices, without_both_bad
from preferences.statistics.comparisons import Comparisons

#: Items served first: as many as raters finish in so long at the pace of the last such time, and at least some.
AHEAD = timedelta(minutes=15)
LEAST, MOST = 40, 2_000
#: Of what was chosen, this share must be judged before the choice is made again.
RENEWED = 0.2
#: Pairs that a report lists.
SHOWN = 30


def order_everywhere(*, now: datetime) -> int:
    """Choose anew in every active project that asks for it and has new judgments; returns in how many."""
    projects = Project.objects.filter(telling_first=True, state=ProjectState.ACTIVE)
    return sum(order_project(project, now=now) for project in projects)


def order_project(project: Project, *, now: datetime) -> bool:
    """Choose which open items are served first; False where too little was judged since the last time to choose anew.

    A project without a preference question has nothing to choose by, and its order stays as it is.
    """
    newest = newest_judgment_id(project)
    recent = Judgment.objects.filter(project=project, submitted_at__gte=now - AHEAD).count()
    n = min(max(LEAST, recent // max(project.overlap, 1)), MOST)
    if project.telling_until is not None:
        new = Judgment.objects.filter(project=project, pk__gt=project.telling_until).count()
        if new < n * RENEWED:
            return False
    try:
        question = preference_question(project)
    except NoComparingQuestion:
        return False
    left = open_items(project)
    names, wins = decided_matrix(project, question, VoteFilter(until=newest))
    serve_first(project=project, items=chosen_items(names, wins, left, n, votes=project.overlap))
    Project.objects.filter(pk=project.pk).update(telling_until=newest)  # last: what fails is tried again
    return True


def chosen_items(names: list[str], wins: Floats, left: dict[Pair, list[int]], n: int, *, votes: int) -> list[int]:
    """Ids of the ``n`` items to serve first, from those ``left`` by two models; models without a vote count, too."""
    everybody = sorted({*names, *(name for pair in left for name in pair)})
    place = {name: code for code, name in enumerate(everybody)}
    m = len(everybody)
    counts = np.zeros((m, m))
    known = [place[name] for name in names]
    counts[np.ix_(known, known)] = wins
    available: Ints = np.zeros((m, m), dtype=np.int64)
    for (one, other), items in left.items():
        available[place[one], place[other]] = len(items)
    wanted = choose_pairs(posterior_of(counts), available, n, votes=votes)
    return [item for (one, other), items in left.items() for item in items[: wanted[place[one], place[other]]]]


def telling_pairs(project: Project, compared: Comparisons) -> list[dict[str, Any]]:
    """The two models of which one more comparison is expected to tell most, first; ``open`` items compare them yet."""
    counting = without_both_bad(compared, as_tie=False)
    wins, ties = result_matrices(counting)
    gain = expected_gain(posterior_of(wins + ties / 2))
    left = open_counts(project)
    pairs: list[dict[str, Any]] = [
        {
            "model_a": one,
            "model_b": other,
            "n": int(wins[i, j] + wins[j, i] + ties[i, j]),
            "gain": float(gain[i, j]),
            "open": left[one, other],
        }
        for i, one in enumerate(compared.models)
        for j, other in enumerate(compared.models)
        if i < j
    ]
    return sorted(pairs, key=lambda pair: (-pair["gain"], pair["model_a"], pair["model_b"]))[:SHOWN]
