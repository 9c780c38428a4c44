import type { QuestionOverview } from "@/api/types";
import { ShareBars } from "@/components/charts/ShareBars";
import { Panel } from "@/components/Panel";
import { PartDownload } from "@/components/reports/PartDownload";

import { categoryShares } from "./shaping";

/** What raters answered: a category that nearly everybody takes lowers every chance-corrected coefficient. */
export function CategoryPanel({ question, reportId }: { question: QuestionOverview; reportId: number }) {
  const shares = categoryShares(question).map((one) => ({ ...one, key: one.category }));
  return (
    <Panel
      title="Answers"
      hint="When nearly all answers fall into one category, chance agreement is high and coefficients fall even where raters agree."
      actions={<PartDownload reportId={reportId} question={question.question} part="answers" title="Answers" />}
    >
      <ShareBars shares={shares} />
    </Panel>
  );
}
