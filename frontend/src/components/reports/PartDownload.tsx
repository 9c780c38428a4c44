import { ActionIcon, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import { reportDownload } from "@/api/reports";

interface PartDownloadProps {
  reportId: number;
  question: string;
  /** The part's name in the download's address. */
  part: string;
  /** What is downloaded, for those who can't see the heading beside it. */
  title: string;
}

/** Takes the numbers of one panel away, each with its method. */
export function PartDownload({ reportId, question, part, title }: PartDownloadProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Download ${title}`}>
          <IconDownload size={17} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={reportDownload(reportId, "csv", { question, part })} download>
          CSV, with methods
        </Menu.Item>
        <Menu.Item component="a" href={reportDownload(reportId, "json", { question, part })} download>
          JSON, with methods
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
