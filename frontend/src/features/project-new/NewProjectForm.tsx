import { Button, Group, Radio, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconColumns2, IconListNumbers, IconShieldCheck } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";

import { ApiError } from "@/api/client";
import { useCreateProject } from "@/api/projects";
import type { Preset } from "@/api/types";
import { ChoiceCard } from "@/components/ChoiceCard";
import { ErrorNotice } from "@/components/ErrorNotice";
import { GuidelineEditor } from "@/components/GuidelineEditor";
import { Panel } from "@/components/Panel";
import { CountField, ShareField } from "@/components/PolicyFields";
import { QuestionList } from "@/components/QuestionList";
import { goldConsequence, overlapConsequence } from "@/lib/consequences";

import { type Draft, draftFrom, requestOf, withPreset } from "./draft";

const ICONS: Record<string, typeof IconColumns2> = {
  pairwise: IconColumns2,
  likert: IconAdjustmentsHorizontal,
  ranking: IconListNumbers,
  safety: IconShieldCheck,
};

function presetIcon(key: string) {
  const Icon = ICONS[key] ?? IconColumns2;
  return <Icon size={26} stroke={1.5} aria-hidden style={{ flex: "none" }} />;
}

export function NewProjectForm({ presets }: { presets: readonly Preset[] }) {
  const [first] = presets;
  return first ? <Form presets={presets} first={first} /> : null;
}

function Form({ presets, first }: { presets: readonly Preset[]; first: Preset }) {
  const [draft, setDraft] = useState<Draft>(() => draftFrom(first));
  const [nameError, setNameError] = useState<string | null>(null);
  const create = useCreateProject();
  const navigate = useNavigate();
  const preset = presets.find((one) => one.key === draft.preset) ?? first;
  const fields = create.error instanceof ApiError ? create.error.fields : {};
  const change = (next: Partial<Draft>) => {
    setDraft({ ...draft, ...next });
  };
  const choose = (key: string) => {
    const to = presets.find((one) => one.key === key);
    if (to) setDraft(withPreset(draft, preset, to));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.name.trim() === "") {
      setNameError("A project needs a name.");
      document.getElementById("project-name")?.focus();
      return;
    }
    create.mutate(requestOf(draft), {
      onSuccess: (project) => void navigate(`/projects/${String(project.id)}`),
    });
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Radio.Group value={draft.preset} onChange={choose} aria-label="Preset">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            {presets.map((one) => (
              <ChoiceCard
                key={one.key}
                value={one.key}
                title={one.name}
                text={one.description}
                icon={presetIcon(one.key)}
              />
            ))}
          </SimpleGrid>
        </Radio.Group>
        <Panel title="What raters are asked" hint={`${preset.name}: fixed once the project is made.`}>
          <QuestionList questions={preset.questions} />
        </Panel>
        <Panel title="The project">
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <TextInput
              id="project-name"
              label="Name"
              required
              value={draft.name}
              maxLength={200}
              error={nameError ?? fields.name?.join(" ")}
              onChange={(event) => {
                setNameError(null);
                change({ name: event.currentTarget.value });
              }}
            />
            <Textarea
              label="Description"
              description="For leads and raters, in a sentence"
              inputWrapperOrder={["label", "input", "description", "error"]}
              value={draft.description}
              autosize
              minRows={1}
              onChange={(event) => {
                change({ description: event.currentTarget.value });
              }}
            />
            <CountField
              label="Overlap"
              value={draft.overlap}
              onChange={(overlap) => {
                change({ overlap });
              }}
              min={1}
              max={100}
              consequence={overlapConsequence(draft.overlap)}
              error={fields.overlap?.join(" ")}
            />
            <ShareField
              label="Gold rate"
              value={draft.gold_rate}
              onChange={(gold_rate) => {
                change({ gold_rate });
              }}
              max={0.5}
              consequence={goldConsequence(draft.gold_rate)}
            />
          </SimpleGrid>
        </Panel>
        <Panel
          title="Guideline"
          hint="Raters read this before their first task. The preset’s text is a start: make it yours."
        >
          <GuidelineEditor
            value={draft.guideline}
            onChange={(guideline) => {
              change({ guideline });
            }}
            error={fields.guideline?.join(" ")}
          />
        </Panel>
        {create.error ? <ErrorNotice title="The project can’t be made" error={create.error} /> : null}
        <Group>
          <Button type="submit" size="md" loading={create.isPending}>
            Make the project
          </Button>
          <Text size="sm" c="dimmed">
            It starts as a draft: you import items and invite raters next.
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
