import { Skeleton, Text } from "@mantine/core";

import { ChartFrame } from "@/components/charts/ChartFrame";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";

import { ConfusionMatrix } from "./ConfusionMatrix";
import { type Place, useRaterConfusion } from "./queries";
import { CONFUSION_COLUMNS, confusionRows, type RaterRow, worstConfusion } from "./shaping";

interface RaterConfusionDialogProps {
  place: Place;
  rater: RaterRow;
  onClose: () => void;
}

/** What one rater says where the others say something else. */
export function RaterConfusionDialog({ place, rater, onClose }: RaterConfusionDialogProps) {
  const part = useRaterConfusion(place, rater.id);
  return (
    <Dialog opened onClose={onClose} size="xl" title={`${rater.alias} against the others`}>
      {part.error ? (
        <ErrorNotice title="It can’t be shown" error={part.error} onRetry={() => void part.refetch()} />
      ) : null}
      {part.isPending ? <Skeleton height={240} /> : null}
      {part.data ? (
        <>
          <ChartFrame
            title="Confusions"
            hint={`When ${rater.alias} says the row, how often another rater of the item says the column. ${worstConfusion(part.data) ?? ""}`}
            rows={confusionRows(part.data)}
            columns={CONFUSION_COLUMNS}
            rowKey={(row) => `${row.said} → ${row.other}`}
          >
            <ConfusionMatrix part={part.data} />
          </ChartFrame>
          <Text size="xs" c="dimmed" mt="sm">
            Method: {part.data.rows[0]?.[0]?.method ?? ""}. The others may be wrong: this shows who differs, not who is
            right.
          </Text>
        </>
      ) : null}
    </Dialog>
  );
}
