import { act, type ReactNode } from "react";
import { vi } from "vitest";
import type { ThreadList, ThreadPatch, ThreadShare, ThreadSummary } from "@/lib/api/contract";
import type { ChatAgent } from "../agents/agent";
import { AgentsProvider } from "../agents/agents-provider";
import { Frame } from "../shell/frame";
import { render } from "../testing/render";
import type { ChangedThread } from "../threads/changes";
import { ChangesProvider } from "../threads/changes-provider";
import { ThreadsProvider } from "../threads/threads-provider";
import { ToastProvider } from "../ui/toaster";

type Request = { method: string; path: string; body: unknown };
type Answer = { status: number; body: unknown };

const refusal = (status: number, code: string): Answer => ({
  status,
  body: { code, message: `Sentence of ${code}.`, requestId: "r" },
});

/** The site's threads API in memory, as far as the sidebar asks for it. */
export function createFakeSite(threads: ThreadSummary[]) {
  const known = new Map(threads.map((thread) => [thread.id, { ...thread, deleted: false }]));
  const requests: Request[] = [];
  const shares = new Map<string, NonNullable<ThreadShare["share"]>>();
  const site = {
    known,
    requests,
    shares,
    pageSize: 100,
    /** What the next question for changes is answered with. */
    changed: [] as ChangedThread[],
    /** Answers in place of the site where it gives one. */
    instead: (_request: Request): Answer | null => null,
    of: (method: string) => requests.filter((request) => request.method === method),
  };

  const list = (query: URLSearchParams): Answer => {
    const words = query.get("q");
    const from = Number(query.get("cursor") ?? 0);
    const found = [...known.values()].filter(
      (thread) =>
        !thread.deleted &&
        (query.get("archived") ?? (thread.archived ? "1" : "0")) === (thread.archived ? "1" : "0") &&
        (words === null || thread.title.includes(words)),
    );
    const page = found.slice(from, from + site.pageSize).map(({ deleted: _, ...thread }) => {
      if (words === null) return thread;
      const at = thread.title.indexOf(words);
      return {
        ...thread,
        snippet: { text: `said: ${thread.title}`, hits: [[at + 6, at + 6 + words.length]] as [number, number][] },
      };
    });
    const next = from + site.pageSize;
    const body: ThreadList = { threads: page, nextCursor: next < found.length ? String(next) : null };
    return { status: 200, body };
  };
  const share = (method: string, id: string, body: unknown): Answer => {
    if (method === "DELETE") shares.delete(id);
    if (method === "POST") {
      const days = (body as { expiresInDays: number | null }).expiresInDays;
      const expiresAt = days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString();
      shares.set(id, { id: "s", url: `https://chat.test/share/${id}`, createdAt: new Date().toISOString(), expiresAt });
    }
    return { status: 200, body: { share: shares.get(id) ?? null } };
  };
  const answer = ({ method, path, body }: Request): Answer => {
    const url = new URL(path, "https://chat.test");
    const [, , , id = "", part] = url.pathname.split("/");
    if (id === "changes") return { status: 200, body: { cursor: "c", threads: site.changed } };
    if (id === "" && method === "GET") return list(url.searchParams);
    if (id === "" && method === "DELETE") {
      for (const thread of known.values()) thread.deleted = true;
      return { status: 200, body: { deleted: known.size } };
    }
    const thread = known.get(id);
    if (!thread) return refusal(404, "NOT_FOUND");
    if (part === "share") return share(method, id, body);
    if (method === "DELETE") Object.assign(thread, { deleted: true });
    if (method === "PATCH") Object.assign(thread, body as ThreadPatch);
    return { status: 200, body: {} };
  };
  vi.stubGlobal("fetch", async (path: string, init?: RequestInit) => {
    const request: Request = {
      method: init?.method ?? "GET",
      path,
      body: init?.body === undefined ? undefined : JSON.parse(String(init.body)),
    };
    if (!path.startsWith("/api/threads/changes")) requests.push(request);
    const { status, body } = site.instead(request) ?? answer(request);
    return new Response(JSON.stringify(body), { status });
  });
  return site;
}

export { refusal };

/** What jsdom lacks: a viewport, the browser's dialog, and what comes into sight. @returns how to scroll to the end */
export function stubBrowser({ wide }: { wide: boolean }): { scroll: () => Promise<void> } {
  vi.stubGlobal("matchMedia", () => ({ matches: wide, addEventListener: () => {}, removeEventListener: () => {} }));
  const observers = new Set<() => void>();
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      show: () => void;
      constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
        this.show = () => callback([{ isIntersecting: true }]);
      }
      observe() {
        observers.add(this.show);
      }
      unobserve() {
        observers.delete(this.show);
      }
      disconnect() {
        observers.delete(this.show);
      }
    },
  );
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
    this.querySelector<HTMLElement>("button, input")?.focus();
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
  };
  return {
    scroll: async () => {
      await act(async () => {
        for (const show of [...observers]) show();
      });
      await settle();
    },
  };
}

/** Lets requests be answered and what follows from them be shown. */
export async function settle(): Promise<void> {
  await act(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
  });
}

/** The site's frame with its sidebar, once the list is there. */
export async function renderSidebar({
  sharePublic = false,
  locale = "en" as "en" | "ja",
  main = null as ReactNode,
  agents = [] as ChatAgent[],
} = {}) {
  const view = await render(
    <AgentsProvider userId="ann" agents={agents}>
      <ChangesProvider>
        <ThreadsProvider>
          <ToastProvider>
            <Frame user={{ name: "Ann", email: null }} theme="system" folded={false} sharePublic={sharePublic}>
              {main}
            </Frame>
          </ToastProvider>
        </ThreadsProvider>
      </ChangesProvider>
    </AgentsProvider>,
    locale,
  );
  await settle();
  return view;
}

/** The row of a conversation. */
export function rowOf(id: string): HTMLElement {
  const row = document.querySelector<HTMLElement>(`[data-thread-id="${id}"]`);
  if (!row) throw new Error(`no row of ${id}`);
  return row;
}

export function rows(testId = "thread-item"): string[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-testid=${testId}]`)].map(
    (row) => row.dataset.threadId ?? "",
  );
}

/** Opens a row's menu as a keyboard does, and chooses from it. */
export async function choose(id: string, item: string): Promise<void> {
  const trigger = rowOf(id).querySelector<HTMLElement>("[data-testid=thread-menu]");
  trigger?.focus();
  await act(async () => {
    trigger?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  });
  const target = rowOf(id).querySelector<HTMLElement>(`[data-testid=${item}]`);
  if (!target) throw new Error(`no ${item} in the menu of ${id}`);
  await act(async () => target.click());
  await settle();
}
