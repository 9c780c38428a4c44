import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { client, unwrap } from "@/api/client";
import { ME } from "@/api/session";
import type { Me } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";

import { Section } from "./Section";

export function NameForm({ name }: { name: string }) {
  const queries = useQueryClient();
  const [value, setValue] = useState(name);
  const save = useMutation({
    mutationFn: () => unwrap<Me>(client.PATCH("/api/v1/me/", { body: { name: value.trim() } })),
    onSuccess: (me) => {
      queries.setQueryData(ME, me);
    },
  });
  return (
    <Section title="Name" text="Leads see it beside your work. Results and exports carry an alias instead.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Group align="flex-end">
          <TextInput
            label="Your name"
            autoComplete="name"
            maxLength={150}
            value={value}
            onChange={(event) => {
              setValue(event.currentTarget.value);
            }}
            style={{ flex: 1 }}
          />
          <Button type="submit" loading={save.isPending} disabled={value.trim() === name}>
            Save
          </Button>
        </Group>
        <Text role="status" size="sm" c="dimmed" mt="xs">
          {save.isSuccess && value.trim() === name ? "Saved." : ""}
        </Text>
        {save.isError && <ErrorNotice title="The name was not saved" error={save.error} />}
      </form>
    </Section>
  );
}
