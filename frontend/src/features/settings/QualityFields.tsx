import { Select, SimpleGrid, Stack, Title } from "@mantine/core";

import { CountField, ShareField } from "@/components/PolicyFields";

import type { Policies } from "./policies";

interface QualityFieldsProps {
  form: Policies;
  onChange: (part: Partial<Policies>) => void;
  locked: boolean;
}

const QUALITY_BY = [
  { value: "gold", label: "Gold checks" },
  { value: "repeats", label: "Repeats of own items" },
  { value: "peers", label: "Agreement with the others" },
  { value: "mix", label: "All of them" },
];
const QUALITY_TEXT: Record<Policies["quality_by"], string> = {
  gold: "Missed checks raise suspicion and can pause a rater until a lead looks.",
  repeats:
    "For questions without a known answer: who doesn’t say the same of a pair again is paused until a lead looks.",
  peers: "Who agrees with the others less than by chance is watched. Nobody is paused by it.",
  mix: "Checks and repeats add to one evidence; disagreement with everybody else adds suspicion.",
};
const FEEDBACK = [
  { value: "never", label: "Never" },
  { value: "after_shift", label: "After the shift" },
  { value: "after_retirement", label: "Once the item is retired" },
];
const FEEDBACK_TEXT: Record<Policies["gold_feedback"], string> = {
  never: "Gold stays secret for good; nobody can contest it.",
  after_shift:
    "Raters see what they missed and can contest it, once it can’t be corrected any more. They never meet the item again, but could tell others.",
  after_retirement: "Raters see what they missed only of items that nobody meets any more.",
};
const FAILURE = [
  { value: "pause", label: "Pause until a lead decides" },
  { value: "watch", label: "Let them work, in watch" },
];

/** How raters are judged, told, repeated and trained. */
export function QualityFields({ form, onChange, locked }: QualityFieldsProps) {
  return (
    <Stack gap="md">
      <Title order={3} size="h5">
        Raters’ quality
      </Title>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Choice
          label="The verdict on raters is made from"
          data={QUALITY_BY}
          value={form.quality_by}
          text={QUALITY_TEXT[form.quality_by]}
          disabled={locked}
          onChange={(quality_by) => {
            onChange({ quality_by: quality_by as Policies["quality_by"] });
          }}
        />
        <Choice
          label="Raters see the checks they missed"
          data={FEEDBACK}
          value={form.gold_feedback}
          text={FEEDBACK_TEXT[form.gold_feedback]}
          disabled={locked}
          onChange={(gold_feedback) => {
            onChange({ gold_feedback: gold_feedback as Policies["gold_feedback"] });
          }}
        />
        <ShareField
          label="Repeats"
          value={form.repeat_rate}
          onChange={(repeat_rate) => {
            onChange({ repeat_rate });
          }}
          max={0.3}
          consequence={
            form.repeat_rate === 0
              ? "No item comes back: how steady a rater is can’t be told."
              : `About every ${String(Math.round(1 / form.repeat_rate))}th task is one of the rater’s own, sides swapped. It costs its time and counts nowhere.`
          }
          disabled={locked}
        />
        <Stack gap="md">
          <CountField
            label="A repeat comes no sooner than"
            value={form.repeat_after_judgments}
            onChange={(repeat_after_judgments) => {
              onChange({ repeat_after_judgments });
            }}
            min={1}
            max={1000}
            unit="judgments"
            consequence="Close repeats measure memory instead of judgment."
            disabled={locked}
          />
          <CountField
            label="and no sooner than"
            value={form.repeat_after_minutes}
            onChange={(repeat_after_minutes) => {
              onChange({ repeat_after_minutes });
            }}
            min={0}
            max={86400}
            unit="minutes"
            consequence="Both must hold."
            disabled={locked}
          />
        </Stack>
      </SimpleGrid>
      <Title order={3} size="h5">
        Training
      </Title>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <CountField
          label="Training items"
          value={form.training_required}
          onChange={(training_required) => {
            onChange({ training_required });
          }}
          min={0}
          max={100}
          consequence={
            form.training_required === 0
              ? "Newcomers start with real work at once."
              : "Newcomers answer them first and see the right answer after each. It counts as work time."
          }
          disabled={locked}
        />
        <ShareField
          label="Pass mark"
          value={form.training_pass_mark}
          onChange={(training_pass_mark) => {
            onChange({ training_pass_mark });
          }}
          max={1}
          step={0.05}
          consequence={passText(form.training_required, form.training_pass_mark)}
          disabled={locked}
        />
        <CountField
          label="Further attempts"
          value={form.training_retries}
          onChange={(training_retries) => {
            onChange({ training_retries });
          }}
          min={0}
          max={10}
          consequence="With fresh items as long as there are some, then those that were missed."
          disabled={locked}
        />
        <Choice
          label="Who does not pass"
          data={FAILURE}
          value={form.training_failure}
          text={
            form.training_failure === "pause"
              ? "They are thanked and told; a lead can open the work or another attempt."
              : "They work as usual and aren’t told; checks come more often until these say good."
          }
          disabled={locked}
          onChange={(training_failure) => {
            onChange({ training_failure: training_failure as Policies["training_failure"] });
          }}
        />
      </SimpleGrid>
    </Stack>
  );
}

/** How many of how many must be right; the server rounds the same way. */
function passText(required: number, mark: number): string {
  if (required === 0) return "Counts once training items are required.";
  return `${String(Math.ceil(mark * required - 1e-9))} of ${String(required)} must be right.`;
}

interface ChoiceProps {
  label: string;
  data: { value: string; label: string }[];
  value: string;
  text: string;
  disabled: boolean;
  onChange: (value: string) => void;
}

function Choice({ text, onChange, ...select }: ChoiceProps) {
  return (
    <Select
      {...select}
      allowDeselect={false}
      description={text}
      descriptionProps={{ fz: "sm" }}
      inputWrapperOrder={["label", "input", "description", "error"]}
      onChange={(value) => {
        if (value) onChange(value);
      }}
    />
  );
}
