import { randomUUID } from "node:crypto";
// What the page's agent is an instance of; react-core brings it along, but cannot be loaded without a browser.
import { ProxiedCopilotRuntimeAgent } from "@copilotkit/core";
import { expect, vi } from "vitest";
import type { routeHandlers } from "@/lib/http/route-table.testing";
import { SITE } from "@/lib/runs/testing/site";
import { after } from "../ui/after";
import { connect, letGo } from "./http-request";
import { textOf } from "./messages/transcript";
import { patchThread, stopRun } from "./thread-calls";
import { createPollFetch } from "./transport/poll-fetch";
import { GIVE_UP_AFTER } from "./transport/poller";
import { createTurns } from "./turns";

export type Handlers = Awaited<ReturnType<typeof routeHandlers>>;
const outside = globalThis.fetch;

/** `fetch` as a browser on the site's pages calls its routes; the site's own calls go out into the world. */
export async function fetchOnSite(
  handlers: Handlers,
  url: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  if (typeof url !== "string" || !url.startsWith("/")) return await outside(url, init);
  const { pathname } = new URL(url, SITE);
  for (const [key, handler] of handlers) {
    const [verb = "", pattern = ""] = key.split(" ");
    const names: string[] = [];
    const shape = pattern.replace(/\/\[(\[?)(?:\.\.\.)?(\w+)\]\]?/g, (_, rest: string, name: string) => {
      names.push(name);
      return rest ? "(/.*)?" : "/([^/]+)";
    });
    const found = verb === (init.method ?? "GET") && new RegExp(`^${shape}$`).exec(pathname);
    if (!found) continue;
    const params = Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? ""]));
    const headers = { ...(init.headers as Record<string, string> | undefined), origin: SITE };
    const request = new Request(`${SITE}${url}`, { ...init, headers });
    return await handler(request, { params: Promise.resolve(params) });
  }
  throw new Error(`no route for ${init.method ?? "GET"} ${pathname}`);
}

/** Waits are short here, but a request has the time that it needs. */
export const hurried = (ms: number, work: () => void) => after(ms >= GIVE_UP_AFTER ? ms : Math.min(ms, 20), work);

type Options = { mode: "sse" | "poll"; siteFetch: typeof fetch; threadId: string; explicit: boolean };

/** A tab with a conversation in it, as `ChatThread` puts it together. `leave` closes it. */
export function tabOnSite({ mode, siteFetch, threadId, explicit }: Options) {
  const agent = new ProxiedCopilotRuntimeAgent({
    runtimeUrl: "/api/copilotkit",
    agentId: "helper",
    transport: "rest",
  });
  if (mode === "poll") agent.fetch = createPollFetch({ fetch: siteFetch, after: hurried });
  agent.threadId = threadId;
  const returned: string[] = [];
  const nothing = () => undefined;
  const turns = createTurns(
    {
      agent,
      run: (runId, turn) => agent.runAgent({ runId, forwardedProps: { turn } }).catch(nothing),
      connect: () => connect(agent),
      stop: stopRun,
      showBranch: (branch) => patchThread(threadId, { branch }),
      mintId: randomUUID,
      publish: nothing,
      unpublish: nothing,
      returnText: (text, edited) => void returned.push(edited ? `edit: ${text}` : text),
      keepText: nothing,
      changed: nothing,
      upToDate: nothing,
      now: () => new Date(),
      after: hurried,
    },
    explicit,
  );
  const detach = turns.attach();
  const leave = () => {
    detach();
    void letGo(agent);
  };
  if (explicit) void connect(agent);
  const tab = {
    turns,
    returned,
    state: turns.getState,
    words: () => turns.messages().map((message) => textOf(message)),
    lastId: () => turns.messages().findLast(({ role }) => role === "user")?.id ?? "",
    settled: () =>
      vi.waitFor(() => expect([turns.getState().phase, turns.messages().length > 0]).toEqual(["idle", true]), 10_000),
    say: async (text: string) => {
      expect(turns.send(text)).toBe(true);
      await tab.settled();
    },
  };
  return { tab, leave };
}
