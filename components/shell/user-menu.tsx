"use client";
import { Check, LogOut, MonitorSmartphone, UserX } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { DropdownMenu } from "radix-ui";
import { type ReactElement, useRef, useState } from "react";
import { LOCALES } from "@/lib/i18n/locale";
import { leaveFor } from "../account/leaving";
import { useComeBack } from "../account/use-come-back";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { MENU, MENU_GROUP, MENU_ITEM, MENU_ITEM_DANGER, MENU_RULE } from "../ui/menu-styles";
import { useDialogLoader } from "../ui/use-dialog-loader";
import { initialsOf } from "./initials";
import { LANGUAGE_NAMES } from "./language-names";
import { useSetLocale, useTheme } from "./preferences";
import { requestSignOut } from "./sign-out";
import { THEMES, type Theme } from "./theme";

const THEME_LABELS = { light: "themeLight", dark: "themeDark", system: "themeSystem" } as const;

type Props = { user: { name: string; email: string | null }; theme: Theme };

/** Who is signed in, the theme, the language and the account; and signing out, which says so when it does not work. */
export function UserMenu({ user, theme: initialTheme }: Props) {
  const t = useTranslations("menu");
  const e = useTranslations("errors");
  const locale = useLocale();
  const [theme, setTheme] = useTheme(initialTheme);
  const setLocale = useSetLocale();
  const [leaving, setLeaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const trigger = useRef<HTMLButtonElement>(null);
  const [dialog, setDialog] = useState<ReactElement | null>(null);
  const open = useDialogLoader(setDialog);
  const closeDialog = () => setDialog(null);
  const openDevices = () =>
    open(trigger.current, async () => {
      const { default: DevicesDialog } = await import("../account/devices-dialog");
      return <DevicesDialog returnTo={trigger.current} onClose={closeDialog} />;
    });
  const openErase = () =>
    open(trigger.current, async () => {
      const { default: EraseDialog } = await import("../account/erase-dialog");
      return <EraseDialog returnTo={trigger.current} onClose={closeDialog} />;
    });

  useComeBack({ devices: openDevices, erase: openErase });

  const signOut = async () => {
    setLeaving(true);
    setFailure(null);
    const result = await requestSignOut();
    if (result.ok) return leaveFor(result.url, "signed-out");
    setLeaving(false);
    setFailure(result.message ?? e("INTERNAL"));
  };

  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <button
            ref={trigger}
            type="button"
            data-testid="user-menu"
            aria-label={t("open")}
            className="flex size-9 shrink-0 cursor-pointer items-center justify-center rounded-full bg-accent-soft text-sm font-semibold text-accent transition-colors hover:bg-accent-softer"
          >
            {initialsOf(user.name)}
          </button>
        </DropdownMenu.Trigger>
        {/* In place, not at the end of the page: so it belongs to the header for those who hear it. */}
        <DropdownMenu.Content align="end" sideOffset={8} collisionPadding={8} className={cx(MENU, "w-64")}>
          <DropdownMenu.Label className="px-3 pt-2 pb-2">
            <span className="sr-only">{t("signedInAs")} </span>
            <span className="block truncate text-sm font-semibold text-ink">{user.name}</span>
            {user.email && <span className="block truncate text-sm text-muted">{user.email}</span>}
          </DropdownMenu.Label>
          <DropdownMenu.Separator className={MENU_RULE} />
          <DropdownMenu.Label className={MENU_GROUP}>{t("theme")}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={theme} aria-label={t("theme")}>
            {THEMES.map((value) => (
              <Choice key={value} value={value} testId={`theme-${value}`} onPick={() => setTheme(value)}>
                {t(THEME_LABELS[value])}
              </Choice>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className={MENU_RULE} />
          <DropdownMenu.Label className={MENU_GROUP}>{t("language")}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={locale} aria-label={t("language")}>
            {LOCALES.map((value) => (
              <Choice key={value} value={value} testId={`lang-${value}`} onPick={() => setLocale(value)}>
                <span lang={value}>{LANGUAGE_NAMES[value]}</span>
              </Choice>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className={MENU_RULE} />
          <DropdownMenu.Group aria-label={t("account")}>
            <DropdownMenu.Label className={MENU_GROUP}>{t("account")}</DropdownMenu.Label>
            <DropdownMenu.Item data-testid="open-devices" className={MENU_ITEM} onSelect={openDevices}>
              <MonitorSmartphone size={16} aria-hidden="true" />
              {t("devices")}
            </DropdownMenu.Item>
            <DropdownMenu.Item data-testid="open-erase" className={MENU_ITEM_DANGER} onSelect={openErase}>
              <UserX size={16} aria-hidden="true" />
              {t("erase")}
            </DropdownMenu.Item>
          </DropdownMenu.Group>
          <DropdownMenu.Separator className={MENU_RULE} />
          <DropdownMenu.Item
            data-testid="sign-out"
            disabled={leaving}
            className={MENU_ITEM}
            onSelect={() => void signOut()}
          >
            <LogOut size={16} aria-hidden="true" />
            {leaving ? t("signingOut") : t("signOut")}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Root>
      {dialog}
      {failure && (
        <div
          role="alert"
          data-testid="sign-out-problem"
          className="fixed inset-x-4 top-16 z-40 mx-auto flex max-w-xl flex-wrap items-center justify-end gap-3 rounded-xl border border-danger-line bg-danger-soft p-4 text-sm text-ink shadow-lg"
        >
          <p className="min-w-0 flex-1 basis-60">{t("signOutFailed", { reason: failure })}</p>
          <Button kind="quiet" onClick={() => setFailure(null)}>
            {t("close")}
          </Button>
          <Button onClick={() => void signOut()}>{t("signOutAgain")}</Button>
        </div>
      )}
    </>
  );
}

function Choice(props: { value: string; testId: string; onPick: () => void; children: React.ReactNode }) {
  return (
    <DropdownMenu.RadioItem
      value={props.value}
      data-testid={props.testId}
      className={cx(MENU_ITEM, "pl-9")}
      // The menu stays open: a look at the other choices costs no second trip.
      onSelect={(event) => {
        event.preventDefault();
        props.onPick();
      }}
    >
      <DropdownMenu.ItemIndicator className="absolute left-3">
        <Check size={16} aria-hidden="true" />
      </DropdownMenu.ItemIndicator>
      {props.children}
    </DropdownMenu.RadioItem>
  );
}
