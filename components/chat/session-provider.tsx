"use client";
import { usePathname, useRouter } from "next/navigation";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { addressOf, type ChatSession, firstSession, onAddress } from "./session";
import { mintId } from "./uuid";

/** How answers reach the browser: as a stream, or asked for bit by bit where a host holds streams back. */
export type StreamMode = "sse" | "poll";
/** What the site's host makes of its answers; `answerSeconds`: the longest that there can be. */
export type SiteTraits = { streamMode: StreamMode; answerSeconds: number | null };

type SessionContext = {
  session: ChatSession;
  startNew: () => void;
  publish: () => void;
  unpublish: () => void;
  /** Whether the page of the address is a conversation, and not, say, that there is none. */
  visible: boolean;
  /** Makes the conversation visible until the function that it gives is called. */
  show: (traits: SiteTraits) => () => void;
} & SiteTraits;

const Context = createContext<SessionContext | null>(null);

/** Holds which conversation is on screen, across the pages of `/` and `/c/{id}`. */
export function ChatSessionProvider({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  const router = useRouter();
  const [session, setSession] = useState(() => firstSession(pathname, mintId));
  // Derived while rendering: an effect would mount the old conversation under the new address for a moment.
  const next = onAddress(session, pathname, mintId);
  if (next !== session) setSession(next);

  const [pages, setPages] = useState(0);
  const [{ streamMode, answerSeconds }, setTraits] = useState<SiteTraits>({ streamMode: "sse", answerSeconds: null });
  const show = useCallback((traits: SiteTraits) => {
    setTraits(traits);
    setPages((count) => count + 1);
    return () => setPages((count) => count - 1);
  }, []);

  const startNew = useCallback(() => {
    if (window.location.pathname === "/") setSession(firstSession("/", mintId));
    // The conversation lives in the layout: no other page is needed, nor the server to be asked, or even to be there.
    else if (pages > 0) window.history.pushState(null, "", "/");
    else router.push("/");
  }, [router, pages]);
  const setPublished = useCallback((published: boolean, threadId: string) => {
    setSession((current) => (current.threadId === threadId ? { ...current, published } : current));
    window.history.replaceState(null, "", published ? addressOf(threadId) : "/");
  }, []);
  const { threadId, published } = next;
  const value = useMemo(
    () => ({
      session: next,
      visible: pages > 0,
      streamMode,
      answerSeconds,
      show,
      startNew,
      publish: () => void (published || setPublished(true, threadId)),
      unpublish: () => void (published && setPublished(false, threadId)),
    }),
    [next, pages, streamMode, answerSeconds, show, startNew, published, threadId, setPublished],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useChatSession(): SessionContext {
  const value = useContext(Context);
  if (!value) throw new Error("useChatSession needs a ChatSessionProvider above it");
  return value;
}
