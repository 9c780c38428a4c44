import { Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";

import type { ItemRow } from "@/api/types";

import type { ItemFilters } from "./filters";

interface FilterBarProps {
  filters: ItemFilters;
  onChange: (next: Partial<ItemFilters>) => void;
  /** What is loaded: slices are offered from it. */
  rows: readonly ItemRow[];
}

export function FilterBar({ filters, onChange, rows }: FilterBarProps) {
  const search = useDebouncedCallback((text: string) => {
    onChange({ search: text });
  }, 300);
  const slices = new Set(rows.flatMap((row) => Object.entries(row.slices).map(([name, value]) => `${name}:${value}`)));
  if (filters.slice) slices.add(filters.slice);
  const choices = [...slices].sort().map((slice) => ({ value: slice, label: slice.replace(":", " = ") }));
  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        label="Search"
        placeholder="Text of the prompt, or the item’s id"
        leftSection={<IconSearch size={15} aria-hidden />}
        defaultValue={filters.search}
        onChange={(event) => {
          search(event.currentTarget.value);
        }}
        w={300}
      />
      <Select
        label="Purpose"
        placeholder="Any"
        data={[
          { value: "work", label: "Work" },
          { value: "gold", label: "Gold" },
        ]}
        value={filters.purpose || null}
        onChange={(value) => {
          onChange({ purpose: value ?? "" });
        }}
        clearable
        w={130}
      />
      <Select
        label="Slice"
        placeholder="Any"
        data={choices}
        value={filters.slice || null}
        onChange={(value) => {
          onChange({ slice: value ?? "" });
        }}
        clearable
        searchable
        disabled={choices.length === 0}
        w={210}
      />
      <SegmentedControl
        aria-label="Status"
        data={[
          { value: "", label: "All" },
          { value: "open", label: "Open" },
          { value: "complete", label: "Complete" },
        ]}
        value={filters.status}
        onChange={(value) => {
          onChange({ status: value });
        }}
      />
    </Group>
  );
}
