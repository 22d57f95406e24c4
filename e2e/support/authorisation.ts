import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import type { ThreadEvents, ThreadShare } from "../../lib/api/contract";
import { fillIn, missingNames, type Names, ROUTE_TABLE, type TableCall } from "../../lib/http/route-table.testing";
import { identify } from "./client";
import { AIKO, BEN } from "./people";
import { rawRequest } from "./raw-request";
import { TRICKS } from "./tricks";

/** A process of the site, and the public address that it goes by. */
export type Target = { url: string; origin: string };

/** In what Aiko was answered, and so wherever her conversation comes out. */
const ASKED = `Repeat the code word ${randomUUID().slice(0, 8)} for me.`;
const SECRET = /code word ([0-9a-f]{8})/.exec(ASKED)?.[1] ?? "";

type Who = { name: string; cookie: string };
const NOBODY: Who = { name: "nobody", cookie: "" };

/** Aiko has a conversation, which she shares; Ben is signed in as well. */
export type Scene = { aiko: Who; ben: Who; names: Names; share: string };

export async function setScene(target: Target): Promise<Scene> {
  const [aiko, ben] = await Promise.all(
    [AIKO, BEN].map(async (person) => ({
      name: person.name,
      cookie: (await identify(person, target)).identity.cookie,
    })),
  );
  if (!aiko || !ben) throw new Error("nobody signed in");
  const names = missingNames();
  const call = (method: string, path: string, body?: unknown) => ask(target, aiko, method, path, body);
  const begun = await call("POST", `/api/threads/${names.threadId}/runs`, {
    agentId: "default",
    threadId: names.threadId,
    runId: names.runId,
    messages: [{ id: names.messageId, role: "user", content: ASKED }],
    tools: [],
    context: [],
    state: {},
    forwardedProps: { turn: { op: "send", parentId: null } },
  });
  expect(begun.status, begun.text).toBe(202);
  const ended = async () =>
    (JSON.parse((await call("GET", `/api/threads/${names.threadId}/events`)).text) as ThreadEvents).done;
  await expect.poll(ended, { timeout: 30_000 }).toBe(true);
  const shared = await call("POST", `/api/threads/${names.threadId}/share`, { expiresInDays: null });
  const { share } = JSON.parse(shared.text) as ThreadShare;
  return { aiko, ben, names, share: `/share/${share?.id}` };
}

function ask(target: Target, who: Who, method: string, path: string, body?: unknown, type = "application/json") {
  return rawRequest(target.url, path, {
    method,
    headers: {
      host: new URL(target.origin).host,
      origin: target.origin,
      ...(who.cookie && { cookie: who.cookie }),
      ...(body === undefined ? {} : { "content-type": type }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

type Case = { title: string; key: string; call: TableCall; about: "thing" | "own" };
const CASES: Case[] = Object.entries(ROUTE_TABLE).flatMap(([key, entry]) =>
  entry.about === "none"
    ? []
    : entry.calls.map((call) => ({
        title: `${key} ${call.title}`.trim(),
        key,
        call,
        about: entry.about as Case["about"],
      })),
);

/** Every route of the table as the site serves it: signed in only, and of somebody else's what a missing thing gives. */
export async function everyRoute(target: Target, { ben, names }: Scene): Promise<void> {
  const told = async (who: Who, { key, call }: Case, of: Names) => {
    // The table calls its agent otherwise.
    const { verb, segments, query, body } = JSON.parse(
      JSON.stringify(fillIn(key, call, of)).replaceAll('"helper"', '"default"'),
    ) as ReturnType<typeof fillIn>;
    const path = `/${segments.map(({ text }) => text).join("/")}${query && `?${query}`}`;
    const { status, text } = await ask(target, who, verb, path, body);
    return `${status} ${text.replace(/"(requestId|at)":"[^"]*"/g, "").replaceAll(of.runId, "run")}`;
  };
  for (const one of CASES) {
    expect(await told(NOBODY, one, names), `${one.title}, signed out`).toMatch(/^401 .*"SIGN_IN_EXPIRED"/);
    if (one.about === "thing") {
      const foreign = await told(ben, one, names);
      expect(foreign, one.title).toContain('"NOT_FOUND"');
      expect(foreign, one.title).not.toContain(SECRET);
      if (!one.call.takesId)
        expect(await told(ben, one, { ...missingNames(), messageId: names.messageId }), one.title).toBe(foreign);
    }
    // What changes something would end the very session that asks.
    if (one.about === "own" && one.key.startsWith("GET ")) {
      const own = await told(ben, one, names);
      for (const theirs of [SECRET, names.threadId, names.runId]) expect(own, one.title).not.toContain(theirs);
    }
  }
}

/** Every way round that is known, to a page and to routes, for nobody and for somebody else: never a word of it. */
export async function everyTrick(target: Target, { aiko, ben, names, share }: Scene): Promise<void> {
  const page = `/c/${names.threadId}`;
  const file = `/api/threads/${names.threadId}/export?format=md`;
  const events = `/api/threads/${names.threadId}/events`;
  const host = new URL(target.origin).host;
  const open = (who: Who, path: string, headers: Record<string, string> = {}) =>
    rawRequest(target.url, path, { headers: { host, ...(who.cookie && { cookie: who.cookie }), ...headers } });
  // What is looked for is there, for whom it is for.
  for (const [who, path] of [
    [aiko, file],
    [aiko, events],
    [aiko, share],
    [ben, share],
  ] as const)
    expect((await open(who, path)).text, `${who.name} ${path}`).toContain(SECRET);
  expect((await open(aiko, page)).status).toBe(200);
  expect((await open(ben, page)).status).toBe(404);

  const attempts = [
    ...[page, file, events, share].map((plain) => [NOBODY, plain] as const),
    ...[page, file, events].map((plain) => [ben, plain] as const),
  ].flatMap(([who, plain]) => TRICKS.map((trick) => ({ who, plain, trick })));
  const got: Record<number, number> = {};
  const next = attempts.values();
  const work = async () => {
    for (const { who, plain, trick } of next) {
      const title = `${who.name} asks for ${plain}: ${trick.title}`;
      const path = trick.path?.(plain) ?? plain;
      const answer = await open(who, path, trick.headers?.(plain));
      got[answer.status] = (got[answer.status] ?? 0) + 1;
      expect(answer.text, title).not.toContain(SECRET);
      expect(answer.status, title).toBeLessThan(500);
      const [location] = [answer.headers.location].flat();
      if (location) expect(new URL(location, target.origin).origin, `${title} → ${location}`).toBe(target.origin);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  process.stdout.write(`  ${attempts.length} requests were answered ${JSON.stringify(got)}\n`);
  expect(got[429] ?? 0, "kept out by a limit and not by what is tested").toBe(0);
}
