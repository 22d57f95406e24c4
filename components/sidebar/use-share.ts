"use client";
import { useCallback, useEffect, useState } from "react";
import type { ThreadShare } from "@/lib/api/contract";
import type { ApiError, ApiResult } from "../api/request";
import { shareApi } from "../threads/thread-api";
import { daysLeft } from "./expiry";

export type Share = NonNullable<ThreadShare["share"]>;
export type ShareWork = "create" | "refresh" | "revoke";

/** `share` is undefined until it is known whether there is one. */
export type ShareState = { share: Share | null | undefined; busy: ShareWork | null; error: ApiError | null };

/** The link by which others read a conversation, and what can be done with it. */
export function useShare(threadId: string) {
  const [state, setState] = useState<ShareState>({ share: undefined, busy: null, error: null });
  const load = useCallback(async () => {
    setState({ share: undefined, busy: null, error: null });
    const result = await shareApi.read(threadId);
    setState({
      share: result.ok ? result.value.share : undefined,
      busy: null,
      error: result.ok ? null : result.error,
    });
  }, [threadId]);
  useEffect(() => void load(), [load]);

  /** @returns whether it worked */
  const act = async (busy: ShareWork, call: () => Promise<ApiResult<ThreadShare>>): Promise<boolean> => {
    setState((old) => ({ ...old, busy, error: null }));
    const result = await call();
    setState((old) => ({
      share: result.ok ? (busy === "revoke" ? null : result.value.share) : old.share,
      busy: null,
      error: result.ok ? null : result.error,
    }));
    return result.ok;
  };
  return {
    state,
    load,
    create: (expiresInDays: number | null) => act("create", () => shareApi.create(threadId, expiresInDays)),
    /** The conversation as it is now, for no longer than the link was to work anyway. Not to be called within its last day. */
    refresh: (share: Share) => act("refresh", () => shareApi.create(threadId, daysLeft(share.expiresAt, Date.now()))),
    revoke: async () => {
      const worked = await act("revoke", async () => {
        const result = await shareApi.revoke(threadId);
        // Gone already is gone.
        return !result.ok && result.error.code === "NOT_FOUND" ? { ok: true, value: { share: null } } : result;
      });
      return worked;
    },
  };
}
