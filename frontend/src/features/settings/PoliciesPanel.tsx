import { Button, Group, Select, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";

import { useUpdateProject } from "@/api/projects";
import type { Project, ReviewRule } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { CountField, ShareField } from "@/components/PolicyFields";
import { goldConsequence, thresholdConsequence } from "@/lib/consequences";

import { changes, policiesOf, problems } from "./policies";
import { RhythmFields } from "./RhythmFields";
import { Note } from "./QuestionDialog";

const REVIEW_RULES: { value: ReviewRule; label: string }[] = [
  { value: "never", label: "never because raters differ" },
  { value: "no_majority", label: "when no answer has a majority" },
  { value: "any", label: "when raters differ at all" },
];
import { QualityFields } from "./QualityFields";

/** The numbers by which work is handed out, each with its consequence. */
export function PoliciesPanel({ project }: { project: Project }) {
  const before = policiesOf(project);
  const [form, setForm] = useState(before);
  const [note, setNote] = useState("");
  const update = useUpdateProject(project.id);
  const locked = !project.abilities.edit;
  const wrong = problems(form);
  const changed = changes(before, form);
  const untouched = Object.keys(changed).length === 0;
  const change = (next: Partial<typeof form>) => {
    setForm({ ...form, ...next });
  };
  const save = () => {
    update.mutate({ version: project.version, note: note.trim(), ...changed });
  };
  return (
    <Panel title="Policies">
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <TextInput
            label="Name"
            value={form.name}
            error={wrong.name}
            maxLength={200}
            disabled={locked}
            onChange={(event) => {
              change({ name: event.currentTarget.value });
            }}
          />
          <Textarea
            label="Description"
            value={form.description}
            autosize
            minRows={1}
            disabled={locked}
            onChange={(event) => {
              change({ description: event.currentTarget.value });
            }}
          />
          <TextInput
            type="date"
            label="Due date"
            description="The day by whose end all judgments are wanted. The overview says how likely that is; empty: none."
            descriptionProps={{ fz: "sm" }}
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={form.due_on ?? ""}
            disabled={locked}
            onChange={(event) => {
              change({ due_on: event.currentTarget.value || null });
            }}
          />
          <ShareField
            label="Gold rate"
            value={form.gold_rate}
            onChange={(gold_rate) => {
              change({ gold_rate });
            }}
            max={0.5}
            consequence={goldConsequence(form.gold_rate)}
            disabled={locked}
          />
          <ShareField
            label="Pause below"
            value={form.gold_pass_threshold}
            onChange={(gold_pass_threshold) => {
              change({ gold_pass_threshold });
            }}
            max={1}
            consequence={thresholdConsequence(form.gold_pass_threshold, form.gold_min_checks)}
            disabled={locked}
          />
          <CountField
            label="Checks before a verdict"
            value={form.gold_min_checks}
            onChange={(gold_min_checks) => {
              change({ gold_min_checks });
            }}
            min={1}
            max={1000}
            consequence="Fewer pause sooner and are wrong more often; more let careless work go on longer."
            disabled={locked}
          />
          <CountField
            label="Smallest batch"
            value={form.batch_min}
            onChange={(batch_min) => {
              change({ batch_min });
            }}
            min={1}
            max={100}
            consequence="What a tired rater holds at once."
            error={wrong.batch_min}
            disabled={locked}
          />
          <CountField
            label="Largest batch"
            value={form.batch_max}
            onChange={(batch_max) => {
              change({ batch_max });
            }}
            min={1}
            max={100}
            consequence="What a fresh rater holds at once; more survives a lost network, but keeps items from others."
            disabled={locked}
          />
          <CountField
            label="Lease"
            value={form.lease_minutes}
            onChange={(lease_minutes) => {
              change({ lease_minutes });
            }}
            min={1}
            max={10080}
            unit="minutes"
            consequence="How long a task is kept for a rater who went away before others get it."
            disabled={locked}
          />
          <CountField
            label="Answers can be corrected for"
            value={form.amend_minutes}
            onChange={(amend_minutes) => {
              change({ amend_minutes });
            }}
            min={0}
            max={43200}
            unit="minutes"
            consequence="A correction is a new revision; the first answer is kept."
            disabled={locked}
          />
          <Select
            label="A reviewer looks"
            description="Raters’ flags and failed gold items come to review whatever this says."
            descriptionProps={{ fz: "sm" }}
            inputWrapperOrder={["label", "input", "description", "error"]}
            data={REVIEW_RULES}
            allowDeselect={false}
            value={form.review_rule}
            onChange={(value) => {
              change({ review_rule: REVIEW_RULES.find((one) => one.value === value)?.value ?? form.review_rule });
            }}
            disabled={locked}
          />
        </SimpleGrid>
        <RhythmFields form={form} change={change} locked={locked} />
        {untouched || locked ? null : <Note value={note} onChange={setNote} />}
        <QualityFields form={form} onChange={change} locked={locked} />
        {update.error ? <ErrorNotice title="The policies can’t be saved" error={update.error} /> : null}
        {locked ? null : (
          <Group>
            <Button onClick={save} loading={update.isPending} disabled={untouched || Object.keys(wrong).length > 0}>
              Save the policies
            </Button>
            {untouched ? null : (
              <Button
                variant="default"
                onClick={() => {
                  setForm(before);
                }}
              >
                Undo the changes
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
