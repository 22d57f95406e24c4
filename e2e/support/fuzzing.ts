import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { SessionList } from "../../lib/api/contract";
import { judge, type Verdict, type WireAnswer } from "../../lib/http/fuzz-answer.testing";
import { breakRequest, validRequest, type WireRequest } from "../../lib/http/fuzz-request.testing";
import { type Answers, type Names, ROUTE_TABLE, type TableCall } from "../../lib/http/route-table.testing";
import { MANY_SITE } from "./addresses";
import { type Identity, identify, sending } from "./client";
import type { Person } from "./people";
import { createDice } from "./seed";
import { sendRaw } from "./wire";

/** One way to call one route, and what it then answers. */
export type FuzzCall = { key: string; call: TableCall; answers: Answers };

export const CALLS: readonly FuzzCall[] = Object.entries(ROUTE_TABLE).flatMap(([key, { calls, answers }]) =>
  calls.map((call) => ({ key, call, answers: call.answers ?? answers })),
);

export type Tried = { title: string; request: WireRequest; answer: WireAnswer | null; verdict: Verdict };

/**
 * A person whose valid requests are broken, one at a time. What a request has used up (a conversation that is deleted, a
 * session that is over) is made anew, so that the next one is valid again but for what is broken on purpose.
 */
export function createFuzzer(person: Person, url: string) {
  let identity: Identity | undefined;
  let csrfToken = "";
  let names: Omit<Names, "sessionId"> | undefined;

  async function signIn(): Promise<Identity> {
    const found = await identify(person, { origin: MANY_SITE, url });
    csrfToken = found.csrfToken;
    return found.identity;
  }

  /** A conversation of one question with its answer. */
  async function freshNames(): Promise<Omit<Names, "sessionId">> {
    for (let left = 2; ; left--) {
      identity ??= await signIn();
      const turn = sending(randomUUID(), null, "What is 1+1?");
      const body = Buffer.from(JSON.stringify({ tools: [], context: [], state: {}, ...turn }));
      const headers = { ...identity, "content-type": "application/json" };
      const path = "/api/copilotkit/agent/helper/run";
      const { status, body: said } = await sendRaw(url, { verb: "POST", path, headers, body });
      if (status === 200 && said.includes("RUN_FINISHED"))
        return { threadId: turn.threadId, runId: turn.runId, messageId: turn.messageId };
      identity = undefined;
      if (status !== 401 || left === 0) throw new Error(`no conversation to work on: ${status} ${said}`);
    }
  }

  /** A session of the same person in another browser. */
  async function otherSession(own: Identity): Promise<string> {
    await identify(person, { origin: MANY_SITE, url });
    const listed = await sendRaw(url, { verb: "GET", path: "/api/sessions", headers: own, body: undefined });
    const { sessions } = JSON.parse(listed.body) as SessionList;
    return sessions.find(({ current }) => !current)?.id ?? "";
  }

  async function prepare({ key, call }: FuzzCall) {
    names ??= await freshNames();
    identity ??= await signIn();
    const sessionId = key.includes("[sessionId]") ? await otherSession(identity) : randomUUID();
    const filled = { ...names, sessionId, newId: randomUUID(), csrfToken };
    // A first message has a conversation of its own.
    if (call.takesId && call.title.endsWith("first message")) filled.threadId = randomUUID();
    return validRequest(key, call, filled, identity);
  }

  async function send(title: string, request: WireRequest, answers: Answers): Promise<Tried> {
    let answer: WireAnswer | null = null;
    let verdict: Verdict;
    try {
      answer = await sendRaw(url, request);
      verdict = judge(answer, answers);
    } catch (error) {
      verdict = { problems: [`no answer: ${String(error)}`], reached: "guard", code: "" };
    }
    // What was refused has changed nothing.
    if (request.verb !== "GET" && (!answer || answer.status < 400)) names = undefined;
    return { title, request, answer, verdict };
  }

  return {
    /** The call as it is meant. */
    whole: async (one: FuzzCall) => await send(`${one.key} ${one.call.title}`, await prepare(one), one.answers),
    /** The call with one thing about it wrong; the same number breaks it in the same way. */
    broken: async (one: FuzzCall, number: number) => {
      const { request, what } = breakRequest(await prepare(one), createDice(`fuzz ${number}`));
      return await send(`#${number} ${one.key} ${one.call.title}: ${what}`, request, one.answers);
    },
  };
}

/** How many there are of each, most first. */
export function histogram(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([value, count]) => `${value}: ${count}`)
    .join(", ");
}

/** What went wrong, with the exact request but for the cookie. */
export function report({ title, request, answer, verdict }: Tried): string {
  const headers = { ...request.headers, cookie: "…" };
  const body = request.body ? `${request.body.toString("latin1", 0, 600)} (${request.body.length} bytes)` : "none";
  return [
    `${title}\n  ${verdict.problems.join("; ")}`,
    `  ${request.verb} ${request.path.slice(0, 600)}`,
    `  ${JSON.stringify(headers).slice(0, 600)}`,
    `  body: ${body}`,
    `  answer: ${answer ? `${answer.status} ${answer.body.slice(0, 400)}` : "none"}`,
  ].join("\n");
}

/** Memory that a process holds, in MB; null where the system does not say. */
export function residentMb(pid: number | undefined): number | null {
  try {
    const kb = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kb === undefined ? null : Math.round(Number(kb) / 1024);
  } catch {
    return null;
  }
}
