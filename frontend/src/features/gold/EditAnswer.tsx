import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";

import { useProject } from "@/api/projects";
import type { GoldRow } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";

import { AnswerFields } from "./AnswerFields";
import { formOf, placesOf, requestOf } from "./answerForm";
import { useGoldVerb } from "./queries";

interface EditAnswerProps {
  projectId: number;
  row: GoldRow;
  onDone: () => void;
}

/** Another answer; every check that was made with the item is scored again by it. */
export function EditAnswer({ projectId, row, onDone }: EditAnswerProps) {
  const project = useProject(projectId);
  const questions = project.data?.questions;
  const places = useMemo(() => placesOf(questions ?? [], row.item.n_responses), [questions, row.item.n_responses]);
  const [form, setForm] = useState(() => formOf(row.answers));
  const [reason, setReason] = useState("");
  const verb = useGoldVerb(projectId);
  const answer = requestOf(places, form);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (answer) verb.mutate({ verb: "edit", item: row.item.id, answer, reason }, { onSuccess: onDone });
      }}
    >
      <Stack gap="md">
        <AnswerFields places={places} form={form} onChange={setForm} />
        <TextInput
          label="Why it changes"
          description="Kept in the item’s history"
          value={reason}
          maxLength={1000}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        <Text size="sm" c="dimmed">
          All {row.shown} checks made with this item are scored again. Nobody is paused by that; who was paused without
          reason is listed on this page.
        </Text>
        {verb.error ? <ErrorNotice title="The answer can’t be changed" error={verb.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={verb.isPending} disabled={answer === null}>
            Change and score again
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
