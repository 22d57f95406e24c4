import { randomUUID } from "node:crypto";
import { EventType } from "@ag-ui/core";
import type { SessionList } from "../../lib/api/contract";
import { MANY_SITE } from "../support/addresses";
import { type Client, sending, signInAs } from "../support/client";
import { completed, hasAnswer, isEnd, newTalk, runOf, say, untilStatus } from "../support/conversation";
import { hasPostgres, type TestDatabase } from "../support/database";
import {
  auth0Settings,
  forgetInvocations,
  invocations,
  issuedTokens,
  refreshOutcomes,
  setFaults,
  takesRefreshToken,
} from "../support/local-cloud";
import { BEN, CHIYO, type Person } from "../support/people";
import { expect, HEARTBEAT_MS, type Pair, test } from "../support/processes";

test.skip(!(await hasPostgres()), "needs Postgres (TEST_DATABASE_URL)");

/** A heartbeat, the look that comes with it, and a busy test machine. */
const NOTICED_MS = HEARTBEAT_MS + 1_500;
const answersAtOnce = () => setFaults([{ kind: "say", texts: ["Hello."] }]);
/** For some seconds, word by word. */
const answersSlowly = () => setFaults([{ kind: "say", texts: ["slow ".repeat(40)], size: 5, everyMs: 100 }]);

/** Somebody of these tests' own: they end sessions that the others would go on with. */
const signIn = (pair: Pair, person: Person = CHIYO) => signInAs(person, { origin: MANY_SITE, url: pair.a.url });
const sessionsOf = async (client: Client) => (await client.call<SessionList>("GET", "/api/sessions")).body.sessions;
/** The session of this browser, as the database has it. */
async function idOf(client: Client): Promise<string> {
  const [own] = await sessionsOf(client);
  if (!own?.current) throw new Error("this browser is not first");
  return own.id;
}
const isIn = async (client: Client) => (await client.call("GET", "/api/threads")).status === 200;

/** Leaves a session's access token so many seconds to live, as far as the site knows. */
async function setLife(database: TestDatabase, client: Client, seconds: number): Promise<void> {
  const values = [await idOf(client), seconds];
  await database.query("update auth_session set access_exp = now() + make_interval(secs => $2) where id = $1", values);
}

/** What was asked of the local Auth0 meanwhile. */
async function asked<T>(work: () => Promise<T>): Promise<{ result: T; outcomes: Record<string, number> }> {
  const before = await refreshOutcomes();
  const result = await work();
  const after = Object.entries(await refreshOutcomes()).map(([name, count]) => [name, count - (before[name] ?? 0)]);
  return { result, outcomes: Object.fromEntries(after.filter(([, count]) => count !== 0)) };
}

/** A run on a thread of its own, up to its end. */
async function runIn(client: Client, url: string) {
  const reading = await client.at(url).run(sending(randomUUID(), null, "hello"));
  if (reading.refused) throw new Error(JSON.stringify(reading.refused));
  return (await reading.until(isEnd, 40_000)).event;
}
const runs = (client: Client, pair: Pair, count: number) =>
  Promise.all(Array.from({ length: count }, (_, i) => runIn(client, i % 2 === 0 ? pair.a.url : pair.b.url)));
const finished = (events: { type: string }[]) => {
  expect(
    new Set(events.map(({ type, ...rest }) => (type === EventType.RUN_FINISHED ? type : JSON.stringify(rest)))),
  ).toEqual(new Set([EventType.RUN_FINISHED]));
};

test("thirty runs on two processes with a token about to expire: Auth0 is asked once", async ({ pair }) => {
  const chiyo = await signIn(pair);
  await answersAtOnce();
  await runIn(chiyo, pair.a.url);
  const old = (await invocations()).at(-1)?.token;
  await setLife(pair.database, chiyo, 20);
  await forgetInvocations();
  const { result, outcomes } = await asked(() => runs(chiyo, pair, 30));
  finished(result);
  expect(outcomes).toEqual({ ok: 1 });
  const used = new Set((await invocations()).map(({ token }) => token));
  expect(used.size).toBe(1);
  expect(used).not.toContain(old);
});

test("a late answer, a lost one and a refused one sign nobody out", async ({ pair }) => {
  const chiyo = await signIn(pair);
  await answersAtOnce();

  await test.step("late: those who have nothing else wait for it", async () => {
    await setLife(pair.database, chiyo, -1);
    await auth0Settings({ tokenDelayMs: 1_500 });
    const { result, outcomes } = await asked(() => runs(chiyo, pair, 6));
    finished(result);
    expect(outcomes).toEqual({ ok: 1 });
  });

  await test.step("lost: it has rotated the token, which is taken once more", async () => {
    await setLife(pair.database, chiyo, -1);
    await auth0Settings({ tokenDelayMs: 0, failToken: { status: 503, times: 1, when: "after" } });
    const { result, outcomes } = await asked(() => runs(chiyo, pair, 4));
    finished(result);
    expect(outcomes).toEqual({ fault: 1, ok: 1 });
  });

  await test.step("refused, after the other process has renewed it", async () => {
    await setLife(pair.database, chiyo, -1);
    const refused = { status: 403, body: { error: "invalid_grant" }, times: 1 };
    await auth0Settings({ tokenDelayMs: 2_000, failToken: refused });
    const id = await idOf(chiyo);
    const late = runIn(chiyo, pair.a.url);
    const lease = "select 1 from auth_session where id = $1 and refresh_lease_until is not null";
    await expect.poll(async () => (await pair.database.query(lease, [id])).length, { intervals: [50] }).toBe(1);
    // The lease is there; give its holder the time to have asked.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await auth0Settings({ tokenDelayMs: 0 });
    // A process that stands still: for the other its time is over.
    await pair.database.query("update auth_session set refresh_lease_until = now() - interval '1 s' where id = $1", [
      id,
    ]);
    finished([await runIn(chiyo, pair.b.url), await late]);
  });

  await test.step("Auth0 down: the run says so in other words than 'sign in again'", async () => {
    await setLife(pair.database, chiyo, -1);
    await auth0Settings({ failToken: { status: 503, times: 100, when: "before" } });
    expect(await runIn(chiyo, pair.a.url)).toMatchObject({ type: EventType.RUN_ERROR, code: "AGENT_UNREACHABLE" });
    await auth0Settings({ failToken: null });
  });

  const { result, outcomes } = await asked(() => runs(chiyo, pair, 2));
  finished(result);
  expect(outcomes).toEqual({ ok: 1 });
  expect(await isIn(chiyo)).toBe(true);
});

test("a refresh token that Auth0 refuses for good ends the session, and says so", async ({ pair }) => {
  const chiyo = await signIn(pair);
  await setLife(pair.database, chiyo, -1);
  await auth0Settings({ failToken: { status: 403, body: { error: "invalid_grant" }, times: 1, when: "before" } });
  expect(await runIn(chiyo, pair.b.url)).toMatchObject({ type: EventType.RUN_ERROR, code: "SIGN_IN_EXPIRED" });
  expect(await isIn(chiyo.at(pair.a.url))).toBe(false);
});

test("signing out at one process ends what is open at the other, and the answer is kept whole", async ({ pair }) => {
  const chiyo = await signIn(pair);
  const refreshToken = (await issuedTokens()).findLast(({ kind }) => kind === "refresh")?.value ?? "";
  await answersSlowly();
  const talk = newTalk();
  const { reading, runId } = await say(chiyo.at(pair.b.url), talk, "tell me");
  await reading.until(hasAnswer);
  const watching = await chiyo.at(pair.b.url).connect(talk.threadId);
  await watching.until(hasAnswer);
  const out = Date.now();
  const response = await chiyo.at(pair.a.url).call<{ url: string }>("POST", "/api/sign-out", {});
  expect(response.status).toBe(200);
  for (const open of [reading, watching]) {
    const end = await open.until(isEnd, NOTICED_MS);
    expect(end.event).toMatchObject({
      type: EventType.RUN_ERROR,
      code: "SIGN_IN_EXPIRED",
      metadata: { runId: expect.any(String) },
    });
    expect(end.at - out).toBeLessThan(NOTICED_MS);
    expect(await open.over).toBe("ended");
  }
  expect(await isIn(chiyo)).toBe(false);
  await expect.poll(() => takesRefreshToken(refreshToken), { timeout: 5_000 }).toBe(false);
  const again = await signIn(pair);
  await untilStatus(again, talk, runId, "completed", 15_000);
  expect(JSON.stringify((await again.events(talk.threadId)).body.messages)).toContain("slow ".repeat(40).trim());
});

test("one's sessions are listed, this browser's first, and end one by one or all but this", async ({ pair }) => {
  const [one, two, three, ben] = [await signIn(pair), await signIn(pair), await signIn(pair), await signIn(pair, BEN)];
  const [ofOne, ofTwo, ofBen] = [await idOf(one), await idOf(two), await idOf(ben)];
  const listed = await sessionsOf(two);
  expect(listed.map(({ current }) => current)).toEqual([true, ...listed.slice(1).map(() => false)]);
  expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining([ofOne, ofTwo]));
  expect(listed.map(({ id }) => id)).not.toContain(ofBen);
  expect((await two.call("DELETE", `/api/sessions/${ofBen}`)).status).toBe(404);

  await answersSlowly();
  const open = await one.at(pair.b.url).run(sending(randomUUID(), null, "tell me"));
  const other = await three.at(pair.b.url).run(sending(randomUUID(), null, "tell me"));
  await Promise.all([open.until(hasAnswer), other.until(hasAnswer)]);
  expect(await two.call("DELETE", `/api/sessions/${ofOne}`)).toEqual({ status: 200, body: { ended: 1 } });
  expect((await open.until(isEnd, NOTICED_MS)).event).toMatchObject({ code: "SIGN_IN_EXPIRED" });
  expect((await two.call("DELETE", `/api/sessions/${ofOne}`)).status).toBe(404);
  expect([await isIn(one), await isIn(two), await isIn(three), await isIn(ben)]).toEqual([false, true, true, true]);
  await completed(other);

  expect((await two.call<{ ended: number }>("DELETE", "/api/sessions")).body.ended).toBeGreaterThanOrEqual(1);
  expect([await isIn(two), await isIn(three), await isIn(ben)]).toEqual([true, false, true]);
  expect(await sessionsOf(two)).toHaveLength(1);
});

test("a session ends when it is unused for too long, and when it is too old, however much it is used", async ({
  pair,
}) => {
  const times = { idle: "seen_at = now() - interval '3 days'", absolute: "absolute_exp = now()" };
  for (const change of Object.values(times)) {
    const chiyo = await signIn(pair);
    await answersSlowly();
    const open = await chiyo.at(pair.b.url).run(sending(randomUUID(), null, "tell me"));
    await open.until(hasAnswer);
    await pair.database.query(`update auth_session set ${change} where id = $1`, [await idOf(chiyo)]);
    expect((await open.until(isEnd, NOTICED_MS)).event).toMatchObject({ code: "SIGN_IN_EXPIRED" });
    expect(await isIn(chiyo)).toBe(false);
  }
});

test("what a page asks by itself does not keep a session alive", async ({ pair }) => {
  const chiyo = await signIn(pair);
  const talk = newTalk();
  await answersAtOnce();
  await completed((await say(chiyo, talk, "hello")).reading);
  const id = await idOf(chiyo);
  const seen = async () =>
    (await pair.database.query("select seen_at from auth_session where id = $1", [id]))[0]?.seen_at;
  await pair.database.query("update auth_session set seen_at = now() - interval '1 hour' where id = $1", [id]);
  const before = await seen();
  expect((await chiyo.call("GET", "/api/threads/changes")).status).toBe(200);
  expect(await runOf(chiyo, talk.threadId)).toMatchObject({ status: "completed" });
  await (await chiyo.connect(talk.threadId)).over;
  expect(await seen()).toEqual(before);
  expect(await isIn(chiyo)).toBe(true);
  expect(await seen()).not.toEqual(before);
});
