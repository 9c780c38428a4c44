import {
  Button,
  Checkbox,
  Divider,
  MultiSelect,
  NumberInput,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";

import { useGuidelines } from "@/api/projects";
import type { ExportFormat, Project } from "@/api/types";
import { ChoiceCard } from "@/components/ChoiceCard";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";

import { PreviewPanel } from "./PreviewPanel";
import { usePreview, useRequestExport } from "./queries";
import {
  defaultsOf,
  type ExportWish,
  type FormatOption,
  type OptionValue,
  UnreadableSlices,
  type WishForm,
  wishOf,
} from "./wish";

const UNDER: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

/** Which format, and each of its policies with what it means. */
export function ExportForm({ project, formats }: { project: Project; formats: readonly ExportFormat[] }) {
  const [first] = formats;
  const [form, setForm] = useState<WishForm>({
    format: first?.key ?? "",
    question: "",
    options: first ? defaultsOf(first) : {},
    slices: "",
    from: "",
    to: "",
    guidelines: [],
    includeGold: false,
    includeModels: false,
  });
  const request = useRequestExport(project.id);
  const guidelines = useGuidelines(project.id);
  const format = formats.find((one) => one.key === form.format) ?? first;
  const { wish, slicesError } = useMemo(() => readWish(form, format), [form, format]);
  const [settled] = useDebouncedValue(wish, 300);
  const preview = usePreview(project.id, settled);
  if (!format) return null;
  const change = (next: Partial<WishForm>) => {
    setForm({ ...form, ...next });
  };
  const questions = project.questions.filter((question) => question.kind !== "text");
  const run = () => {
    if (wish) request.mutate(wish);
  };

  return (
    <Panel title="New export">
      <Stack gap="lg">
        <Radio.Group
          label="Format"
          value={form.format}
          onChange={(key) => {
            const chosen = formats.find((one) => one.key === key);
            if (chosen) change({ format: key, options: defaultsOf(chosen) });
          }}
        >
          <SimpleGrid cols={{ base: 1, md: Math.min(3, formats.length) }} mt="xs">
            {formats.map((one) => (
              <ChoiceCard key={one.key} value={one.key} title={one.name} text={one.description} />
            ))}
          </SimpleGrid>
        </Radio.Group>
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
          {questions.length > 1 ? (
            <Select
              label="Question"
              inputWrapperOrder={UNDER}
              description="The first that fits, unless you choose"
              placeholder="First that fits"
              data={questions.map((question) => ({ value: question.key, label: question.title }))}
              value={form.question || null}
              onChange={(value) => {
                change({ question: value ?? "" });
              }}
              clearable
            />
          ) : null}
          {format.options.map((option) => (
            <OptionInput
              key={option.key}
              option={option}
              value={form.options[option.key] ?? ""}
              onChange={(value) => {
                change({ options: { ...form.options, [option.key]: value } });
              }}
            />
          ))}
        </SimpleGrid>
        <Divider label="Which votes" labelPosition="left" />
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
          <TextInput
            label="Slices"
            inputWrapperOrder={UNDER}
            description="Only items in these; empty takes all"
            placeholder="language=de, topic=maths"
            value={form.slices}
            error={slicesError}
            onChange={(event) => {
              change({ slices: event.currentTarget.value });
            }}
          />
          <TextInput
            type="date"
            label="From"
            inputWrapperOrder={UNDER}
            description="First day (UTC) of judgments"
            value={form.from}
            onChange={(event) => {
              change({ from: event.currentTarget.value });
            }}
          />
          <TextInput
            type="date"
            label="To"
            inputWrapperOrder={UNDER}
            description="Last day (UTC) of judgments"
            value={form.to}
            onChange={(event) => {
              change({ to: event.currentTarget.value });
            }}
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
          {(guidelines.data ?? []).length > 1 ? (
            <MultiSelect
              label="Guideline"
              inputWrapperOrder={UNDER}
              description="Only judgments under these versions"
              placeholder={form.guidelines.length === 0 ? "All versions" : ""}
              data={(guidelines.data ?? []).map(({ version }) => ({
                value: String(version),
                label: `Version ${String(version)}`,
              }))}
              value={form.guidelines}
              onChange={(versions) => {
                change({ guidelines: versions });
              }}
            />
          ) : null}
          <Checkbox
            label="Gold items too"
            description="They are left out unless you say so"
            checked={form.includeGold}
            onChange={(event) => {
              change({ includeGold: event.currentTarget.checked });
            }}
          />
          <Checkbox
            label="Model judges too"
            description="Votes of raters that are models"
            checked={form.includeModels}
            onChange={(event) => {
              change({ includeModels: event.currentTarget.checked });
            }}
          />
        </SimpleGrid>
        <Divider label="What it will hold" labelPosition="left" />
        <PreviewPanel preview={preview} />
        {request.error ? <ErrorNotice title="The export can’t be made" error={request.error} /> : null}
        <Button onClick={run} loading={request.isPending} disabled={!wish} style={{ alignSelf: "flex-start" }}>
          Run the export
        </Button>
      </Stack>
    </Panel>
  );
}

/** The wish that the form makes, or what is wrong with it. */
function readWish(
  form: WishForm,
  format: ExportFormat | undefined,
): { wish: ExportWish | null; slicesError: string | null } {
  if (!format) return { wish: null, slicesError: null };
  try {
    return { wish: wishOf(form, format), slicesError: null };
  } catch (error) {
    if (!(error instanceof UnreadableSlices)) throw error;
    return { wish: null, slicesError: error.message };
  }
}

interface OptionInputProps {
  option: FormatOption;
  value: OptionValue;
  onChange: (value: OptionValue) => void;
}

function OptionInput({ option, value, onChange }: OptionInputProps) {
  if (option.kind === "number") {
    return (
      <NumberInput
        label={option.title}
        inputWrapperOrder={UNDER}
        description={option.description}
        min={0}
        max={1}
        step={0.05}
        decimalScale={3}
        value={value}
        onChange={(next) => {
          onChange(next === "" ? 0 : next);
        }}
      />
    );
  }
  return (
    <Select
      label={option.title}
      inputWrapperOrder={UNDER}
      description={option.description}
      data={option.choices}
      value={String(value)}
      allowDeselect={false}
      disabled={option.choices.length < 2}
      onChange={(next) => {
        if (next !== null) onChange(next);
      }}
    />
  );
}
