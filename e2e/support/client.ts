import { randomUUID } from "node:crypto";
import type { Message } from "@ag-ui/core";
import { createBrowser } from "../../dev/auth0/testing/browser";
import { choosePerson } from "../../dev/auth0/testing/flows";
import type { RunStarted, RunStopped, ThreadEvents } from "../../lib/api/contract";
import type { Person } from "./people";
import { type Reading, readEvents } from "./reading";

export type Answer<T> = { status: number; body: T };

/** What a person does with a conversation; the ids are minted here, as the page does. */
export type Turn = { threadId: string; runId: string; messages: Message[]; forwardedProps: { turn: object } };

/** A signed-in person without a browser. Each call goes to one process; the cookies hold for all. */
export type Client = {
  /** The same person through another process of the same site. */
  at: (url: string) => Client;
  call: <T>(method: string, path: string, body?: unknown) => Promise<Answer<T>>;
  run: (turn: Turn, options?: { cutAt?: number }) => Promise<Reading>;
  connect: (threadId: string, options?: { cutAt?: number }) => Promise<Reading>;
  /** The same two for hosts that hold answers back. */
  start: (turn: Turn) => Promise<Answer<RunStarted>>;
  events: (threadId: string, after?: string) => Promise<Answer<ThreadEvents>>;
  stop: (runId: string) => Promise<Answer<RunStopped>>;
};

const AGENT = "/api/copilotkit/agent/default";

/** What a signed-in browser sends with each request. */
export type Identity = { cookie: string; origin: string };

/**
 * Signs in through the real pages: next-auth's token against forged requests, the local Auth0's page, the callback.
 *
 * @param options.origin the site's public address, which nobody need listen at
 * @param options.url the process that is talked to
 * @returns also next-auth's token, whose cookie is among those sent
 */
export async function identify(
  person: Person,
  options: { origin: string; url: string },
): Promise<{ identity: Identity; csrfToken: string }> {
  const browser = createBrowser();
  const here = (path: string) => `${options.url}${path}`;
  const csrf = await browser.open(here("/api/auth/csrf"));
  const { csrfToken } = JSON.parse(csrf.text) as { csrfToken: string };
  const leaving = await browser.submit(csrf, "/api/auth/signin/auth0", {
    csrfToken,
    callbackUrl: options.origin,
    json: "true",
  });
  const { url: authorize } = JSON.parse(leaving.text) as { url: string };
  const page = await browser.open(authorize);
  const back = page.url.pathname.startsWith("/u/login/") ? await choosePerson(browser, page, person.sub) : page;
  await browser.open(here(`${back.url.pathname}${back.url.search}`));
  const kept = browser.cookies.filter(({ name }) => /(session|csrf)-token$/.test(name));
  if (!kept.some(({ name }) => name.endsWith("session-token")))
    throw new Error(`${person.name} could not sign in at ${options.url}`);
  const cookie = kept.map(({ name, value }) => `${name}=${value}`).join("; ");
  return { identity: { cookie, origin: options.origin }, csrfToken };
}

/** A signed-in person without a browser. See `identify`. */
export async function signInAs(person: Person, options: { origin: string; url: string }): Promise<Client> {
  return clientAt(options.url, (await identify(person, options)).identity);
}

function clientAt(url: string, identity: Identity): Client {
  const headers = { ...identity, "content-type": "application/json" };
  const call = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const response = await fetch(`${url}${path}`, {
      method,
      // A connection for each call: one that is kept belongs to a process that may not be there any more. Not for
      // streams: undici then takes a connection that breaks in the middle for the end of the answer.
      headers: { ...headers, connection: "close" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  };
  const stream = (path: string, body: unknown, options?: { cutAt?: number }) =>
    readEvents(
      `${url}${AGENT}${path}`,
      { method: "POST", headers: { ...headers, accept: "text/event-stream" }, body: JSON.stringify(body) },
      options,
    );
  return {
    at: (other) => clientAt(other, identity),
    call,
    run: (turn, options) => stream("/run", input(turn), options),
    connect: (threadId, options) =>
      stream("/connect", input({ threadId, runId: randomUUID(), messages: [], forwardedProps: {} }), options),
    start: (turn) => call("POST", `/api/threads/${turn.threadId}/runs`, { agentId: "default", ...input(turn) }),
    events: (threadId, after) =>
      call("GET", `/api/threads/${threadId}/events${after === undefined ? "" : `?after=${encodeURIComponent(after)}`}`),
    stop: (runId) => call("POST", `/api/runs/${runId}/stop`, {}),
  };
}

const input = (turn: { threadId: string; runId: string; messages: Message[]; forwardedProps: object }) => ({
  tools: [],
  context: [],
  state: {},
  ...turn,
});

/** A new message in a conversation. @param parentId the last of the person's own that the page shows; null in a new one */
export function sending(threadId: string, parentId: string | null, text: string): Turn & { messageId: string } {
  const messageId = randomUUID();
  return {
    threadId,
    runId: randomUUID(),
    messages: [{ id: messageId, role: "user", content: text }],
    forwardedProps: { turn: { op: "send", parentId } },
    messageId,
  };
}

/** Another answer to the person's last message. */
export function retrying(threadId: string, messageId: string): Turn {
  return {
    threadId,
    runId: randomUUID(),
    messages: [],
    forwardedProps: { turn: { op: "retry", parentId: messageId, targetId: messageId } },
  };
}
