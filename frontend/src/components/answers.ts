/** Stored answers in words. */
import type { StoredAnswer } from "@/api/types";

const OUTCOMES: Record<string, string> = { tie: "Tie", both_bad: "Both bad" };

/** "A", "B", … for response positions 0, 1, … */
export function letter(position: number): string {
  return String.fromCharCode(65 + position);
}

/** What was answered, such as "A wins, strength 2", "4", "B: rank 1". */
export function answerText(answer: Partial<StoredAnswer>): string {
  const { outcome, strength, score, rank, choice, text, response } = answer;
  const about = response === null || response === undefined ? "" : `${letter(response)}: `;
  if (outcome) {
    const won = OUTCOMES[outcome] ?? `${outcome.toUpperCase()} wins`;
    return strength === null || strength === undefined ? won : `${won}, strength ${String(strength)}`;
  }
  if (score !== null && score !== undefined) return `${about}${String(score)}`;
  if (rank !== null && rank !== undefined) return `${about}rank ${String(rank)}`;
  if (choice) return `${about}${choice}`;
  return text ? `${about}${text}` : "–";
}

/** A known answer: the best one, what passes beside it, and how far off a score may be. */
export function knownAnswerText(
  answer: Partial<StoredAnswer> & { also_accepted?: readonly string[]; tolerance?: number },
): string {
  const others = (answer.also_accepted ?? []).map((outcome) => answerText({ outcome } as Partial<StoredAnswer>));
  const off = answer.tolerance ? ` ± ${String(answer.tolerance)}` : "";
  return [answerText(answer) + off, ...others].join(" or ");
}
