import type { ThreadList, ThreadPatch, ThreadShare } from "@/lib/api/contract";
import { type ApiResult, api } from "../api/request";

/** `archived`: those in the archive or those out of it; a search without it looks in both. */
export type ThreadQuery = { archived?: boolean; q?: string; cursor?: string };

/** How the list and its search reach the server. */
export type ThreadApi = {
  list: (query: ThreadQuery, signal?: AbortSignal) => Promise<ApiResult<ThreadList>>;
  patch: (id: string, change: ThreadPatch) => Promise<ApiResult<unknown>>;
  remove: (id: string) => Promise<ApiResult<unknown>>;
  removeAll: () => Promise<ApiResult<unknown>>;
};

export const threadApi: ThreadApi = {
  list: ({ archived, q, cursor }, signal) =>
    api<ThreadList>(
      `/api/threads?${new URLSearchParams({
        ...(archived === undefined ? {} : { archived: archived ? "1" : "0" }),
        ...(q === undefined ? {} : { q }),
        ...(cursor === undefined ? {} : { cursor }),
      })}`,
      signal ? { signal } : {},
    ),
  patch: (id, change) => api(`/api/threads/${id}`, { method: "PATCH", body: change }),
  remove: (id) => api(`/api/threads/${id}`, { method: "DELETE" }),
  removeAll: () => api("/api/threads", { method: "DELETE" }),
};

const shareOf = (id: string) => `/api/threads/${id}/share`;

export const shareApi = {
  read: (id: string) => api<ThreadShare>(shareOf(id)),
  /** Shares what the conversation is now; a share that is there already keeps its address and shows this from now on. */
  create: (id: string, expiresInDays: number | null) =>
    api<ThreadShare>(shareOf(id), { method: "POST", body: { expiresInDays } }),
  revoke: (id: string) => api<ThreadShare>(shareOf(id), { method: "DELETE" }),
};

export type ExportFormat = "md" | "json";

/** Where one conversation is downloaded from, or, without an id, all of them. */
export function exportAddress(format: ExportFormat, id?: string): string {
  return `/api/threads/${id === undefined ? "" : `${id}/`}export?format=${format}`;
}
