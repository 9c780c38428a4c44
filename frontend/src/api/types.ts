/** The API's types by the names that the screens use. All come from the server's schema (`npm run types`). */
import type { components } from "./schema";

export type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type MembershipState = Schemas["MembershipState"];
export type ProjectState = Schemas["ProjectState"];
export type JobState = Schemas["JobState"];
export type QuestionKind = Schemas["QuestionKind"];
export type Estimate = Schemas["Estimate"];
export type Proportion = Schemas["Proportion"];

export type Me = Schemas["Me"];
export type Preferences = Schemas["Preferences"];
export type MyMembership = Schemas["MyMembership"];
export type ProjectBrief = Schemas["MyProject"];
export type ApiToken = Schemas["Token"];
export type NewToken = Schemas["NewToken"];

export type Question = Schemas["Question"];
export type Guideline = Schemas["Guideline"];
export type Preset = Schemas["Preset"];
export type Project = Schemas["Project"];
export type Overview = Schemas["Overview"];
export type OverlapMode = Schemas["OverlapMode"];
export type RequirementRule = Schemas["RequirementRule"];
export type Qualifying = Schemas["Qualifying"];

export type Message = Schemas["Message"];
export type ItemRow = Schemas["ItemRow"];
export type ItemDetail = Schemas["ItemDetail"];
export type StoredAnswer = Schemas["Answer"];
export type ImportRun = Schemas["ImportRun"];
export type ImportPreview = Schemas["ImportPreview"];
export type RowError = Schemas["ImportError"];
export type RaterRow = Schemas["RaterRow"];
export type GoldRow = Schemas["GoldRow"];
export type GoldDetail = Schemas["GoldDetail"];
export type GoldAnswer = Schemas["GoldAnswer"];
export type GoldCandidate = Schemas["Candidate"];
export type Contest = Schemas["Contest"];
export type KnownAnswersInput = Schemas["KnownAnswersInputRequest"];
export type Invitation = Schemas["Invitation"];
export type InvitationLook = Schemas["InvitationLook"];

/** What import runs, reports and exports have in common: the row of long work. */
export type Job = Pick<
  Schemas["ReportRow"],
  | "id"
  | "state"
  | "stage"
  | "progress_done"
  | "progress_total"
  | "attempts"
  | "error_code"
  | "error"
  | "created_at"
  | "started_at"
  | "finished_at"
> & { requested_by: { id: number; name: string } | null; abilities: { cancel: boolean } };

export type Advice = Schemas["Advice"];
export type Pulse = Schemas["Pulse"];
export type OwnShift = Schemas["OwnShift"];
export type OtherProject = Schemas["OtherProject"];
export type RaterDay = Schemas["RaterDay"];
export type RestEffects = Schemas["RestEffects"];
export type Shift = Schemas["Shift"];
export type ShiftSummary = Schemas["ShiftSummary"];
export type Task = Schemas["Task"];
export type Workbench = Schemas["Workbench"];
export type TrainingProgress = Schemas["Training"];
export type TrainingFeedback = Schemas["TrainingFeedback"];
export type KnownAnswer = Schemas["KnownAnswer"];
export type OwnFeedback = Schemas["Feedback"];
export type MissedCheck = Schemas["MissedCheck"];
export type Claimed = Schemas["Claimed"];
export type Outcome = Schemas["WorkAnswerOutcomeEnum"];
export type Answer = Schemas["WorkAnswer"];
export type Submission = Schemas["JudgmentRequestRequest"];
export type Accepted = Schemas["Submitted"];
export type RecentJudgment = Schemas["OwnJudgment"];
export type FlagReason = Schemas["FlagReason"];
export type SkipReason = Schemas["SkipRequestRequest"]["reason"];

export type ReportKind = Schemas["ReportKind"];
export type ReportRow = Schemas["ReportRow"];
/** What a first look at agreement needs; the parts below come when they are looked at. */
export type AgreementOverview = Schemas["AgreementOverviewResult"];
export type QuestionOverview = Schemas["QuestionOverview"];
export type PairsPart = Schemas["PairsPart"];
export type RatersPart = Schemas["RatersPart"];
export type SlicesPart = Schemas["SlicesPart"];
export type OverTimePart = Schemas["OverTimePart"];
export type DisputedPart = Schemas["DisputedPart"];
export type ConfusionPart = Schemas["ConfusionPart"];
export type ShortEstimate = Schemas["ShortEstimate"];
export type ComparisonResult = Schemas["ComparisonResult"];
export type ComparedCoefficient = Schemas["ComparedCoefficient"];
export type BiasResult = Schemas["BiasResult"];
export type BiasVerdict = Schemas["BiasVerdict"];
export type ScoresResult = Schemas["ScoresResult"];
export type TracebackResult = Schemas["TracebackResult"];
export type Scorer = Schemas["Scorer"];
export type LiveAbResult = Schemas["LiveAbResult"];
export type ModelStrength = Schemas["ModelStrength"];
export type RankingResult = Schemas["RankingResult"];
export type ExportFormat = Schemas["ExportFormat"];
export type ExportPreview = Schemas["ExportPreview"];
export type ExportRun = Schemas["Export"];
export type Headline = Schemas["AgreementHeadline"];

export type CaseRow = Schemas["CaseRow"];
export type CaseReason = Schemas["CaseReason"];
export type CaseState = Schemas["CaseState"];
export type OpenedCase = Schemas["OpenedCase"];
export type ReviewSummary = Schemas["ReviewSummary"];
export type Lease = Schemas["Lease"];
export type LeaseHolder = Schemas["Holder"];
export type OwnTime = Schemas["OwnTime"];
export type ReviewRule = Schemas["ReviewRule"];
export type ProjectChange = Schemas["ProjectChange"];
