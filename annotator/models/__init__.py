"""What is true: people, projects, items, work, judgments, gold and jobs."""

from annotator.models.gold import GoldAnswer, GoldCheck
from annotator.models.items import Item, ItemPurpose, ItemSlice, Response
from annotator.models.jobs import UNFINISHED, ImportKind, ImportRun, Job, JobState, WorkerBeat
from annotator.models.judgments import Answer, Judgment, JudgmentSource, Outcome
from annotator.models.people import AT_WORK, Invitation, Membership, MembershipState, RaterKind, Role, User
from annotator.models.projects import Guideline, OverlapMode, Project, ProjectState, Question, QuestionKind
from annotator.models.work import Assignment, AssignmentState, Batch, Break, Pool, Purpose, Shift, Slot, SlotState

__all__ = [
    "AT_WORK",
    "UNFINISHED",
    "Answer",
    "Assignment",
    "AssignmentState",
    "Batch",
    "Break",
    "GoldAnswer",
    "GoldCheck",
    "Guideline",
    "ImportKind",
    "ImportRun",
    "Invitation",
    "Item",
    "ItemPurpose",
    "ItemSlice",
    "Job",
    "JobState",
    "Judgment",
    "JudgmentSource",
    "Membership",
    "MembershipState",
    "Outcome",
    "OverlapMode",
    "Pool",
    "Project",
    "ProjectState",
    "Purpose",
    "Question",
    "QuestionKind",
    "RaterKind",
    "Response",
    "Role",
    "Shift",
    "Slot",
    "SlotState",
    "User",
    "WorkerBeat",
]
