import { act } from "react";
import { vi } from "vitest";
import type { ThreadView } from "@/lib/api/contract";
import type { ChatAgent } from "../agents/agent";
import ChatRoot from "./chat-root";
import { ChatSessionProvider, type StreamMode } from "./session-provider";
import { run, view, whole } from "./turns.fixture";

export const THREAD = "11111111-1111-4111-8111-111111111111";
export const agent: ChatAgent = {
  id: "a",
  name: "Helper",
  description: null,
  icon: null,
  prompts: [],
  readOnlyTools: [],
  warm: false,
};

type Sent = { method: string; path: string; person: string | null; body: { runId: string; [key: string]: unknown } };

/** The site as the page's requests find it: what they were, and what is answered to the next ones. */
export const site = {
  sent: [] as Sent[],
  pages: [] as object[],
  refusals: [] as number[],
  streams: {} as Record<string, ((runId: string) => object[])[]>,
};

function sse(list: object[]): Response {
  const text = list.map((event) => `data: ${JSON.stringify({ threadId: THREAD, ...event })}\n\n`).join("");
  return new Response(text, { headers: { "content-type": "text/event-stream" } });
}

async function answer(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const path = String(url);
  const body = typeof init.body === "string" ? JSON.parse(init.body) : {};
  site.sent.push({ method: init.method ?? "GET", path, body, person: new Headers(init.headers).get("x-person") });
  if (path.endsWith("/info")) return Response.json({ version: "1", agents: { a: { name: "a", description: "" } } });
  const kind = path.split("/").at(-1) ?? "";
  if (path.includes("/events"))
    return Response.json(site.pages.shift() ?? { cursor: "c", run: null, events: [], done: false });
  const refusal = kind === "run" ? site.refusals.shift() : undefined;
  if (refusal) return Response.json({ code: "INTERNAL" }, { status: refusal });
  const next = site.streams[kind]?.shift();
  if (next) return sse(next(body.runId).map((event) => ({ runId: body.runId, ...event })));
  return Response.json({});
}

/** Has the page ask this site, and a browser with what jsdom lacks. */
export function openSite(): void {
  Object.assign(site, { sent: [], pages: [], refusals: [], streams: {} });
  sessionStorage.clear();
  vi.stubGlobal("fetch", vi.fn(answer));
  window.matchMedia = vi
    .fn()
    .mockReturnValue({ matches: true, addEventListener: vi.fn(), removeEventListener: vi.fn() });
  Element.prototype.scrollTo = vi.fn() as never;
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
}

export function closeSite(): void {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
}

export const answered = (words: string, id: string, rest: Partial<ThreadView>) => (runId: string) => [
  { type: "RUN_STARTED" },
  ...whole(words, id),
  { type: "CUSTOM", name: "thread-view", value: view({ ...rest, run: run({ id: runId }) }) },
  { type: "RUN_FINISHED" },
];

export const messages = () =>
  [...document.querySelectorAll<HTMLElement>("[data-message-id]")].map((one) => one.querySelector("p")?.textContent);
export const calls = (method: string, end: string) =>
  site.sent.filter((one) => one.method === method && one.path.endsWith(end));
export const soon = (check: () => void) => act(() => vi.waitFor(check, { timeout: 5_000 }));

type Page = { with?: ChatAgent; isClosed?: boolean; streamMode?: StreamMode };

/** The page of a conversation. */
export const chatPage = ({ with: other = agent, isClosed = false, streamMode = "sse" }: Page = {}) => (
  <ChatSessionProvider>
    <ChatRoot agent={other} isClosed={isClosed} user={{ id: "u", name: "Ann" }} streamMode={streamMode} />
  </ChatSessionProvider>
);
