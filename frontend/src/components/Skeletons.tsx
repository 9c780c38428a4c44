import { Container, Group, Skeleton, Stack } from "@mantine/core";

/** Lines in the shape of a list. */
export function ListSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <Stack gap="sm" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={44} radius="sm" />
      ))}
    </Stack>
  );
}

/** A page's shape while its code or its data is on the way. */
export function PageSkeleton() {
  return (
    <Container size="xl" py="xl" role="status" aria-label="Loading">
      <Stack gap="lg">
        <Skeleton height={34} width={280} />
        <Skeleton height={16} width={420} />
        <Group grow>
          <Skeleton height={110} />
          <Skeleton height={110} />
          <Skeleton height={110} />
        </Group>
        <Skeleton height={260} />
      </Stack>
    </Container>
  );
}
