import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { ApiError } from "@/api/errors";
import { allauth } from "@/api/session";
import { ErrorNotice } from "@/components/ErrorNotice";

import { Section } from "./Section";

const EMPTY = { current_password: "", new_password: "" };

export function PasswordForm({ email }: { email: string }) {
  const [passwords, setPasswords] = useState(EMPTY);
  const change = useMutation({
    mutationFn: () => allauth("POST", "/account/password/change", passwords),
    onSuccess: () => {
      setPasswords(EMPTY);
    },
  });
  const fields = change.error instanceof ApiError ? change.error.fields : {};
  const named = "current_password" in fields || "new_password" in fields;
  const toggle = { "aria-label": "Show the password", tabIndex: 0 };
  return (
    <Section title="Password">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack maw={360}>
          <input type="email" autoComplete="username" value={email} readOnly hidden aria-hidden />
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            value={passwords.current_password}
            error={fields.current_password?.join(" ")}
            onChange={(event) => {
              setPasswords({ ...passwords, current_password: event.currentTarget.value });
            }}
            visibilityToggleButtonProps={toggle}
          />
          <PasswordInput
            label="New password"
            description="At least 10 characters."
            autoComplete="new-password"
            value={passwords.new_password}
            error={fields.new_password?.join(" ")}
            onChange={(event) => {
              setPasswords({ ...passwords, new_password: event.currentTarget.value });
            }}
            visibilityToggleButtonProps={toggle}
          />
          {change.isError && !named && <ErrorNotice title="The password was not changed" error={change.error} />}
          <Button
            type="submit"
            loading={change.isPending}
            disabled={!passwords.current_password || !passwords.new_password}
            style={{ alignSelf: "flex-start" }}
          >
            Change password
          </Button>
          <Text role="status" size="sm" c="dimmed">
            {change.isSuccess ? "Your password is changed." : ""}
          </Text>
        </Stack>
      </form>
    </Section>
  );
}
