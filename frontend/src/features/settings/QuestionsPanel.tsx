import { Badge, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";

import type { Project, Question } from "@/api/types";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Panel } from "@/components/Panel";
import { describeQuestion } from "@/lib/questions";

import { useQuestionVerbs } from "./queries";
import { Note, QuestionDialog } from "./QuestionDialog";
import { editsOf, formOf, questionOf } from "./questionForm";

type Open = { verb: "add" } | { verb: "edit" | "retire"; question: Question } | null;

/** What raters are asked, and what they were asked before. Stored answers keep their meaning whatever changes here. */
export function QuestionsPanel({ project }: { project: Project }) {
  const [open, setOpen] = useState<Open>(null);
  const { add, edit, retire } = useQuestionVerbs(project.id);
  const { version } = project;
  const close = () => {
    setOpen(null);
    for (const verb of [add, edit, retire]) verb.reset();
  };
  const may = project.abilities.edit;
  const editing = open?.verb === "edit" ? formOf(open.question) : null;
  return (
    <Panel
      title="Questions"
      hint="Words may change at any time and questions be widened, added and retired; what would change the meaning of stored answers is refused."
      actions={
        may ? (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => {
              setOpen({ verb: "add" });
            }}
          >
            Add a question
          </Button>
        ) : null
      }
    >
      <Stack gap="sm">
        {project.questions.map((question) => (
          <Asked key={question.key} question={question} may={may} onOpen={setOpen} />
        ))}
      </Stack>
      <QuestionDialog
        question={editing}
        opened={open?.verb === "add" || open?.verb === "edit"}
        busy={add.isPending || edit.isPending}
        error={add.error ?? edit.error}
        onClose={close}
        onSave={(form, note) => {
          if (editing === null) add.mutate({ version, note, question: questionOf(form) }, { onSuccess: close });
          else edit.mutate({ key: editing.key, version, note, ...editsOf(editing, form) }, { onSuccess: close });
        }}
      />
      <Dialog opened={open?.verb === "retire"} onClose={close} title="Retire the question?">
        {open?.verb === "retire" ? (
          <Retire
            question={open.question}
            busy={retire.isPending}
            error={retire.error}
            onClose={close}
            onRetire={(note) => {
              retire.mutate({ key: open.question.key, version, note }, { onSuccess: close });
            }}
          />
        ) : null}
      </Dialog>
    </Panel>
  );
}

function Asked({ question, may, onOpen }: { question: Question; may: boolean; onOpen: (open: Open) => void }) {
  const retired = question.retired_in !== null;
  return (
    <Group gap="sm" align="flex-start" wrap="nowrap">
      <Badge variant="light" color={retired || !question.required ? "gray" : "petrol"} w={96} style={{ flex: "none" }}>
        {question.kind}
      </Badge>
      <div style={{ flex: 1 }}>
        <Text size="sm" fw={600} c={retired ? "dimmed" : undefined}>
          {question.title} <Code>{question.key}</Code>
        </Text>
        <Text size="sm" c="dimmed">
          {describeQuestion(question)}
          {question.asked_from > 1 ? ` · asked since version ${String(question.asked_from)}` : ""}
          {retired ? ` · asked no more since version ${String(question.retired_in)}` : ""}
        </Text>
      </div>
      {may && !retired ? (
        <Group gap={4} wrap="nowrap">
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-label={`Edit ${question.key}`}
            onClick={() => {
              onOpen({ verb: "edit", question });
            }}
          >
            Edit
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-label={`Retire ${question.key}`}
            onClick={() => {
              onOpen({ verb: "retire", question });
            }}
          >
            Retire
          </Button>
        </Group>
      ) : null}
    </Group>
  );
}

type RetireProps = {
  question: Question;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onRetire: (note: string) => void;
};

function Retire({ question, busy, error, onClose, onRetire }: RetireProps) {
  const [note, setNote] = useState("");
  return (
    <Stack gap="md">
      <Text size="sm">
        “{question.title}” is asked no more from the next batch on. Its answers stay in reports and exports, and its key{" "}
        <Code>{question.key}</Code> stays taken. This can’t be undone.
      </Text>
      <Note value={note} onChange={setNote} />
      {error ? <ErrorNotice title="The question can’t be retired" error={error} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button
          color="red"
          loading={busy}
          onClick={() => {
            onRetire(note.trim());
          }}
        >
          Retire
        </Button>
      </Group>
    </Stack>
  );
}
