"use client";
import { useCallback, useEffect, useState } from "react";
import type { ApiError } from "../api/request";
import { accountApi, type Device } from "./account-api";

/** What is being ended: one device by its id, or all others. */
type Work = { id: string } | "others";

/** `devices` is undefined until they are known; `failed` says what could not be done. */
export type DevicesState = {
  devices: Device[] | undefined;
  work: Work | null;
  failed: { what: "load" | "end"; error: ApiError } | null;
};

/** Where the person is signed in, and how to end that elsewhere. */
export function useDevices() {
  const [state, setState] = useState<DevicesState>({ devices: undefined, work: null, failed: null });
  const load = useCallback(async () => {
    setState({ devices: undefined, work: null, failed: null });
    const result = await accountApi.devices();
    if (result.ok) setState({ devices: result.value.sessions, work: null, failed: null });
    else setState({ devices: undefined, work: null, failed: { what: "load", error: result.error } });
  }, []);
  useEffect(() => void load(), [load]);

  /** @returns whether that one is signed in no longer */
  const end = async (id: string): Promise<boolean> => {
    setState((old) => ({ ...old, work: { id }, failed: null }));
    const result = await accountApi.endDevice(id);
    // Gone already is gone.
    const gone = result.ok || result.error.code === "NOT_FOUND";
    setState(({ devices }) => ({
      devices: gone ? devices?.filter((device) => device.id !== id) : devices,
      work: null,
      failed: gone ? null : { what: "end", error: result.error },
    }));
    return gone;
  };
  /** @returns how many were signed out; null when that did not work */
  const endOthers = async (): Promise<number | null> => {
    setState((old) => ({ ...old, work: "others", failed: null }));
    const result = await accountApi.endOthers();
    setState(({ devices }) => ({
      devices: result.ok ? devices?.filter(({ current }) => current) : devices,
      work: null,
      failed: result.ok ? null : { what: "end", error: result.error },
    }));
    return result.ok ? result.value.ended : null;
  };
  return { state, load, end, endOthers };
}
