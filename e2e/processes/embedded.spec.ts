import { answerAgain, hasWords, keptWhole, lost, newTalk, runOf, say, type Talk } from "../support/conversation";
import { expect, test } from "../support/processes";
import { createDice, times } from "../support/seed";

/** The embedded database need not have written the very last moment. */
const WRITTEN_MS = 1_000;

test("kill -9 of the only process on the embedded database: it boots again by itself, with everything that was said", async ({
  embedded: { site, aiko },
}) => {
  const kills = times(3, 20);
  test.setTimeout(60_000 + kills * 60_000);
  const dice = createDice("embedded");
  const talks: Talk[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    await test.step(`kill ${kill}`, async () => {
      const talk = talks.length > 0 && dice.pick([true, false]) ? talks[dice.whole(0, talks.length - 1)] : undefined;
      const here = talk ?? newTalk();
      if (!talk) talks.push(here);
      const words = dice.whole(30, 90);
      const { reading, runId } = await say(aiko, here, `Write a ${words}-word story about snow.`);
      let left = dice.whole(0, words);
      if (left > 0) await reading.until((event) => hasWords(event) && --left <= 0).catch(() => undefined);
      const died = Date.now();
      await site.kill();
      const ended = reading.heard.some(({ event }) => event.type === "RUN_FINISHED");
      await site.start();
      const run = await runOf(aiko, here.threadId);
      expect(run, "right after the boot, without waiting for a lease to run out").toMatchObject({
        id: runId,
        status: ended ? "completed" : "interrupted",
      });
      const lines = await keptWhole(aiko, here);
      expect(lost(reading, lines, died - WRITTEN_MS), "characters that were read and are gone").toBe(0);
      await answerAgain(aiko, here);
    });
  }
  for (const talk of talks) await keptWhole(aiko, talk);
});
