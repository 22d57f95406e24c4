import { sending } from "../support/client";
import {
  answerAgain,
  completed,
  hasAnswer,
  hasWords,
  keptWhole,
  lost,
  newTalk,
  runOf,
  say,
  type Talk,
  untilStatus,
} from "../support/conversation";
import { hasPostgres } from "../support/database";
import { expect, NOTICED_MS, test } from "../support/processes";
import { createDice, spread, times } from "../support/seed";

test.skip(!(await hasPostgres()), "needs Postgres (TEST_DATABASE_URL)");

/**
 * The reader gets an event from memory while the log is still on its way to the database: what was on the screen for less
 * than this when the process died may be gone.
 */
const ON_ITS_WAY_MS = 500;

test("kill -9 of the process that writes an answer loses no message and no word that was read, and the other one goes on", async ({
  pair,
}) => {
  const kills = times(3, 50);
  test.setTimeout(60_000 + kills * 60_000);
  const dice = createDice("crash");
  const noticed: number[] = [];
  const missing: number[] = [];
  let talk: Talk = newTalk();
  const spared = newTalk();
  for (let kill = 1; kill <= kills; kill++) {
    const [victim, other] = dice.pick([
      [pair.a, pair.b],
      [pair.b, pair.a],
    ]);
    const [throughVictim, throughOther] = [pair.aiko.at(victim.url), pair.aiko.at(other.url)];
    // An old conversation has an agent that is still busy with what the dead process asked of it; a new one does not.
    if (dice.pick([true, false])) talk = newTalk();
    const words = dice.whole(30, 90);
    await test.step(`${kill}: ${victim.name} dies`, async () => {
      const unharmed = say(pair.ben.at(other.url), spared, `Write a 60-word story about a lighthouse, number ${kill}.`);
      const { reading, runId } = await say(throughVictim, talk, `Write a ${words}-word story about rain.`);
      let left = dice.whole(0, words);
      const late = dice.whole(0, 40);
      if (left > 0) await reading.until((event) => hasWords(event) && --left <= 0).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, late));
      const died = Date.now();
      await victim.kill();
      const ended = reading.heard.some(({ event }) => event.type === "RUN_FINISHED");
      const again = victim.start();
      if (!ended) {
        await untilStatus(throughOther, talk, runId, "interrupted", NOTICED_MS);
        noticed.push(Date.now() - died);
      }
      const lines = await keptWhole(throughOther, talk);
      expect(lost(reading, lines, died - ON_ITS_WAY_MS), "characters that were read and are gone").toBe(0);
      missing.push(lost(reading, lines));
      await answerAgain(throughOther, talk);
      const { reading: untouched } = await unharmed;
      await completed(untouched);
      expect(untouched.heard.some(({ event }) => hasAnswer(event))).toBe(true);
      await again;
      expect(await keptWhole(throughVictim, talk)).toEqual(await keptWhole(throughOther, talk));
    });
  }
  await keptWhole(pair.ben, spared);
  process.stdout.write(
    `  seen as interrupted after (ms): ${spread(noticed)}\n  read in the last ${ON_ITS_WAY_MS} ms and not stored (characters): ${spread(missing)}\n`,
  );
});

test("kill -9 of the process that is just being asked: the message is there with a run that can be tried again, or not at all", async ({
  pair,
}) => {
  const kills = times(3, 20);
  test.setTimeout(60_000 + kills * 30_000);
  const dice = createDice("asked");
  const talk = newTalk();
  await completed((await say(pair.aiko, talk, "What is 1+1?")).reading);
  let arrived = 0;
  for (let kill = 1; kill <= kills; kill++) {
    const [victim, other] = dice.pick([
      [pair.a, pair.b],
      [pair.b, pair.a],
    ]);
    const throughOther = pair.aiko.at(other.url);
    const turn = sending(talk.threadId, talk.asked.at(-1)?.id ?? null, `What is ${kill}+1?`);
    const text = String(turn.messages[0]?.content);
    const asking = pair.aiko
      .at(victim.url)
      .run(turn)
      .catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, dice.whole(0, 150)));
    await victim.kill();
    await asking;
    const again = victim.start();
    const { body } = await throughOther.events(talk.threadId);
    if (body.messages?.some((message) => message.id === turn.messageId)) {
      arrived++;
      talk.asked.push({ id: turn.messageId, text });
      await expect
        .poll(async () => await runOf(throughOther, talk.threadId), { timeout: NOTICED_MS, intervals: [100] })
        .toMatchObject({ id: turn.runId, baseId: turn.messageId, status: "interrupted" });
      await keptWhole(throughOther, talk);
      await answerAgain(throughOther, talk);
    } else {
      // As if it had never been sent: the page sends it again.
      expect((await runOf(throughOther, talk.threadId))?.status).toBe("completed");
      const { reading } = await say(throughOther, talk, text);
      await completed(reading);
    }
    await again;
  }
  await keptWhole(pair.aiko, talk);
  process.stdout.write(`  of ${kills} messages ${arrived} had arrived\n`);
});
