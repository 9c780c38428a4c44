import { Container } from "@mantine/core";
import { Navigate, Outlet, useLocation } from "react-router";

import { useMe } from "@/api/session";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PageSkeleton } from "@/components/Skeletons";
import { t } from "@/lib/i18n";

/** Shows what is inside to a signed-in person and sends everybody else to sign in, and back afterwards. */
export function RequireSignIn() {
  const me = useMe();
  const location = useLocation();
  if (me.data) return <Outlet />;
  if (me.isPending) return <PageSkeleton />;
  if (me.isError) {
    return (
      <Container size="sm" py="xl">
        <ErrorNotice title={t("Touchstone can't be reached")} error={me.error} onRetry={() => void me.refetch()} />
      </Container>
    );
  }
  const next = `${location.pathname}${location.search}`;
  return <Navigate to={next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`} replace />;
}
