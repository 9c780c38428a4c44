"""What is known of items beside the votes: their slices, and by how much a scorer prefers one of their responses."""

from collections.abc import Mapping

import numpy as np

from agreement.statistics.codes import Floats, Ints
from annotator.models import ItemSlice, Project, ResponseScore, Scorer
from preferences.datasets.columns import UNKNOWN

_READ = 10_000
#: Slices with more values than this name single items rather than groups of them.
MOST_VALUES = 500


def scored_margins(scorer: Scorer, item: Ints) -> Floats:
    """By how much the scorer puts side a above side b for each of ``item`` (n,), ids; nan where it scored not both."""
    scores: dict[int, dict[int, float]] = {}
    rows = ResponseScore.objects.filter(scorer=scorer)
    named = rows.values_list("response__item_id", "response__position", "value")
    for pk, position, value in named.iterator(chunk_size=_READ):
        scores.setdefault(pk, {})[position] = value
    ids, places = np.unique(item, return_inverse=True)
    margins = np.full(ids.size, np.nan)
    for place, pk in enumerate(ids.tolist()):
        found = scores.get(pk)
        if found is not None and 0 in found and 1 in found:
            margins[place] = found[0] - found[1]
    return np.asarray(margins[places.reshape(-1)])


def slice_codes(project: Project, item: Ints) -> Mapping[str, tuple[list[str], Ints]]:
    """For each name of a slice its values, sorted, and which of them each of ``item`` (n,) has (UNKNOWN: none).

    Names with more than ``MOST_VALUES`` values are left out.
    """
    by_name: dict[str, dict[int, str]] = {}
    rows = ItemSlice.objects.filter(project=project).values_list("item_id", "name", "value")
    for pk, name, value in rows.iterator(chunk_size=_READ):
        by_name.setdefault(name, {})[pk] = value
    ids, places = np.unique(item, return_inverse=True)
    found: dict[str, tuple[list[str], Ints]] = {}
    for name in sorted(by_name):
        values = sorted({by_name[name][pk] for pk in ids.tolist() if pk in by_name[name]})
        if not 0 < len(values) <= MOST_VALUES:
            continue
        code = {value: place for place, value in enumerate(values)}
        codes = np.fromiter(
            (code.get(by_name[name].get(pk, ""), UNKNOWN) for pk in ids.tolist()), dtype=np.int64, count=ids.size
        )
        found[name] = (values, codes[places.reshape(-1)])
    return found
