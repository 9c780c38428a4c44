import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { useQualifying } from "@/api/projects";
import type { RaterRow } from "@/api/types";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { QualificationsInput } from "@/components/QualificationsInput";

import { useQualify } from "./queries";

interface QualifyDialogProps {
  projectId: number;
  rater: RaterRow | null;
  onClose: () => void;
}

/** What a rater knows or agreed to; it decides which items they are given. */
export function QualifyDialog({ projectId, rater, onClose }: QualifyDialogProps) {
  return (
    <Dialog opened={rater !== null} onClose={onClose} title={`Qualifications of ${rater?.alias ?? ""}`}>
      {rater ? <Form key={rater.id} projectId={projectId} rater={rater} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Form({ projectId, rater, onClose }: QualifyDialogProps & { rater: RaterRow }) {
  const [names, setNames] = useState(rater.qualifications);
  const qualify = useQualify(projectId);
  const qualifying = useQualifying(projectId);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        qualify.mutate({ id: rater.id, qualifications: names }, { onSuccess: onClose });
      }}
    >
      <Stack gap="md">
        <Text size="sm">
          Items that need a qualification go only to raters who have it. What {rater.alias} holds now stays theirs.
        </Text>
        <QualificationsInput
          label="Qualifications"
          description="Such as language:de, domain:medicine or safety; Enter adds one"
          value={names}
          onChange={setNames}
          known={qualifying.data?.names ?? []}
        />
        {qualify.error ? <ErrorNotice title="The qualifications can’t be saved" error={qualify.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={qualify.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
