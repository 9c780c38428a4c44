"""What a lead should do next: the empty states of a project say it in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NextStep:
    """One piece of advice; ``key`` is what programs and links go by."""

    key: str
    title: str
    text: str


IMPORT = NextStep(
    "import_items",
    "Import items",
    "There is nothing to judge yet. Import a JSONL or CSV file with prompts and responses.",
)
INVITE = NextStep(
    "invite_raters", "Invite raters", "Nobody can judge yet. Make an invitation link and send it to your raters."
)
ACTIVATE = NextStep(
    "activate", "Start the project", "Items and raters are here. Activate the project, and raters can start a shift."
)
GOLD = NextStep(
    "add_gold",
    "Add gold items",
    "No item has a known answer, so careless raters can't be noticed. Import some items with a gold answer; they are "
    "mixed in among the others at the project's rate.",
)
RESUME = NextStep(
    "resume", "Resume the project", "The project is paused: raters are handed nothing until it is active again."
)
QUALIFY = NextStep(
    "qualify_raters",
    "Find qualified raters",
    "Some open work needs qualifications that no rater has. Give them to raters who have them, invite others, or "
    "change the rules in the settings.",
)
FIRST_JUDGMENTS = NextStep(
    "wait_for_judgments",
    "Wait for the first judgments",
    "Everything is ready. Agreement appears as soon as two raters judged the same item.",
)
WORKER = NextStep(
    "start_worker",
    "Start a worker",
    "No worker was seen lately: imports, reports and exports wait until one runs (`manage.py up` starts one).",
)


def next_steps(
    *,
    state: str,
    items: dict[str, int],
    raters: int,
    judgments: int,
    gold_rate: float,
    worker_alive: bool,
    unserved: int = 0,
) -> list[NextStep]:
    """Return what to do next, most urgent first; empty when the project runs by itself.

    ``items`` counts ``work`` and ``gold`` items, ``raters`` the active people, ``judgments`` what counts so far,
    ``unserved`` the open slots that nobody is qualified for.
    """
    if state == "closed":
        return []
    has_items = items["work"] > 0
    steps = [
        (WORKER, not worker_alive),
        (RESUME, state == "paused"),
        (IMPORT, not has_items),
        (INVITE, raters == 0),
        (ACTIVATE, state == "draft" and has_items and raters > 0),
        (QUALIFY, raters > 0 and unserved > 0),
        (GOLD, has_items and items["gold"] == 0 and gold_rate > 0),
        (FIRST_JUDGMENTS, state == "active" and has_items and raters > 0 and judgments == 0),
    ]
    return [step for step, wanted in steps if wanted]
