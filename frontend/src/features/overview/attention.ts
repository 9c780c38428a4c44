/** Who and what needs a lead's attention: drawn from what is measured, and only where the interval is on its side. */
import type { AgreementOverview, BiasResult, RaterRow } from "@/api/types";
import { asDecimal, asPercent, intervalText } from "@/components/charts/intervals";
import { count } from "@/lib/numbers";

export interface Concern {
  key: string;
  title: string;
  text: string;
  /** The page, below the project, that shows what stands behind it. */
  path: string;
}

export interface Evidence {
  raters: readonly RaterRow[] | undefined;
  agreement: AgreementOverview | undefined;
  bias: BiasResult | undefined;
  /** Gold accuracy below which a rater is paused. */
  threshold: number;
}

/** What needs attention, people first. */
export function concerns({ raters, agreement, bias, threshold }: Evidence): Concern[] {
  return [
    ...(raters ?? []).flatMap((rater) => aboutRater(rater, threshold)),
    ...aboutAgreement(agreement),
    ...aboutBias(bias),
  ];
}

function aboutRater(rater: RaterRow, threshold: number): Concern[] {
  const { accuracy, checked } = rater.gold;
  if (rater.state === "paused") {
    const text = rater.state_reason || "No reason was given.";
    return [{ key: `paused-${String(rater.id)}`, title: `${rater.alias} is paused`, text, path: "/raters" }];
  }
  if (rater.state === "watch") {
    const title = `${rater.alias} is being watched`;
    return [{ key: `watch-${String(rater.id)}`, title, text: rater.state_reason, path: "/raters" }];
  }
  if (rater.state !== "active" || accuracy.value === null || accuracy.value >= threshold) return [];
  return [
    {
      key: `gold-${String(rater.id)}`,
      title: `${rater.alias} fails gold checks`,
      text: `${intervalText(accuracy, asPercent)} right in ${count(checked)} checks; raters are paused below ${asPercent(threshold)}.`,
      path: "/raters",
    },
  ];
}

function aboutAgreement(agreement: AgreementOverview | undefined): Concern[] {
  const [question] = agreement?.questions ?? [];
  if (!question) return [];
  const found: Concern[] = [];
  const alpha = question.krippendorff_alpha;
  if (question.reading.word === "unreliable") {
    found.push({
      key: "alpha",
      title: "Agreement is too low to build on",
      text: `Alpha ${intervalText(alpha, asDecimal)}. Read the most disputed items first.`,
      path: "/agreement",
    });
  }
  const overall = alpha.value;
  if (overall !== null) {
    // Only slices whose whole interval is below the rest: anything else may be chance.
    for (const slice of question.low_slices) {
      found.push({
        key: `slice-${slice.name}-${slice.value}`,
        title: `Raters disagree on ${slice.name} = ${slice.value}`,
        text: `Alpha ${intervalText(slice.alpha, asDecimal)} on ${count(slice.n_items)} items, ${asDecimal(overall)} over all.`,
        path: "/agreement",
      });
    }
  }
  for (const { rater, alpha_without } of question.raters_apart) {
    const without = alpha_without?.value;
    if (overall === null || without === null || without === undefined) continue;
    found.push({
      key: `without-${String(rater.id)}`,
      title: `${rater.alias} disagrees with the others`,
      text: `Without these judgments alpha would be ${asDecimal(without)} instead of ${asDecimal(overall)}.`,
      path: "/agreement",
    });
  }
  return found;
}

function aboutBias(bias: BiasResult | undefined): Concern[] {
  if (!bias) return [];
  const found: Concern[] = [];
  if (bias.length.verdict === "present") {
    found.push({ key: "length", title: "Length sways the raters", text: bias.length.sentence, path: "/bias" });
  }
  if (bias.side.verdict === "present") {
    found.push({ key: "side", title: "The side sways the raters", text: bias.side.sentence, path: "/bias" });
  }
  return found;
}
