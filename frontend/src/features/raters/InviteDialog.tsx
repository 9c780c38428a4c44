import { Button, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { useQualifying } from "@/api/projects";
import type { Role } from "@/api/types";
import { CopyButton } from "@/components/CopyButton";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { QualificationsInput } from "@/components/QualificationsInput";

import { type NewInvitation, useInvite } from "./queries";

const ROLES = [
  { value: "rater", label: "Rater: judges items" },
  { value: "reviewer", label: "Reviewer: reads results" },
  { value: "lead", label: "Lead: runs the project" },
];
const EMPTY: NewInvitation = { role: "rater", note: "", qualifications: [], max_uses: 1, days: 14 };

interface InviteDialogProps {
  projectId: number;
  opened: boolean;
  onClose: () => void;
}

/** A link that lets its holder join. It is shown once; only its hash is kept. */
export function InviteDialog({ projectId, opened, onClose }: InviteDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Invite by link">
      {opened ? <Form projectId={projectId} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Form({ projectId, onClose }: { projectId: number; onClose: () => void }) {
  const [wish, setWish] = useState(EMPTY);
  const invite = useInvite(projectId);
  const qualifying = useQualifying(projectId);
  const change = (next: Partial<NewInvitation>) => {
    setWish({ ...wish, ...next });
  };
  if (invite.data?.url) return <Link url={invite.data.url} onClose={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate(wish);
      }}
    >
      <Stack gap="md">
        <Select
          label="Who joins"
          data={ROLES}
          value={wish.role}
          allowDeselect={false}
          onChange={(value) => {
            if (value) change({ role: value as Role, ...(value === "rater" ? {} : { qualifications: [] }) });
          }}
        />
        <Group grow align="flex-start">
          <NumberInput
            label="People"
            description="How often it may be used"
            min={1}
            max={1000}
            value={wish.max_uses}
            onChange={(value) => {
              change({ max_uses: Number(value) || 1 });
            }}
          />
          <NumberInput
            label="Days"
            description="How long it works"
            min={1}
            max={365}
            value={wish.days}
            onChange={(value) => {
              change({ days: Number(value) || 1 });
            }}
          />
        </Group>
        {wish.role === "rater" ? (
          <QualificationsInput
            label="Qualifications"
            description="Whoever joins by this link has them; empty: none"
            value={wish.qualifications}
            known={qualifying.data?.names ?? []}
            onChange={(qualifications) => {
              change({ qualifications });
            }}
          />
        ) : null}
        <TextInput
          label="Note"
          description="For you: whom you send it to"
          value={wish.note}
          maxLength={200}
          onChange={(event) => {
            change({ note: event.currentTarget.value });
          }}
        />
        {invite.error ? <ErrorNotice title="The link can’t be made" error={invite.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={invite.isPending}>
            Make the link
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Link({ url, onClose }: { url: string; onClose: () => void }) {
  // The server may answer with a path; what is sent to people must be the whole address.
  const whole = new URL(url, window.location.origin).href;
  return (
    <Stack gap="md">
      <Text size="sm">Send this link. It is shown only now; whoever has it can join.</Text>
      <TextInput
        label="Invitation link"
        readOnly
        value={whole}
        data-testid="invitation-link"
        onFocus={(event) => {
          event.currentTarget.select();
        }}
      />
      <Group justify="space-between">
        <CopyButton text={whole} label="Copy the link" />
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
