import { Button } from "@mantine/core";
import { IconCompass } from "@tabler/icons-react";
import { Link } from "react-router";

import { EmptyState } from "@/components/EmptyState";
import { t } from "@/lib/i18n";

export function NotFound() {
  return (
    <EmptyState
      icon={<IconCompass />}
      level={1}
      title={t("There is no page at this address")}
      text={t("The link may be old, or a letter is missing.")}
      action={
        <Button component={Link} to="/">
          {t("Go to your projects")}
        </Button>
      }
    />
  );
}
