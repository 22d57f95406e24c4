import { afterEach, beforeEach, vi } from "vitest";
import { THREAD_VIEW_EVENT, type ThreadEvents } from "@/lib/api/contract";
import { after } from "../../ui/after";
import { run, view } from "../turns.fixture";
import { createPollFetch } from "./poll-fetch";

export type Answer = Partial<ThreadEvents> | Response | Error | "hangs";
export type Call = { method: string; path: string; body: unknown; at: number };

export const THREAD = "/api/threads/t%2F1";
export const RUN = "/api/copilotkit/agent/my%20agent/run";
export const CONNECT = "/api/copilotkit/agent/default/connect";
export const json = (body: unknown, status = 200) => Response.json(body, { status });
export const word = (delta: string) => ({ type: "TEXT_MESSAGE_CONTENT", messageId: "m", delta }) as never;
export const begin = { type: "TEXT_MESSAGE_START", messageId: "m", role: "assistant" } as never;
export const close = { type: "TEXT_MESSAGE_END", messageId: "m" } as never;
export const live = { id: "r", status: "running" } as const;
export const over = (status: "completed" | "stopped" | "interrupted" | "error") => ({
  run: { id: "r", status },
  view: view({ run: run({ id: "r", status, baseId: "q" }) }),
  done: true,
});

/** What was asked of the site, what it is to answer, and how it answers to the beginning of a run. */
export const web = { calls: [] as Call[], answers: [] as Answer[], started: () => new Response() };

/** The site: answers in the order that they are laid down, each with a cursor of its own. */
export const site = vi.fn(async (url: string, init: RequestInit) => {
  const body = typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : null;
  web.calls.push({ method: init.method ?? "GET", path: url, body, at: Date.now() });
  if (url.endsWith("/runs")) return web.started();
  const answer = web.answers.shift() ?? new Error("nothing laid down");
  if (answer === "hangs")
    return await new Promise<Response>((_resolve, reject) => {
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  if (answer instanceof Error) throw answer;
  if (answer instanceof Response) return answer;
  return json({ cursor: `c${web.calls.length}`, run: live, events: [], done: false, ...answer });
});
export const pollFetch = createPollFetch({ fetch: site, after });
export const ask = (url: string, signal?: AbortSignal) =>
  pollFetch(url, {
    method: "POST",
    body: JSON.stringify({ threadId: "t/1", runId: "r", messages: [], state: {} }),
    ...(signal ? { signal } : {}),
  });

export type Event = { type: string; [key: string]: unknown };
/** What a stream says until it ends, with the time running. */
export async function said(response: Response): Promise<Event[]> {
  const found: Event[] = [];
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = (async () => {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read())
      for (const frame of next.value.split("\n\n").filter(Boolean))
        found.push(JSON.parse(frame.replace(/^data: /, "")) as Event);
  })();
  const guarded = read.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  await vi.advanceTimersByTimeAsync(300_000);
  const failed = await guarded;
  if (failed) throw failed.error;
  return found;
}
export const types = (events: Event[]) => events.map(({ type, name }) => (name === THREAD_VIEW_EVENT ? "view" : type));

beforeEach(() => {
  vi.useFakeTimers();
  [web.calls, web.answers] = [[], []];
  web.started = () => json({ runId: "r", cursor: "c0" }, 202);
  site.mockClear();
});
afterEach(() => vi.useRealTimers());
