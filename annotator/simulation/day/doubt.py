"""Another vote where the answer is in doubt, decided after each judgment, with the slots that the services keep."""

from annotator.models import GoldCheck, Judgment, Project, Purpose, Slot, SlotState
from annotator.queries.counted import COUNTED
from annotator.services.leases import reopen_slots
from annotator.simulation.day.rules import Rules
from annotator.simulation.day.votes import accuracy, posterior, wants_another


class Doubt:
    """Closes all slots but the first votes', and opens them one by one while the leading answer is in doubt."""

    def __init__(self, project: Project, rules: Rules) -> None:
        if rules.confidence is None:
            raise ValueError("Rules without a confidence never doubt.")
        self.confidence, self.most = rules.confidence, rules.most_votes
        Slot.objects.filter(project=project, index__gte=rules.first_votes).update(state=SlotState.CLOSED)

    def after(self, judgment: Judgment) -> None:
        """Open the item's next slot if all who were asked have judged it, and the answer is still in doubt."""
        if judgment.purpose != Purpose.WORK:
            return
        slots = list(Slot.objects.filter(item=judgment.item_id).order_by("index").values_list("pk", "state"))
        closed = [pk for pk, state in slots if state == SlotState.CLOSED]
        if not closed or any(state in (SlotState.OPEN, SlotState.HELD) for _, state in slots):
            return
        votes = _votes_on(judgment.item_id)
        certain = max(posterior(votes).values(), default=0.0)
        if wants_another(certain=certain, confidence=self.confidence, answered=len(votes), most=self.most):
            reopen_slots(closed[:1], state=SlotState.CLOSED)


def _votes_on(item: int) -> list[tuple[str, float]]:
    """Return the votes that count, each with its rater's accuracy on gold so far."""
    votes = list(Judgment.objects.filter(COUNTED, item=item).values_list("rater", "answers__outcome"))
    checks: dict[int, list[bool]] = {rater: [] for rater, _ in votes}
    for rater, passed in GoldCheck.objects.filter(rater__in=checks).values_list("rater", "passed"):
        checks[rater].append(passed)
    shares = {rater: accuracy(passed=sum(seen), checked=len(seen)) for rater, seen in checks.items()}
    return [(str(outcome), shares[rater]) for rater, outcome in votes]
