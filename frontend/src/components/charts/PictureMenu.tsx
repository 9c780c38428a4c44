import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPhotoDown } from "@tabler/icons-react";

import { downloadBlob, downloadText, fileName } from "@/lib/download";

import { pngOf, svgText } from "./figure";

/** Takes a chart away as a picture, for a paper or a slide. */
export function PictureMenu({ title, drawing }: { title: string; drawing: SVGSVGElement }) {
  const png = async () => {
    try {
      downloadBlob(fileName(title, "png"), await pngOf(svgText(drawing, title)));
    } catch {
      const message = "This browser can’t make a PNG of it; take the SVG instead.";
      notifications.show({ color: "red", title: "No picture", message });
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label="Take as a picture">
          <ActionIcon variant="subtle" color="gray" aria-label={`Take ${title} as a picture`}>
            <IconPhotoDown size={17} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => {
            downloadText(fileName(title, "svg"), svgText(drawing, title), "image/svg+xml");
          }}
        >
          SVG
        </Menu.Item>
        <Menu.Item onClick={() => void png()}>PNG</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
