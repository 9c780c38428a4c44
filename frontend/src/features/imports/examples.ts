/** Small files that import as they are, fitted to the project's questions. An item has the same content in each. */
import type { Question } from "@/api/types";

type Gold = string | number | (string | number)[] | undefined;

/** The first question that isn't free text. */
function mainQuestion(questions: readonly Question[]): Question | undefined {
  return questions.find((question) => question.kind !== "text");
}

/** An answer to `question`, and another: what gold and votes of the examples say. */
function twoAnswers(question: Question): [string | number, string | number] {
  if (question.kind === "likert") return [question.scale_max, question.scale_min];
  if (question.kind === "choice") {
    const [first, second] = question.choices;
    return [first?.value ?? "yes", second?.value ?? "no"];
  }
  return ["a", "tie"];
}

function goldAnswer(question: Question | undefined): Gold {
  if (!question || question.kind === "ranking") return undefined;
  const answers = twoAnswers(question);
  return question.per_response ? answers : answers[0];
}

const SLICES = { language: "en", topic: "maths" };
const ITEMS = [
  { id: "item-1", prompt: "Name a prime number above 10.", responses: ["11 is prime.", "12 is prime."] },
  { id: "item-2", prompt: "Is 9 prime?", responses: ["No: 9 is 3 × 3.", "Yes. It is."] },
];
const EXPLANATION = "9 = 3 × 3";

/** Two items as JSONL; the second is gold where the project's question can be checked. */
export function itemsJsonl(questions: readonly Question[]): string {
  const main = mainQuestion(questions);
  const gold = goldAnswer(main);
  const rows = ITEMS.map(({ id, prompt, responses }, index) => ({
    id,
    prompt,
    responses: responses.map((text, position) => ({ text, model: position === 0 ? "model-x" : "model-y" })),
    slices: SLICES,
    ...(index === 1 && main && gold !== undefined ? { gold: { [main.key]: gold }, gold_explanation: EXPLANATION } : {}),
  }));
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** The same as CSV. Gold answers of each response need JSONL, so the CSV then leaves that item out. */
export function itemsCsv(questions: readonly Question[]): string {
  const main = mainQuestion(questions);
  const gold = goldAnswer(main);
  const simple = main !== undefined && gold !== undefined && !Array.isArray(gold);
  const header = `id,prompt,response_1,model_1,response_2,model_2,slice.language,slice.topic`;
  const shown = Array.isArray(gold) ? ITEMS.slice(0, 1) : ITEMS;
  const lines = shown.map(({ id, prompt, responses }, index) => {
    const row = `${id},${prompt},${responses[0] ?? ""},model-x,${responses[1] ?? ""},model-y,en,maths`;
    if (!simple) return row;
    return index === 1 ? `${row},${String(gold)},${EXPLANATION}` : `${row},,`;
  });
  return `${[simple ? `${header},gold.${main.key},gold_explanation` : header, ...lines].join("\n")}\n`;
}

/** Votes of two raters as CSV, in the question's own terms. */
export function votesCsv(questions: readonly Question[]): string {
  const main = mainQuestion(questions);
  if (!main) return "item,rater,question,outcome\n";
  if (main.kind === "ranking") {
    return `item,rater,question,response,rank\nitem-1,anna,${main.key},0,1\nitem-1,anna,${main.key},1,2\n`;
  }
  const column = main.kind === "likert" ? "score" : main.kind === "choice" ? "choice" : "outcome";
  const [one, other] = twoAnswers(main);
  const place = main.per_response ? ",0" : "";
  const lines = [
    `item,rater,question,${column}${main.per_response ? ",response" : ""}`,
    `item-1,anna,${main.key},${String(one)}${place}`,
    `item-1,ben,${main.key},${String(other)}${place}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** Scores that a reward model gave both items' responses. */
export const SCORES_JSONL = ITEMS.map(
  ({ id }, index) => `${JSON.stringify({ item: id, scorer: "reward-model-1", scores: [1.3 - index, index - 0.2] })}\n`,
).join("");
