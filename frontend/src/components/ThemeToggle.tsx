import { ActionIcon, type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { useEffect } from "react";

import { usePreferences, useSavePreferences } from "@/api/preferences";
import { msg, t } from "@/lib/i18n";

const NEXT: Record<MantineColorScheme, MantineColorScheme> = { light: "dark", dark: "auto", auto: "light" };
const NAMES: Record<MantineColorScheme, string> = {
  light: msg("light"),
  dark: msg("dark"),
  auto: msg("like the system"),
};
const ICONS = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop };

/** Goes round: light, dark, like the system. What the account says is followed, and kept here for the next first paint. */
export function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { theme } = usePreferences();
  const save = useSavePreferences();
  useEffect(() => {
    if (theme) setColorScheme(theme);
  }, [theme, setColorScheme]);
  const Icon = ICONS[colorScheme];
  const label = t("Theme: {theme}. Change to {next}", {
    theme: t(NAMES[colorScheme]),
    next: t(NAMES[NEXT[colorScheme]]),
  });
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      onClick={() => {
        setColorScheme(NEXT[colorScheme]);
        save.mutate({ theme: NEXT[colorScheme] });
      }}
    >
      <Icon size={19} aria-hidden />
    </ActionIcon>
  );
}
