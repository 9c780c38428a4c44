import { Button, Group, Radio, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";

import type { RaterRow } from "@/api/types";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";

import { count } from "@/lib/numbers";

import { useVerdict } from "./queries";

interface VerdictDialogProps {
  projectId: number;
  rater: RaterRow | null;
  verb: "pause" | "resume";
  onClose: () => void;
}

/** Pausing takes a reason, because the person reads it; resuming may have one. */
export function VerdictDialog({ projectId, rater, verb, onClose }: VerdictDialogProps) {
  return (
    <Dialog
      opened={rater !== null}
      onClose={onClose}
      title={`${verb === "pause" ? "Pause" : "Resume"} ${rater?.alias ?? ""}`}
    >
      {rater ? <Form key={rater.id} projectId={projectId} rater={rater} verb={verb} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Form({ projectId, rater, verb, onClose }: VerdictDialogProps & { rater: RaterRow }) {
  const [reason, setReason] = useState("");
  const [quarantined, setQuarantined] = useState<"keep" | "discard">("keep");
  const verdict = useVerdict(projectId);
  const missing = verb === "pause" && reason.trim() === "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing) return;
        const said = { id: rater.id, reason: reason.trim() };
        verdict.mutate(verb === "pause" ? { ...said, verb } : { ...said, verb, quarantined }, { onSuccess: onClose });
      }}
    >
      <Stack gap="md">
        <Text size="sm">
          {verb === "pause"
            ? "A paused rater gets no new work. What they have judged stays and counts."
            : "The rater gets work again; gold checks from before this moment no longer count against them."}
        </Text>
        {verb === "resume" && rater.quarantined > 0 ? (
          <Radio.Group
            label={`${count(rater.quarantined)} ${rater.quarantined === 1 ? "judgment is" : "judgments are"} in quarantine`}
            description="Made since the checks last went well. They don’t count now, and others may judge the same items."
            value={quarantined}
            onChange={(value) => {
              setQuarantined(value === "discard" ? "discard" : "keep");
            }}
          >
            <Stack gap={6} mt="xs">
              <Radio value="keep" label="Keep: count them again where nobody else has judged since" />
              <Radio value="discard" label="Discard: leave them out for good" />
            </Stack>
          </Radio.Group>
        ) : null}
        <Textarea
          label="Reason"
          description="The rater reads this."
          required={verb === "pause"}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
          maxLength={300}
          autosize
          minRows={2}
          data-autofocus
        />
        {verdict.error ? <ErrorNotice title={`The rater can’t be ${verb}d`} error={verdict.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={verdict.isPending} disabled={missing}>
            {verb === "pause" ? "Pause" : "Resume"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
