import { Table, Text } from "@mantine/core";

import type { QuestionOverview } from "@/api/types";
import { InlineInterval } from "@/components/charts/InlineInterval";
import { asDecimal, asPercent, intervalText } from "@/components/charts/intervals";
import { Panel } from "@/components/Panel";
import { PartDownload } from "@/components/reports/PartDownload";

import { prevalenceNote } from "./shaping";

/** The coefficients side by side: they answer different questions, so none of them stands alone. */
export function CoefficientPanel({ question, reportId }: { question: QuestionOverview; reportId: number }) {
  const rows = [
    {
      name: "Percent agreement",
      meaning: "How often two raters of an item say the same; chance included.",
      estimate: question.percent_agreement,
      format: asPercent,
    },
    {
      name: "Fleiss’ kappa",
      meaning: "Agreement beyond chance; every disagreement counts the same.",
      estimate: question.fleiss_kappa,
      format: asDecimal,
    },
    {
      name: "Krippendorff’s alpha",
      meaning: `Agreement beyond chance at the ${question.level} level; missing judgments allowed.`,
      estimate: question.krippendorff_alpha,
      format: asDecimal,
    },
    ...(question.gwet_ac1
      ? [
          {
            name: "Gwet’s AC1",
            meaning: "Agreement beyond chance; a skewed use of the categories does not pull it down.",
            estimate: question.gwet_ac1,
            format: asDecimal,
          },
        ]
      : []),
  ];
  const note = prevalenceNote(question);
  const least = Math.min(0, ...rows.map((row) => row.estimate.low ?? 0));
  return (
    <Panel
      title="Coefficients"
      hint="Bars are 95 % intervals from resampling items."
      actions={
        <PartDownload reportId={reportId} question={question.question} part="coefficients" title="Coefficients" />
      }
    >
      <Table verticalSpacing="sm" horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Coefficient</Table.Th>
            <Table.Th>Value and interval</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.name}>
              <Table.Td>
                <Text fw={600} size="sm">
                  {row.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {row.meaning}
                </Text>
              </Table.Td>
              <Table.Td w={190}>
                <Text size="sm" style={{ whiteSpace: "nowrap" }}>
                  {row.estimate.value === null
                    ? `unknown: ${row.estimate.reason ?? ""}`
                    : intervalText(row.estimate, row.format)}
                </Text>
                <InlineInterval
                  estimate={row.estimate}
                  label={row.name}
                  format={row.format}
                  range={[least, 1]}
                  width={168}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {note ? (
        <Text size="sm" mt="md">
          {note}
        </Text>
      ) : null}
    </Panel>
  );
}
