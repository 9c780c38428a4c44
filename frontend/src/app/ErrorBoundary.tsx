import { Container } from "@mantine/core";
import { Component, type ReactNode } from "react";

import { ErrorNotice } from "@/components/ErrorNotice";
import { t } from "@/lib/i18n";

type State = { error: Error | null };

/** Catches a page's defect, so that the rest of the screen stays usable and the person is told. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Container size="sm" py="xl">
        <ErrorNotice
          title={t("This page failed")}
          error={this.state.error}
          onRetry={() => {
            window.location.reload();
          }}
          retryLabel={t("Reload the page")}
        />
      </Container>
    );
  }
}
