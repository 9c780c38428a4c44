import { Container, Stack } from "@mantine/core";

import { useMe } from "@/api/session";
import { PageHeader } from "@/components/PageHeader";

import { NameForm } from "./NameForm";
import { PasswordForm } from "./PasswordForm";
import { Tokens } from "./Tokens";

/** My name, my password, and the tokens of my programs. */
export function AccountPage() {
  const me = useMe().data;
  if (!me) return null;
  return (
    <Container size="sm" py="xl">
      <PageHeader title="Account" text={me.email} />
      <Stack gap="xl">
        <NameForm name={me.name} />
        <PasswordForm email={me.email} />
        <Tokens />
      </Stack>
    </Container>
  );
}
