import type { z } from "zod";
import type { erased, SessionList, sessionsEnded } from "@/lib/api/contract";
import { type ApiResult, api } from "../api/request";

export type Device = SessionList["sessions"][number];

/** The person's sign-ins, and their account on this site as a whole. */
export const accountApi = {
  devices: (): Promise<ApiResult<SessionList>> => api("/api/sessions"),
  endDevice: (id: string): Promise<ApiResult<z.infer<typeof sessionsEnded>>> =>
    api(`/api/sessions/${encodeURIComponent(id)}`, { method: "DELETE" }),
  endOthers: (): Promise<ApiResult<z.infer<typeof sessionsEnded>>> => api("/api/sessions", { method: "DELETE" }),
  erase: (): Promise<ApiResult<z.infer<typeof erased>>> =>
    api("/api/account/erase", { method: "POST", body: { erase: "everything" } }),
};
