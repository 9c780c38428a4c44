import { Radio, SimpleGrid, Stack, Text } from "@mantine/core";

import { useOverview } from "@/api/projects";
import type { OverlapMode } from "@/api/types";
import { CountField, ShareField } from "@/components/PolicyFields";
import { planConsequence } from "@/lib/consequences";

import type { ServingFields } from "./fields";

const MODES: { value: OverlapMode; label: string; description: string }[] = [
  { value: "fixed", label: "Fixed", description: "Every item gets the same number of judgments." },
  {
    value: "sampled",
    label: "Sampled",
    description:
      "A share of the items, drawn evenly, gets more: enough to measure agreement, at a fraction of the cost.",
  },
  {
    value: "dynamic",
    label: "Dynamic",
    description: "Easy items stop early, doubtful ones get more. Raters with good hidden checks weigh more.",
  },
];

/** How many judgments an item gets, and what that comes to. */
export function OverlapFields({ project, form, errors, locked, change }: ServingFields) {
  const overview = useOverview(project.id);
  const dynamic = form.overlap_mode === "dynamic";
  const changed = form.overlap_mode !== project.overlap_mode || form.overlap !== project.overlap;
  return (
    <Stack gap="md">
      <Radio.Group
        label="Overlap"
        value={form.overlap_mode}
        onChange={(value) => {
          change({ overlap_mode: value as OverlapMode });
        }}
        error={errors.overlap_mode}
      >
        <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md" mt="xs">
          {MODES.map((mode) => (
            <Radio key={mode.value} {...mode} disabled={locked} />
          ))}
        </SimpleGrid>
      </Radio.Group>
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
        {form.overlap_mode === "fixed" ? null : (
          <CountField
            label={dynamic ? "Judgments to begin with" : "Judgments for the others"}
            value={form.overlap_min}
            onChange={(overlap_min) => {
              change({ overlap_min });
            }}
            min={1}
            max={100}
            consequence={
              dynamic ? "With one, a single trusted rater can settle an item." : "One is enough for items not sampled."
            }
            error={errors.overlap_min}
            disabled={locked}
          />
        )}
        <CountField
          label={
            dynamic ? "At most" : form.overlap_mode === "sampled" ? "Judgments for the sampled" : "Judgments per item"
          }
          value={form.overlap}
          onChange={(overlap) => {
            change({ overlap });
          }}
          min={1}
          max={100}
          consequence={
            dynamic ? "Where even this many don’t settle it, the item stays in doubt." : "How many people judge it."
          }
          error={errors.overlap}
          disabled={locked}
        />
        {form.overlap_mode === "sampled" ? (
          <ShareField
            label="Share that is sampled"
            value={form.overlap_share}
            onChange={(overlap_share) => {
              change({ overlap_share });
            }}
            max={1}
            consequence="Drawn by the item’s id, so that it is the same whatever the order of import."
            disabled={locked}
          />
        ) : null}
        {dynamic ? (
          <CountField
            label="Settled at"
            value={Math.round(form.overlap_confidence * 100)}
            onChange={(certain) => {
              change({ overlap_confidence: certain / 100 });
            }}
            min={50}
            max={99}
            unit="% certain"
            consequence="Higher is more often right and takes more judgments."
            error={errors.overlap_confidence}
            disabled={locked}
          />
        ) : null}
      </SimpleGrid>
      <Text size="sm" aria-live="polite">
        {planConsequence(form, overview.data?.items.work ?? 0)}
        {changed ? " Open work grows or shrinks at once; what was judged stays." : ""}
        {changed && dynamic ? " Items that have judgments already are looked at again within a minute or two." : ""}
      </Text>
    </Stack>
  );
}
