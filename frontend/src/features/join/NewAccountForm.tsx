import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";

import { ApiError } from "@/api/errors";
import { ErrorNotice } from "@/components/ErrorNotice";

type Account = { email: string; password: string; name: string };
type Props = { pending: boolean; error: Error | null; onSubmit: (account: Account) => void; signIn: string };

const SHORTEST_PASSWORD = 10;

/** Makes an account on the strength of the invitation, or leads to signing in with the one there is. */
export function NewAccountForm({ pending, error, onSubmit, signIn }: Props) {
  const [account, setAccount] = useState<Account>({ email: "", password: "", name: "" });
  const [gaps, setGaps] = useState<Partial<Account>>({});
  const fields = error instanceof ApiError ? error.fields : {};
  const change = (part: Partial<Account>) => {
    setAccount({ ...account, ...part });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found: Partial<Account> = {};
    if (!/^\S+@\S+$/.test(account.email.trim())) found.email = "Enter your email address.";
    if (account.password.length < SHORTEST_PASSWORD) {
      found.password = `Choose a password of at least ${String(SHORTEST_PASSWORD)} characters.`;
    }
    setGaps(found);
    if (Object.keys(found).length === 0) onSubmit({ ...account, email: account.email.trim() });
  };
  const known = ["email", "password", "name"].some((field) => field in fields);
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label="Your name"
          description="Shown to the lead of the project. You may leave it empty."
          autoComplete="name"
          value={account.name}
          error={fields.name?.join(" ")}
          onChange={(event) => {
            change({ name: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Email"
          type="email"
          required
          autoComplete="username"
          value={account.email}
          error={gaps.email ?? fields.email?.join(" ")}
          onChange={(event) => {
            change({ email: event.currentTarget.value });
          }}
        />
        <PasswordInput
          label="Password"
          required
          description={`At least ${String(SHORTEST_PASSWORD)} characters.`}
          autoComplete="new-password"
          value={account.password}
          error={gaps.password ?? fields.password?.join(" ")}
          onChange={(event) => {
            change({ password: event.currentTarget.value });
          }}
          visibilityToggleButtonProps={{ "aria-label": "Show the password", tabIndex: 0 }}
        />
        {error && !known && <ErrorNotice title="Joining failed" error={error} />}
        <Button type="submit" size="md" loading={pending}>
          Create account and join
        </Button>
        <Text size="sm" c="dimmed">
          Already have an account?{" "}
          <Anchor component={Link} to={signIn} inherit underline="always">
            Sign in to join with it
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
}
