import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createReaper } from "../../dev/start/reaper";
import { REPOSITORY } from "../../dev/start/stack";
import type { ThreadChanges, ThreadList } from "../../lib/api/contract";
import { MANY_SITE, SIDE_BY_SIDE_PORTS } from "../support/addresses";
import { type Client, sending, signInAs } from "../support/client";
import {
  completed,
  hasAnswer,
  isEnd,
  keptWhole,
  lost,
  newTalk,
  runOf,
  say,
  type Talk,
  untilStatus,
  viewOf,
} from "../support/conversation";
import { createDatabase, hasPostgres, migrate } from "../support/database";
import { startOf } from "../support/packages";
import { AIKO, BEN } from "../support/people";
import { buildPrevious, previousRelease } from "../support/previous-release";
import { expect, test } from "../support/processes";
import { siteProcess } from "../support/site-process";
import { storedTranscript } from "../support/transcript";

test.skip(!(await hasPostgres()), "needs Postgres (TEST_DATABASE_URL)");

/** An answer that is begun at one is read at the other while it is written, and is the same at both in the end. */
async function readElsewhere(here: Client, there: Client, talk: Talk): Promise<void> {
  const { reading } = await say(here, talk, "Write a 150-word story about a kite.");
  let words = 0;
  await reading.until((event) => hasAnswer(event) && ++words === 10);
  const follower = await there.connect(talk.threadId);
  expect(follower.refused).toBeNull();
  await Promise.all([completed(reading), completed(follower)]);
  expect(viewOf(follower)?.run?.status).toBe("completed");
  const lines = await keptWhole(here, talk);
  expect(lost(reading, lines)).toBe(0);
  expect(await storedTranscript(there, talk.threadId)).toEqual(lines);
}

/** An answer that is written at one is stopped at the other. */
async function stopElsewhere(here: Client, there: Client, talk: Talk): Promise<void> {
  const { reading, runId } = await say(here, talk, "Write a 400-word story about the sea.");
  let words = 0;
  await reading.until((event) => hasAnswer(event) && ++words === 10);
  expect(await there.stop(runId)).toEqual({ status: 200, body: { stopped: true, status: "stopped" } });
  await reading.until(isEnd, 5_000);
  await untilStatus(here, talk, runId, "stopped", 5_000);
  expect(await runOf(there, talk.threadId)).toMatchObject({ id: runId, status: "stopped" });
}

/** A question that was asked at one is edited at the other: a branch, which both then show. */
async function editElsewhere(here: Client, there: Client): Promise<void> {
  const talk = newTalk();
  const first = await say(here, talk, "What is 2+3?");
  await completed(first.reading);
  const turn = sending(talk.threadId, first.messageId, "What is 20+30?");
  const edited = await there.run({
    ...turn,
    forwardedProps: { turn: { op: "edit", parentId: first.messageId, targetId: first.messageId } },
  });
  expect(edited.refused).toBeNull();
  await completed(edited);
  const shown = await storedTranscript(here, talk.threadId);
  expect(shown.map(({ id }) => id)).toContain(turn.messageId);
  expect(JSON.stringify(shown)).toContain("50");
  expect(await storedTranscript(there, talk.threadId)).toEqual(shown);
}

/** What is changed in the list at one is told by the other; so is what was begun and ended there. */
async function listElsewhere(here: Client, there: Client, talk: Talk): Promise<void> {
  const since = (await there.call<ThreadChanges>("GET", "/api/threads/changes")).body.cursor;
  const title = `Kites, told at ${Date.now()}`;
  expect((await here.call("PATCH", `/api/threads/${talk.threadId}`, { title, pinned: true })).status).toBe(200);
  const changed = await there.call<ThreadChanges>("GET", `/api/threads/changes?${new URLSearchParams({ since })}`);
  expect(changed.body.threads).toContainEqual(expect.objectContaining({ id: talk.threadId, title }));
  for (const client of [here, there]) {
    const { status, body } = await client.call<ThreadList>("GET", "/api/threads?archived=0&limit=50");
    expect(status).toBe(200);
    expect(body.threads).toContainEqual(expect.objectContaining({ id: talk.threadId, title, pinned: true }));
  }
}

/** What an agent asks at this release waits, whatever the one before makes of it, and is answered. */
async function approvalHere(before: Client, now: Client): Promise<void> {
  const talk = newTalk();
  await completed((await say(before, talk, 'Add "water the plants" to my task list.')).reading);
  const { reading, messageId, runId } = await say(now, talk, "Delete all my tasks.");
  await completed(reading);
  const asked = (await runOf(now, talk.threadId))?.interrupts ?? [];
  expect(asked).toHaveLength(1);
  expect((await before.events(talk.threadId)).status).toBe(200);
  expect((await before.call("GET", "/api/threads?archived=0")).status).toBe(200);
  const answers = asked.map(({ id }) => ({ interruptId: id, approved: true }));
  const turn = { op: "resume", parentId: messageId, targetId: runId, answers };
  const resumed = await now.run({ ...sending(talk.threadId, messageId, ""), messages: [], forwardedProps: { turn } });
  expect(resumed.refused).toBeNull();
  await completed(resumed);
  await completed((await say(before, talk, "What is 3+4?")).reading);
  expect(JSON.stringify(await storedTranscript(now, talk.threadId))).toContain("7");
}

// Builds another release, perhaps with other packages, which takes minutes: part of the soak only (`playwright.config.ts`).
test("the release before works on this release's schema, beside this release, each with what the other has begun", async () => {
  test.setTimeout(1_800_000);
  const previous = previousRelease();
  const folder = join(REPOSITORY, ".data", `previous-release-${process.pid}`);
  const [dataDir, reaper] = [mkdtempSync(join(tmpdir(), "agentcore-chat-two-releases-")), createReaper()];
  const database = await createDatabase();
  try {
    const began = Date.now();
    buildPrevious(previous, folder);
    process.stdout.write(`  built ${previous.name} in ${Math.round((Date.now() - began) / 1000)} s\n`);
    await migrate(database.url);
    const common = { origin: MANY_SITE, dataDir, env: { DATABASE_URL: database.url }, reaper };
    const old = siteProcess({
      ...common,
      name: `site ${previous.name}`,
      port: SIDE_BY_SIDE_PORTS.before,
      cwd: folder,
      command: startOf(folder, SIDE_BY_SIDE_PORTS.before),
    });
    const now = siteProcess({ ...common, name: "site of this release", port: SIDE_BY_SIDE_PORTS.now });
    try {
      await Promise.all([old.start(), now.start()]);
      // Each is signed in at one of them, and goes on at both.
      const people = [
        await signInAs(AIKO, { origin: MANY_SITE, url: old.url }),
        await signInAs(BEN, { origin: MANY_SITE, url: now.url }),
      ];
      for (const person of people) {
        const both = [person.at(old.url), person.at(now.url)] as const;
        for (const [here, there] of [both, [both[1], both[0]] as const]) {
          const talk = newTalk();
          await readElsewhere(here, there, talk);
          await stopElsewhere(here, there, talk);
          await listElsewhere(here, there, talk);
          await editElsewhere(here, there);
        }
        await approvalHere(...both);
      }
      process.stdout.write(`  together with it: ${Math.round((Date.now() - began) / 1000)} s in all\n`);
    } finally {
      await Promise.all([old.kill(), now.kill()]);
    }
  } finally {
    reaper.close();
    await database.drop();
    for (const made of [folder, dataDir]) rmSync(made, { recursive: true, force: true });
  }
});
