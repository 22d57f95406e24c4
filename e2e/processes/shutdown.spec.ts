import { answerAgain, hasAnswer, keptWhole, lost, newTalk, runOf, say } from "../support/conversation";
import { hasPostgres } from "../support/database";
import { expect, test } from "../support/processes";
import { times } from "../support/seed";

test.skip(!(await hasPostgres()), "needs Postgres (TEST_DATABASE_URL)");

const GRACE_MS = 10_000;

test("SIGTERM of the process that writes an answer: it is gone in seconds, and all that was read is kept", async ({
  pair,
}) => {
  const rounds = times(1, 5);
  test.setTimeout(60_000 + rounds * 60_000);
  const [here, there] = [pair.aiko.at(pair.a.url), pair.aiko.at(pair.b.url)];
  for (let round = 1; round <= rounds; round++) {
    const talk = newTalk();
    const { reading, runId } = await say(here, talk, "Write a 300-word story about the harbour.");
    let words = 0;
    await reading.until((event) => hasAnswer(event) && ++words === 15);
    const { ending, ms } = await pair.a.terminate(GRACE_MS);
    process.stdout.write(`  ended after ${ms} ms with ${JSON.stringify(ending)}\n`);
    // 143 is what Next ends with when SIGTERM has asked it to; a process that had to be killed has a signal here.
    expect(ending.signal).toBeNull();
    expect([0, 143]).toContain(ending.code);
    expect(ms).toBeLessThan(GRACE_MS);
    const run = await runOf(there, talk.threadId);
    expect(run, "told by the process that ended, not by a lease that ran out").toMatchObject({ id: runId });
    expect(["interrupted", "completed"]).toContain(run?.status);
    expect(lost(reading, await keptWhole(there, talk))).toBe(0);
    await Promise.all([answerAgain(there, talk), pair.a.start()]);
  }
});
