import { Button } from "@mantine/core";
import { IconCompass } from "@tabler/icons-react";
import { Link } from "react-router";

import { EmptyState } from "@/components/EmptyState";

export function NotFound() {
  return (
    <EmptyState
      icon={<IconCompass />}
      level={1}
      title="There is no page at this address"
      text="The link may be old, or a letter is missing."
      action={
        <Button component={Link} to="/">
          Go to your projects
        </Button>
      }
    />
  );
}
