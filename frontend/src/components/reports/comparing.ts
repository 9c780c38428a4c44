/** Which questions models can be compared by. */

interface Asked {
  key: string;
  title: string;
  kind: string;
  per_response: boolean;
}

export interface Comparing {
  key: string;
  title: string;
}

/**
 * The questions whose answers say which response is better, and the one that is looked at unless another is named.
 *
 * Pairs can be made of the scores of each response, but only where somebody says so: such a scale comes last and is never
 * the default, so that a project that asks nothing else has none.
 */
export function comparingQuestions(questions: readonly Asked[]): { questions: Comparing[]; standard: string | null } {
  const compared = questions.filter((one) => one.kind === "preference" || one.kind === "ranking");
  const scored = questions.filter((one) => one.kind === "likert" && one.per_response);
  return {
    questions: [...compared, ...scored].map(({ key, title }) => ({ key, title: title || key })),
    standard: compared[0]?.key ?? null,
  };
}
