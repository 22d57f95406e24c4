"use client";
import { Monitor, Smartphone } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { Ref } from "react";
import { Button } from "../ui/button";
import type { Device } from "./account-api";

const PHONES = /android|ios|ipados|iphone|ipad/i;

/** The browser and its system in the person's language, as far as they are known. */
export function useDeviceName(): (device: Device) => string {
  const t = useTranslations("devices");
  return ({ browser, system }) =>
    browser && system ? t("device", { browser, system }) : (browser ?? system ?? t("unknown"));
}

type Props = {
  device: Device;
  now: Date;
  /** This one is being signed out; `blocked`: something is, so that nothing else can be begun. */
  busy: boolean;
  blocked: boolean;
  button: Ref<HTMLButtonElement>;
  onEnd: () => void;
};

/** One browser in which the person is signed in. */
export function DeviceRow({ device, now, busy, blocked, button, onEnd }: Props) {
  const t = useTranslations("devices");
  const format = useFormatter();
  const name = useDeviceName()(device);
  const seen = new Date(device.seenAt);
  // A server's clock may be a little ahead; nobody has used it in the future.
  const used = format.relativeTime(seen > now ? now : seen, now);
  const started = format.dateTime(new Date(device.startedAt), {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  const Icon = PHONES.test(device.system ?? "") ? Smartphone : Monitor;
  return (
    <li data-testid="device" data-device-id={device.id} className="flex items-start gap-3 py-3.5">
      <Icon size={20} aria-hidden="true" className="mt-0.5 shrink-0 text-muted" />
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-end gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-52">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 font-medium text-ink">
            <span className="min-w-0 wrap-anywhere">{name}</span>
            {device.current && (
              <span
                data-testid="device-current"
                className="rounded-full bg-accent-soft px-2 py-0.5 text-xs font-medium text-accent"
              >
                {t("current")}
              </span>
            )}
          </p>
          <p className="mt-0.5 text-muted wrap-anywhere">
            {device.current ? t("inUse") : t("used", { time: used })}
            {" · "}
            {device.address ?? t("addressUnknown")}
          </p>
          <p className="text-muted">{t("started", { time: started })}</p>
        </div>
        {!device.current && (
          <Button
            ref={button}
            data-testid="device-end"
            aria-label={busy ? t("ending") : t("endOf", { device: name, time: used })}
            aria-busy={busy}
            // Not disabled: the focus would be lost while it works.
            aria-disabled={blocked}
            className="aria-disabled:cursor-not-allowed aria-disabled:opacity-60"
            onClick={() => blocked || onEnd()}
          >
            {busy ? t("ending") : t("end")}
          </Button>
        )}
      </div>
    </li>
  );
}
