"""What is true: people, projects, items, work, judgments, gold, reviews and jobs."""

from annotator.models.changes import ChangeKind, ProjectChange
from annotator.models.gold import GoldAnswer, GoldCheck
from annotator.models.items import Item, ItemPurpose, ItemSlice, Response
from annotator.models.jobs import UNFINISHED, ImportKind, ImportRun, Job, JobState, WorkerBeat
from annotator.models.judgments import Answer, Judgment, JudgmentSource, Outcome
from annotator.models.people import AT_WORK, Invitation, Membership, MembershipState, RaterKind, Role, User
from annotator.models.projects import Guideline, OverlapMode, Project, ProjectState, Question, QuestionKind, ReviewRule
from annotator.models.reviews import (
    CaseReason,
    CaseState,
    Decision,
    DecisionKind,
    Flag,
    FlagReason,
    ReviewCase,
)
from annotator.models.work import Assignment, AssignmentState, Batch, Break, Pool, Purpose, Shift, Slot, SlotState

__all__ = [
    "AT_WORK",
    "UNFINISHED",
    "Answer",
    "Assignment",
    "AssignmentState",
    "Batch",
    "Break",
    "CaseReason",
    "CaseState",
    "ChangeKind",
    "Decision",
    "DecisionKind",
    "Flag",
    "FlagReason",
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
    "ProjectChange",
    "ProjectState",
    "Purpose",
    "Question",
    "QuestionKind",
    "RaterKind",
    "Response",
    "ReviewCase",
    "ReviewRule",
    "Role",
    "Shift",
    "Slot",
    "SlotState",
    "User",
    "WorkerBeat",
]
