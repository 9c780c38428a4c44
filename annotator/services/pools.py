"""Pools: which slots need which qualifications, and which raters may be given work from which pool."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import BigIntegerField, Case, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce

from annotator.errors import InvalidInput
from annotator.models import Item, ItemPurpose, ItemSlice, Membership, Pool, Project, Role, Slot
from annotator.policies.qualifications import Rule, joined, split, suffices
from annotator.said import say

MAX_POOLS = 200
"""A claim reads a stretch of each pool that its rater may enter."""


MAX_REQUIRES = 1000
"""Characters of one set, as the column holds them."""


class TooManyPools(InvalidInput):
    code = "too_many_pools"


def rules_of(project: Project) -> list[Rule]:
    """Return the project's rules in their pure form."""
    return [Rule(row["slice"], row["value"], tuple(row["requires"])) for row in project.requirement_rules]


def pool_numbers(*, project: Project, requirements: Iterable[str]) -> dict[str, int]:
    """Return the pool of each set of qualifications (joined), making those that are missing. "" is pool 0.

    The caller holds the lock on the project. Raises ``TooManyPools``.
    """
    wanted = set(requirements) - {""}
    if not wanted:
        return {"": 0}
    if any(len(requires) > MAX_REQUIRES for requires in wanted):
        message = "Some items would need too many qualifications at once."
        raise TooManyPools(message, fields={"requirement_rules": [message]})
    known = dict(Pool.objects.filter(project=project).values_list("requires", "number"))
    missing = sorted(wanted - set(known))
    if len(known) + len(missing) > MAX_POOLS:
        raise TooManyPools(
            say("The items would need more than {max_pools} different sets of qualifications.", max_pools=MAX_POOLS),
            fields={
                "requirement_rules": [
                    say("Make at most {max_pools} different sets of qualifications.", max_pools=MAX_POOLS)
                ]
            },
        )
    if missing:
        first = max(known.values(), default=0) + 1
        made = [Pool(project=project, number=first + n, requires=requires) for n, requires in enumerate(missing)]
        Pool.objects.bulk_create(made)
        known |= {pool.requires: pool.number for pool in made}
        admit_raters(project=project)
    return {"": 0, **known}


def admit_raters(*, project: Project, raters: QuerySet[Membership] | None = None) -> None:
    """Write which pools the project's raters (or ``raters``) may be given work from. One statement per set of pools."""
    pools = list(Pool.objects.filter(project=project).order_by("number").values_list("number", "requires"))
    rows = Membership.objects.filter(project=project, role=Role.RATER) if raters is None else raters
    by_pools: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for rater in rows.only("pk", "qualifications", "pools"):
        entered = (0, *(number for number, requires in pools if suffices(held=rater.qualifications, requires=requires)))
        if tuple(rater.pools) != entered:
            by_pools[entered].append(rater.pk)
    for entered, ids in by_pools.items():
        Membership.objects.filter(pk__in=ids).update(pools=list(entered))


def repool(*, project: Project) -> None:
    """Put every slot of the project into the pool that its rules now ask for.

    A statement to see which combinations of rules and own requirements occur, then one for each. The caller holds the
    lock on the project. Raises ``TooManyPools``.
    """
    rules = rules_of(project)
    items = _with_rules(Item.objects.filter(project=project, purpose=ItemPurpose.WORK), rules)
    kinds = list(items.order_by().values_list("requires", "fits").distinct())
    needs = {(own, fits): _needs(own, fits, rules) for own, fits in kinds}
    numbers = pool_numbers(project=project, requirements=needs.values())
    for (own, fits), requires in needs.items():
        alike = items.filter(requires=own, fits=fits)
        slots = Slot.objects.filter(project=project, item__in=alike.values("pk")).exclude(pool=numbers[requires])
        slots.update(pool=numbers[requires])
    _drop_unused(project, set(numbers.values()) & {numbers[requires] for requires in needs.values()})


def _with_rules(items: QuerySet[Item], rules: Sequence[Rule]) -> QuerySet[Any]:
    """Annotate ``fits``: a bit for each rule that fits the item's slices."""
    if not rules:
        return items.annotate(fits=Value(0, output_field=BigIntegerField()))
    bits: dict[tuple[str, str], int] = defaultdict(int)
    for number, rule in enumerate(rules):
        bits[rule.slice, rule.value] |= 1 << number
    cases = [When(name=name, value=value, then=Value(bit)) for (name, value), bit in bits.items()]
    slices = ItemSlice.objects.filter(item=OuterRef("pk")).order_by().values("item")
    total = slices.annotate(bits=Sum(Case(*cases, default=Value(0), output_field=BigIntegerField()))).values("bits")
    return items.annotate(
        fits=Cast(Coalesce(Subquery(total), Value(0), output_field=BigIntegerField()), BigIntegerField())
    )


def _needs(own: str, fits: int, rules: Sequence[Rule]) -> str:
    names = set(split(own))
    for number, rule in enumerate(rules):
        if fits >> number & 1:
            names.update(rule.requires)
    return joined(names)


def _drop_unused(project: Project, used: set[int]) -> None:
    """Forget pools that no slot is in any more."""
    gone, _ = Pool.objects.filter(project=project).exclude(number__in=used).delete()
    if gone:
        admit_raters(project=project)
