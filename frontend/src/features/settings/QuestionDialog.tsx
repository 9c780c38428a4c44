import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useState } from "react";

import type { QuestionKind } from "@/api/types";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";

import { EMPTY, type QuestionForm } from "./questionForm";

const KINDS: { value: QuestionKind; label: string }[] = [
  { value: "preference", label: "Preference: which of two responses" },
  { value: "likert", label: "Likert: a score on a scale" },
  { value: "choice", label: "Choice: one or several of a list" },
  { value: "ranking", label: "Ranking: responses in order" },
  { value: "text", label: "Text: in their own words" },
];

type Props = {
  /** The question as it is; null for a new one. */
  question: QuestionForm | null;
  opened: boolean;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onSave: (form: QuestionForm, note: string) => void;
};

/** Words of a question, and what it accepts. The server says what can't be changed any more, and what to do instead. */
export function QuestionDialog({ question, opened, ...rest }: Props) {
  return (
    <Dialog
      opened={opened}
      onClose={rest.onClose}
      size="lg"
      title={question ? `Edit “${question.key}”` : "Add a question"}
    >
      {opened ? <Form key={question?.key ?? ""} question={question} {...rest} /> : null}
    </Dialog>
  );
}

function Form({ question, busy, error, onClose, onSave }: Omit<Props, "opened">) {
  const [form, setForm] = useState(question ?? EMPTY);
  const [note, setNote] = useState("");
  const change = (next: Partial<QuestionForm>) => {
    setForm({ ...form, ...next });
  };
  const { kind } = form;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave(form, note.trim());
      }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {question
            ? "Words may change at any time, choices be added and scales be extended. What stored answers mean stays as it is."
            : "Asked from the next batch on. What raters hold already may be answered without it."}
        </Text>
        {question ? null : (
          <SimpleGrid cols={2}>
            <TextInput
              label="Key"
              description="Names it in exports; can’t be changed later."
              placeholder="factuality"
              required
              value={form.key}
              onChange={(event) => {
                change({ key: event.currentTarget.value });
              }}
              data-autofocus
            />
            <Select
              label="Kind"
              description="What an answer is."
              data={KINDS}
              allowDeselect={false}
              value={kind}
              onChange={(value) => {
                change({ kind: KINDS.find((one) => one.value === value)?.value ?? "likert" });
              }}
            />
          </SimpleGrid>
        )}
        <TextInput
          label="Question"
          required
          maxLength={200}
          value={form.title}
          onChange={(event) => {
            change({ title: event.currentTarget.value });
          }}
        />
        <Textarea
          label="Help"
          autosize
          minRows={1}
          maxLength={2000}
          value={form.help_text}
          onChange={(event) => {
            change({ help_text: event.currentTarget.value });
          }}
        />
        {kind === "likert" ? (
          <SimpleGrid cols={2}>
            <NumberInput
              label="Lowest score"
              value={form.scale_min}
              allowDecimal={false}
              onChange={(value) => {
                if (typeof value === "number") change({ scale_min: value });
              }}
            />
            <NumberInput
              label="Highest score"
              value={form.scale_max}
              allowDecimal={false}
              onChange={(value) => {
                if (typeof value === "number") change({ scale_max: value });
              }}
            />
          </SimpleGrid>
        ) : null}
        {kind === "likert" ? (
          <Textarea
            label="Labels of scores"
            description="One line each, such as “1: wrong”. Leave out what needs none."
            autosize
            minRows={2}
            value={form.labels}
            onChange={(event) => {
              change({ labels: event.currentTarget.value });
            }}
          />
        ) : null}
        {kind === "choice" ? (
          <Textarea
            label="Choices"
            description="One line each, such as “fact: A fact is wrong”: the value that is stored, and what raters read."
            required
            autosize
            minRows={3}
            value={form.choices}
            onChange={(event) => {
              change({ choices: event.currentTarget.value });
            }}
          />
        ) : null}
        {kind === "preference" ? (
          <NumberInput
            label="Levels of strength"
            description="0: not asked; 3: slightly, clearly, far better."
            min={0}
            max={5}
            allowDecimal={false}
            value={form.strength_levels}
            onChange={(value) => {
              if (typeof value === "number") change({ strength_levels: value });
            }}
          />
        ) : null}
        <Group gap="lg">
          <Tick form={form} name="required" label="Needs an answer" onChange={change} />
          {kind === "likert" || kind === "choice" ? (
            <Tick form={form} name="per_response" label="Of each response" onChange={change} />
          ) : null}
          {kind === "choice" ? <Tick form={form} name="multiple" label="Several choices" onChange={change} /> : null}
          {kind === "preference" ? <Tick form={form} name="allow_tie" label="Ties" onChange={change} /> : null}
          {kind === "preference" ? <Tick form={form} name="allow_both_bad" label="Both bad" onChange={change} /> : null}
        </Group>
        <Note value={note} onChange={setNote} />
        {error ? <ErrorNotice title="The question can’t be saved" error={error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {question ? "Save" : "Add"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type TickName = "required" | "per_response" | "multiple" | "allow_tie" | "allow_both_bad";
type TickProps = {
  form: QuestionForm;
  name: TickName;
  label: string;
  onChange: (next: Partial<QuestionForm>) => void;
};

function Tick({ form, name, label, onChange }: TickProps) {
  return (
    <Checkbox
      label={label}
      checked={form[name]}
      onChange={(event) => {
        onChange({ [name]: event.currentTarget.checked });
      }}
    />
  );
}

/** Why: it stands in the history. */
export function Note({ value, onChange }: { value: string; onChange: (note: string) => void }) {
  return (
    <TextInput
      label="Why (optional)"
      description="Stands in the history."
      maxLength={300}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
