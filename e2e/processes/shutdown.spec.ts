import { answerAgain, completed, hasAnswer, keptWhole, lost, newTalk, runOf, say } from "../support/conversation";
import { hasPostgres } from "../support/database";
import { DRAIN_MS, expect, test } from "../support/processes";
import { times } from "../support/seed";

test.skip(!(await hasPostgres()), "needs Postgres (TEST_DATABASE_URL)");

const GRACE_MS = DRAIN_MS + 10_000;

test("SIGTERM of the process that writes an answer: it goes on for a while, and all that was read is kept", async ({
  pair,
}) => {
  const rounds = times(1, 5);
  test.setTimeout(60_000 + rounds * 60_000);
  const [here, there] = [pair.aiko.at(pair.a.url), pair.aiko.at(pair.b.url)];
  for (let round = 1; round <= rounds; round++) {
    const talk = newTalk();
    // Longer than the drain: the demo model writes about 25 words in a second.
    const { reading, runId } = await say(here, talk, "Write a 300-word story about the harbour.");
    let words = 0;
    await reading.until((event) => hasAnswer(event) && ++words === 15);
    const { ending, ms } = await pair.a.terminate(GRACE_MS);
    process.stdout.write(`  ended after ${ms} ms with ${JSON.stringify(ending)}\n`);
    expect(ending, "by itself, and as one that has not failed").toEqual({ code: 0, signal: null });
    expect(ms).toBeGreaterThanOrEqual(DRAIN_MS);
    expect(ms).toBeLessThan(GRACE_MS);
    const run = await runOf(there, talk.threadId);
    expect(run, "told by the process that ended, not by a lease that ran out").toMatchObject({ id: runId });
    expect(run?.status).toBe("interrupted");
    expect(lost(reading, await keptWhole(there, talk))).toBe(0);
    await Promise.all([answerAgain(there, talk), pair.a.start()]);
  }
});

test("SIGTERM while an answer is about to end: its reader gets it whole, and the process does not wait longer", async ({
  pair,
}) => {
  const [here, there] = [pair.aiko.at(pair.a.url), pair.aiko.at(pair.b.url)];
  const talk = newTalk();
  const { reading, runId } = await say(here, talk, "Write a 20-word story about the harbour.");
  await reading.until(hasAnswer);
  const [{ ending, ms }] = await Promise.all([pair.a.terminate(GRACE_MS), completed(reading)]);
  process.stdout.write(`  ended after ${ms} ms with ${JSON.stringify(ending)}\n`);
  expect(ending).toEqual({ code: 0, signal: null });
  expect(ms, "when the answer has ended, whoever keeps a connection open").toBeLessThan(DRAIN_MS);
  expect(await runOf(there, talk.threadId)).toMatchObject({ id: runId, status: "completed" });
  expect(lost(reading, await keptWhole(there, talk))).toBe(0);
  await pair.a.start();
});

test("SIGTERM twice: nobody waits for the answer", async ({ pair }) => {
  const [here, there] = [pair.aiko.at(pair.a.url), pair.aiko.at(pair.b.url)];
  const talk = newTalk();
  const { reading } = await say(here, talk, "Write a 300-word story about the harbour.");
  await reading.until(hasAnswer);
  const ended = pair.a.terminate(GRACE_MS);
  await new Promise((resolve) => setTimeout(resolve, 200));
  process.kill(pair.a.pid() ?? 0, "SIGTERM");
  const { ending, ms } = await ended;
  process.stdout.write(`  ended after ${ms} ms with ${JSON.stringify(ending)}\n`);
  expect(ending).toEqual({ code: 0, signal: null });
  expect(ms).toBeLessThan(DRAIN_MS);
  expect((await runOf(there, talk.threadId))?.status).toBe("interrupted");
  expect(lost(reading, await keptWhole(there, talk))).toBe(0);
  await pair.a.start();
});
