import { ActionIcon, Menu, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconApi,
  IconClock,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconUser,
  IconUserCircle,
} from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { Link, useNavigate } from "react-router";

import { useMe, useSignOut } from "@/api/session";
import { language, t } from "@/lib/i18n";
import { chooseLanguage, LANGUAGES } from "@/lib/language";

const SettingsDialog = lazy(async () => ({
  default: (await import("@/components/answering/SettingsDialog")).SettingsDialog,
}));

export function AccountMenu() {
  const me = useMe().data;
  const [settings, setSettings] = useState(false);
  const signOut = useSignOut();
  const navigate = useNavigate();
  if (!me) return null;
  const name = me.name || me.email;
  const leave = () => {
    signOut.mutate(undefined, {
      onSuccess: () => void navigate("/sign-in"),
      onError: (error) =>
        notifications.show({ color: "red", title: t("You are still signed in"), message: error.message }),
    });
  };
  return (
    <>
      {settings && (
        <Suspense fallback={null}>
          <SettingsDialog
            onClose={() => {
              setSettings(false);
            }}
          />
        </Suspense>
      )}
      <Menu position="bottom-end" width={230} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("Account menu of {name}", { name })}>
            <IconUserCircle size={22} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <Text size="sm" truncate>
              {me.email}
            </Text>
          </Menu.Label>
          <Menu.Item component={Link} to="/account" leftSection={<IconUser size={16} aria-hidden />}>
            {t("Account")}
          </Menu.Item>
          <Menu.Item component={Link} to="/times" leftSection={<IconClock size={16} aria-hidden />}>
            {t("My times")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconKeyboard size={16} aria-hidden />}
            onClick={() => {
              setSettings(true);
            }}
          >
            {t("Keys and appearance")}
          </Menu.Item>
          <Menu.Item component="a" href="/api/v1/docs/" leftSection={<IconApi size={16} aria-hidden />}>
            {t("API documentation")}
          </Menu.Item>
          {LANGUAGES.filter(({ value }) => value !== language()).map(({ value, label }) => (
            <Menu.Item
              key={value}
              lang={value}
              leftSection={<IconLanguage size={16} aria-hidden />}
              onClick={() => {
                chooseLanguage(value);
              }}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>
            {t("Sign out")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
