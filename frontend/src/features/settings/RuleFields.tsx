import { ActionIcon, Alert, Badge, Button, Group, Stack, Table, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle, IconPlus, IconTrash } from "@tabler/icons-react";

import { useQualifying } from "@/api/projects";
import type { Qualifying, RequirementRule } from "@/api/types";
import { ErrorNotice } from "@/components/ErrorNotice";
import { QualificationsInput } from "@/components/QualificationsInput";
import { count } from "@/lib/numbers";

import type { ServingFields } from "./fields";

/** Which items need which qualifications, and whether anybody has them. */
export function RuleFields({ project, form, errors, locked, change }: ServingFields) {
  const qualifying = useQualifying(project.id);
  const rules = form.requirement_rules;
  const known = qualifying.data?.names ?? [];
  const set = (index: number, next: Partial<RequirementRule>) => {
    change({ requirement_rules: rules.map((rule, at) => (at === index ? { ...rule, ...next } : rule)) });
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" maw={680}>
        Items go only to raters who have what they need: by a rule for a slice, such as language = de, or by the item’s
        own <i>requires</i> list. Give raters their qualifications on the raters’ page, or by the invitation link.
      </Text>
      {rules.length > 0 ? (
        <Table fz="sm" verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="22%">Slice</Table.Th>
              <Table.Th w="22%">Value</Table.Th>
              <Table.Th>Needs</Table.Th>
              <Table.Th w={48}>
                <VisuallyHidden>Action</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rules.map((rule, index) => (
              // Rows have no identity but their place.
              <Table.Tr key={index} style={{ verticalAlign: "top" }}>
                <Table.Td>
                  <TextInput
                    aria-label={`Slice of rule ${String(index + 1)}`}
                    placeholder="language"
                    value={rule.slice}
                    maxLength={50}
                    error={errors[`requirement_rules.${String(index)}.slice`]}
                    disabled={locked}
                    onChange={(event) => {
                      set(index, { slice: event.currentTarget.value });
                    }}
                  />
                </Table.Td>
                <Table.Td>
                  <TextInput
                    aria-label={`Value of rule ${String(index + 1)}`}
                    placeholder="de"
                    value={rule.value}
                    maxLength={100}
                    error={errors[`requirement_rules.${String(index)}.value`]}
                    disabled={locked}
                    onChange={(event) => {
                      set(index, { value: event.currentTarget.value });
                    }}
                  />
                </Table.Td>
                <Table.Td>
                  <QualificationsInput
                    label={`Qualifications of rule ${String(index + 1)}`}
                    hideLabel
                    value={rule.requires}
                    known={known}
                    error={errors[`requirement_rules.${String(index)}.requires`]}
                    disabled={locked}
                    onChange={(requires) => {
                      set(index, { requires });
                    }}
                  />
                </Table.Td>
                <Table.Td>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    mt={4}
                    aria-label={`Delete rule ${String(index + 1)}`}
                    disabled={locked}
                    onClick={() => {
                      change({ requirement_rules: rules.filter((_, at) => at !== index) });
                    }}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      {locked ? null : (
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => {
              change({ requirement_rules: [...rules, { slice: "", value: "", requires: [] }] });
            }}
          >
            Add a rule
          </Button>
        </Group>
      )}
      {qualifying.error ? <ErrorNotice title="Who is qualified can’t be shown" error={qualifying.error} /> : null}
      {qualifying.data && qualifying.data.pools.length > 1 ? <Pools qualifying={qualifying.data} /> : null}
    </Stack>
  );
}

/** What is open, by what it needs, as saved. */
function Pools({ qualifying }: { qualifying: Qualifying }) {
  return (
    <Stack gap="sm">
      {qualifying.unserved > 0 ? (
        <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />}>
          {count(qualifying.unserved)} open {qualifying.unserved === 1 ? "judgment waits" : "judgments wait"} for
          qualifications that no rater at work has.
        </Alert>
      ) : null}
      <Table fz="sm" aria-label="Open work by qualification">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Open work that needs</Table.Th>
            <Table.Th ta="end">Judgments wanted</Table.Th>
            <Table.Th ta="end">Raters who may</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {qualifying.pools.map((pool) => (
            <Table.Tr key={pool.requires.join(" ")}>
              <Table.Td>
                {pool.requires.length === 0 ? (
                  "nothing"
                ) : (
                  <Group gap={6}>
                    {pool.requires.map((name) => (
                      <Badge key={name} variant="light" color="gray" tt="none">
                        {name}
                      </Badge>
                    ))}
                  </Group>
                )}
              </Table.Td>
              <Table.Td ta="end">{count(pool.open_slots)}</Table.Td>
              <Table.Td ta="end">
                {pool.raters === 0 && pool.open_slots > 0 ? <b>nobody</b> : count(pool.raters)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
