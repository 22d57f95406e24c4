"use client";
import { useTranslations } from "next-intl";
import { useCallback, useRef, useState } from "react";
import { useReason } from "../sidebar/use-reason";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { takeFocusIfLost } from "../ui/use-focus-if-lost";
import type { Device } from "./account-api";
import { DeviceRow, useDeviceName } from "./device-row";
import { ProveAgain } from "./prove-again";
import { useDevices } from "./use-devices";

type Props = { returnTo: HTMLElement | null; onClose: () => void };

/** Where the person is signed in, to sign out there what they do not know or no longer use. */
export default function DevicesDialog({ returnTo, onClose }: Props) {
  const t = useTranslations("devices");
  const reason = useReason();
  const nameOf = useDeviceName();
  const { state, load, end, endOthers } = useDevices();
  const { devices, work, failed } = state;
  const [now] = useState(() => new Date());
  const [said, setSaid] = useState("");
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const place = useRef<HTMLUListElement>(null);
  const listed = useCallback((list: HTMLUListElement | null) => {
    place.current = list;
    takeFocusIfLost(list);
  }, []);
  const others = devices?.filter(({ current }) => !current) ?? [];

  const endOne = async (device: Device) => {
    setSaid("");
    const at = others.indexOf(device);
    const neighbour = others[at + 1] ?? others[at - 1];
    const hadFocus = document.activeElement === buttons.current.get(device.id);
    if (!(await end(device.id))) return;
    setSaid(t("ended", { device: nameOf(device) }));
    // Its button has gone with it; unless the person has gone on elsewhere meanwhile.
    if (hadFocus) (buttons.current.get(neighbour?.id ?? "") ?? place.current)?.focus();
  };
  const endAll = async () => {
    setSaid("");
    const count = await endOthers();
    if (count === null) return;
    setSaid(t("endedOthers", { count }));
    place.current?.focus();
  };

  return (
    <Dialog title={t("title")} testId="devices-dialog" returnTo={returnTo} onClose={onClose}>
      <p className="mt-2 text-sm leading-relaxed text-pretty text-muted">{t("intro")}</p>
      {failed?.error.code === "SIGN_IN_AGAIN" && <ProveAgain dialog="devices" />}
      {failed && failed.error.code !== "SIGN_IN_AGAIN" && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {t(failed.what === "load" ? "failed" : "endFailed", { reason: reason(failed.error) })}
        </p>
      )}
      {failed?.what === "load" && (
        <div className="mt-4 flex justify-end">
          {/* It goes while it works: the focus goes on to what stands in its place, and comes back with it. */}
          <Button ref={takeFocusIfLost} data-testid="devices-again" onClick={() => void load()}>
            {t("tryAgain")}
          </Button>
        </div>
      )}
      {devices === undefined && !failed && (
        <div ref={takeFocusIfLost} tabIndex={-1} className="mt-4 outline-none" data-testid="devices-loading">
          <p className="sr-only">{t("loading")}</p>
          <div aria-hidden="true" className="space-y-3">
            <div className="skeleton h-14 rounded-lg bg-bubble" />
            <div className="skeleton h-14 rounded-lg bg-bubble" />
          </div>
        </div>
      )}
      {devices && (
        <ul
          ref={listed}
          tabIndex={-1}
          aria-label={t("list")}
          className="mt-3 divide-y divide-line border-y border-line text-sm outline-none"
        >
          {devices.map((device) => (
            <DeviceRow
              key={device.id}
              device={device}
              now={now}
              busy={work !== null && work !== "others" && work.id === device.id}
              blocked={work !== null}
              button={(element) => {
                if (element) buttons.current.set(device.id, element);
                else buttons.current.delete(device.id);
              }}
              onEnd={() => void endOne(device)}
            />
          ))}
        </ul>
      )}
      {devices && others.length === 0 && (
        <p data-testid="devices-only-this" className="mt-3 text-sm text-muted">
          {t("onlyThis")}
        </p>
      )}
      {others.length > 1 && (
        <div className="mt-4 flex justify-end">
          <Button
            kind="danger"
            data-testid="devices-end-others"
            aria-busy={work === "others"}
            aria-disabled={work !== null}
            className="aria-disabled:cursor-not-allowed aria-disabled:opacity-60"
            onClick={() => void (work !== null || endAll())}
          >
            {work === "others" ? t("endingOthers") : t("endOthers")}
          </Button>
        </div>
      )}
      {/* The page's own status region is inert below the dialog. */}
      <p role="status" className="text-sm text-ok not-empty:mt-3">
        {said}
      </p>
    </Dialog>
  );
}
