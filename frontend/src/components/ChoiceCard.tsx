import { Group, Radio, Text } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./ChoiceCard.module.css";

interface ChoiceCardProps {
  value: string;
  title: string;
  text: string;
  icon?: ReactNode;
}

/** One of a few large choices, with what it means; stands in a `Radio.Group`. */
export function ChoiceCard({ value, title, text, icon }: ChoiceCardProps) {
  return (
    <Radio.Card value={value} className={classes.card} aria-label={title}>
      <Group align="flex-start" wrap="nowrap" gap="md" w="100%">
        {icon}
        <div style={{ flex: 1 }}>
          <Text fw={600}>{title}</Text>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
        <Radio.Indicator mt={2} />
      </Group>
    </Radio.Card>
  );
}
