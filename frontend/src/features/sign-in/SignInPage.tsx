import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { Navigate, useSearchParams } from "react-router";

import { ApiError } from "@/api/errors";
import { useMe, useSignIn } from "@/api/session";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Frontispiece } from "@/components/Frontispiece";
import { safeNext } from "@/lib/addresses";
import { t } from "@/lib/i18n";

export function SignInPage() {
  useDocumentTitle(`${t("Sign in")} · Touchstone`);
  const [search] = useSearchParams();
  const me = useMe();
  const signIn = useSignIn();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});

  if (me.data) return <Navigate to={safeNext(search.get("next"))} replace />;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const gaps = {
      email: email.trim() ? undefined : t("Enter your email address."),
      password: password ? undefined : t("Enter your password."),
    };
    setMissing(gaps);
    if (!gaps.email && !gaps.password) signIn.mutate({ email: email.trim(), password });
  };
  const refused = signIn.error instanceof ApiError && signIn.error.status === 400;
  return (
    <Frontispiece title={t("Sign in")}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label={t("Email")}
            type="email"
            autoComplete="username"
            value={email}
            error={missing.email}
            onChange={(event) => {
              setEmail(event.currentTarget.value);
            }}
            data-autofocus
          />
          <PasswordInput
            label={t("Password")}
            autoComplete="current-password"
            value={password}
            error={missing.password ?? (refused ? signIn.error?.message : undefined)}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
            }}
            visibilityToggleButtonProps={{ "aria-label": t("Show the password"), tabIndex: 0 }}
          />
          {signIn.isError && !refused && <ErrorNotice title={t("Signing in failed")} error={signIn.error} />}
          <Button type="submit" loading={signIn.isPending} size="md" mt="xs">
            {t("Sign in")}
          </Button>
        </Stack>
      </form>
    </Frontispiece>
  );
}
