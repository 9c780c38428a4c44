import { Anchor, Skeleton, Text } from "@mantine/core";
import { Link } from "react-router";

import type { Headline } from "@/api/types";
import { InlineInterval } from "@/components/charts/InlineInterval";
import { asDecimal } from "@/components/charts/intervals";
import { EstimateValue } from "@/components/EstimateValue";
import { StatTile } from "@/components/StatTile";

interface AgreementTileProps {
  projectId: number;
  headline: Headline | undefined;
  error: Error | null;
  loading: boolean;
}

/** Can it be trusted: the headline agreement with its interval, or what to do to get one. */
export function AgreementTile({ projectId, headline, error, loading }: AgreementTileProps) {
  const link = (label: string) => (
    <div>
      <Anchor component={Link} to={`/projects/${String(projectId)}/agreement`} size="sm">
        {label}
      </Anchor>
    </div>
  );
  if (loading) return <StatTile label="Agreement" value={<Skeleton height={30} width={120} />} />;
  if (error) return <StatTile label="Agreement" value="–" detail={`It can't be shown: ${error.message}`} />;
  const estimate = headline?.estimate;
  if (!estimate || estimate.value === null) {
    const why = estimate?.reason ?? headline?.reason;
    return (
      <StatTile
        label="Agreement"
        value="unknown"
        detail={
          <>
            {why ?? "No report has run yet."}
            {link("Open agreement")}
          </>
        }
      />
    );
  }
  const name = headline.name ?? "Agreement";
  return (
    <StatTile
      label="Agreement"
      value={<EstimateValue estimate={estimate} format={asDecimal} />}
      detail={
        <>
          <Text span size="sm" lineClamp={1} title={name}>
            {name}
          </Text>
          {headline.stale ? "Judgments have come in since." : ""}
          {link("What it stands on")}
        </>
      }
    >
      <div style={{ marginTop: 6 }}>
        <InlineInterval
          estimate={estimate}
          label={name}
          range={[Math.min(0, estimate.low ?? 0), 1]}
          reference={0.8}
          format={asDecimal}
          width="100%"
        />
      </div>
    </StatTile>
  );
}
