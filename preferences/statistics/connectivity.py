"""Which models can be ranked together: a strength exists only where wins go round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_matrix
from scipy.sparse.csgraph import connected_components

from agreement.statistics.codes import Floats, Ints

Ties = Literal["davidson", "rao-kupper", "half", "drop"]
TIES: tuple[Ties, ...] = ("davidson", "rao-kupper", "half", "drop")
#: Treatments that give a tie a parameter of its own.
WITH_PARAMETER: frozenset[Ties] = frozenset({"davidson", "rao-kupper"})
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Unrankable:
    """A model that can't be ranked with the others, and why."""

    model: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        """JSON-safe."""
        return {"model": self.model, "reason": self.reason}


@dataclass(frozen=True, slots=True, eq=False)
class Connectivity:
    """`rankable` (M,) marks the largest group whose strengths exist; `unrankable` says why the others' don't."""

    rankable: Mask
    unrankable: tuple[Unrankable, ...]


def connectivity(models: list[str], wins: Ints, ties: Ints, how: Ties) -> Connectivity:
    """Which models can be ranked, from `wins` (M, M), row beat column, and `ties` (M, M), symmetric counts.

    A maximum of the likelihood exists if and only if the models can't be split in two groups of which one never lost
    to the other (Ford 1957), that is: on strongly connected components. A tie counts both ways, unless dropped. With
    Davidson's tie parameter that is not enough when wins alone do not go round; a linear program then looks for a
    direction in which the likelihood never falls (Albert and Anderson 1984). The same directions, as long as its
    threshold is positive, are those of Rao and Kupper's model.
    """
    counted = ties if how != "drop" else np.zeros_like(ties)
    group = _largest_component(wins, counted)
    narrowed = False
    if how in WITH_PARAMETER and group.sum() > 1 and counted[np.ix_(group, group)].any():
        inside = wins[np.ix_(group, group)]
        if not _strongly_connected(inside) and _runs_away(inside, counted[np.ix_(group, group)]):
            positions = np.flatnonzero(group)
            kept = _largest_component(inside, np.zeros_like(inside))
            group = np.zeros_like(group)
            group[positions[kept]] = True
            narrowed = True
    if group.sum() < 2:
        group = np.zeros_like(group)
    reasons = [
        Unrankable(models[model], _reason(model, group, wins, counted, narrowed=narrowed))
        for model in np.flatnonzero(~group).tolist()
    ]
    return Connectivity(group, tuple(reasons))


def components(models: Sequence[str], model_a: Ints, model_b: Ints) -> list[list[str]]:
    """Groups of models that were compared with each other, directly or through others; the largest first."""
    met = coo_array((np.ones(model_a.size), (model_a, model_b)), shape=(len(models), len(models)))
    n_groups, group = connected_components(met.tocsr(), directed=False)
    groups = [[models[code] for code in np.flatnonzero(group == number).tolist()] for number in range(n_groups)]
    return sorted(groups, key=lambda names: (-len(names), names))


def _largest_component(wins: Ints, ties: Ints) -> Mask:
    """The strongly connected component with most models, then most comparisons, then the first."""
    if wins.shape[0] == 0:
        return np.zeros(0, dtype=bool)
    _, labels = connected_components(_edges(wins + ties), directed=True, connection="strong")
    both = wins + wins.T + ties
    best: tuple[int, int] = (0, -1)
    chosen = 0
    for label in range(int(labels.max()) + 1):
        inside = labels == label
        size = (int(inside.sum()), int(both[np.ix_(inside, inside)].sum()))
        if size > best:
            best, chosen = size, label
    return np.asarray(labels == chosen)


def _edges(counts: Ints) -> csr_matrix:
    return csr_matrix((counts > 0).astype(np.int64))


def _strongly_connected(wins: Ints) -> bool:
    number, _ = connected_components(_edges(wins), directed=True, connection="strong")
    return bool(number == 1)


def _runs_away(wins: Ints, ties: Ints) -> bool:
    """Whether some direction of strengths and log nu never lowers and somewhere raises Davidson's likelihood."""
    n_models = wins.shape[0]
    rows: list[Floats] = []
    for a, b in zip(*np.triu_indices(n_models, k=1), strict=True):
        d = np.zeros(n_models + 1)
        d[a], d[b] = 0.5, -0.5
        tie = np.zeros(n_models + 1)
        tie[-1] = 1.0
        if wins[a, b]:
            rows += [d, d - tie]
        if wins[b, a]:
            rows += [-d, -d - tie]
        if ties[a, b]:
            rows += [tie - d, tie + d]
    above = np.stack(rows)
    found = linprog(-above.sum(axis=0), A_ub=-above, b_ub=np.zeros(len(rows)), bounds=(-1, 1), method="highs")
    return found.fun is None or bool(found.fun < -1e-8)


def _reason(model: int, group: Mask, wins: Ints, ties: Ints, *, narrowed: bool) -> str:
    won, lost, tied = int(wins[model].sum()), int(wins[:, model].sum()), int(ties[model].sum())
    if won + lost + tied == 0:
        return "no comparison of it counts"
    if lost == 0 and tied == 0:
        return "never beaten: its strength has no upper bound"
    if won == 0 and tied == 0:
        return "never won: its strength has no lower bound"
    if narrowed:
        if won + lost == 0:
            return "only ties: its strength can't be told from the tie rate; ties as half wins can"
        return "wins go one way only and ties do not settle it; ties as half wins can"
    if not group.any():
        return "no group of models beat each other in turn: nothing can be ranked"
    _, labels = connected_components(_edges(wins + ties), directed=True, connection="weak")
    if labels[model] != labels[np.flatnonzero(group)[0]]:
        return "never compared with the ranked models, not even through others"
    return "between it and the ranked models all wins go one way: the distance has no bound"
