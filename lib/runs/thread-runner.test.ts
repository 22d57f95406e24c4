import { type BaseEvent, EventType } from "@ag-ui/core";
import { firstValueFrom, Subject } from "rxjs";
import { expect, it, vi } from "vitest";
import type { Agent } from "../agentcore/registry";
import { withScope } from "../copilot/scope";
import { sseResponse } from "../copilot/sse-response";
import { log } from "../log";
import { createOutlet, type LiveRun } from "./live-run";
import { type RunResult, startRun } from "./start-run";
import { person } from "./testing/site";
import { ThreadRunner } from "./thread-runner";

vi.mock("./start-run", () => ({ startRun: vi.fn() }));

const said = { type: EventType.CUSTOM, name: "n", value: "x" } as BaseEvent;
const start = () => new ThreadRunner().start({} as Agent, "t", "r", { op: "retry", parentId: "q", targetId: "q" });

/** A run that begins when the test says so. */
function begun() {
  const outlet = createOutlet();
  const started = new Subject<RunResult>();
  vi.mocked(startRun).mockReturnValueOnce(firstValueFrom(started));
  return { outlet, begin: () => started.next({ ok: true, run: { events: outlet.events } as LiveRun }) };
}

/** What the browser is sent of a run that is on, or that there is none. */
async function answered(): Promise<Response> {
  const started = await start();
  expect(started.ok).toBe(true);
  return sseResponse(started.ok ? started.events : new Subject<BaseEvent>(), { requestId: "id" });
}

it("keeps nothing for a browser that has gone before the run began", async () => {
  const { outlet, begin } = begun();
  const answer = withScope(person("a"), answered);
  outlet.next(said);
  begin();
  await (await answer).body?.cancel();
  outlet.next(said);
  const seen: BaseEvent[] = [];
  outlet.events.subscribe((event) => seen.push(event));
  expect(seen).toEqual([]);
});

it("gives a browser that waits all of it", async () => {
  const { outlet, begin } = begun();
  const answer = withScope(person("a"), answered);
  outlet.next(said);
  begin();
  const text = (await answer).text();
  outlet.next(said);
  outlet.complete();
  expect((await text).match(/data: /g)).toHaveLength(2);
});

it("says why a run did not begin, as an event", async () => {
  vi.spyOn(log, "error").mockReturnValue();
  vi.mocked(startRun).mockResolvedValueOnce({ ok: false, code: "CONFLICT" });
  expect(await (await withScope(person("a"), answered)).text()).toContain('"code":"CONFLICT"');
  vi.mocked(startRun).mockRejectedValueOnce(new Error("secret"));
  const scope = person("a");
  const refused = await withScope(scope, answered);
  const text = await refused.text();
  expect(text).toContain('"code":"INTERNAL"');
  // By it the log knows what the person's card shows.
  expect(text).toContain(`"requestId":"${scope.requestId}"`);
  expect(text).not.toContain("secret");
});

it("says to whoever has started too many how long to wait, before any stream", async () => {
  vi.mocked(startRun).mockResolvedValueOnce({ ok: false, code: "RATE_LIMITED", retryAfter: 7 });
  expect(await withScope(person("a"), start)).toEqual({ ok: false, code: "RATE_LIMITED", retryAfter: 7 });
});
