import { EventType } from "@ag-ui/core";
import type { Client } from "../support/client";
import { completed, hasAnswer, isType, newTalk, say, viewOf } from "../support/conversation";
import { hasPostgres } from "../support/database";
import { poll } from "../support/polling";
import { expect, test } from "../support/processes";
import type { Heard, Reading } from "../support/reading";
import { createDice, spread, times } from "../support/seed";
import {
  type Line,
  storedTranscript,
  transcriptOfAnswers,
  transcriptOfRun,
  transcriptOfStream,
} from "../support/transcript";

test.skip(!(await hasPostgres()), "needs Postgres (TEST_DATABASE_URL)");

/** Thoughts, tools side by side, characters of several bytes, text of some length: what a cut can fall into. */
const QUESTIONS: [string, ...string[]] = [
  // Longer than the site waits before it stores a part of a message: who comes after that begins in the middle of it.
  "Write a 120-word story about a kite.",
  "What is 12.5*8, and what time is it in Tokyo and in New York?",
  "120字で海の物語を書いて",
  'Add "mend the 凧" to my task list, and what is 3^7?',
];

test("wherever a reader is cut, on the other process they have what nobody who stayed has otherwise: no gap, no repeat", async ({
  pair,
}) => {
  const cuts = times(6, 40);
  test.setTimeout(60_000 + cuts * 20_000);
  const dice = createDice("resume");
  const [here, there] = [pair.aiko.at(pair.a.url), pair.aiko.at(pair.b.url)];
  const streamed: number[] = [];
  const asked: number[] = [];
  /** Bytes of a whole stream, for the cut to fall anywhere in the next one of its kind. */
  const sizes = new Map<string, { run: number; connect: number }>();
  let talk = newTalk();
  let before: Line[] = [];

  /** Opens the conversation on the other process, in both forms, and compares with what the uncut reader got. */
  async function resume(what: string, uncut: Promise<Line[]>): Promise<void> {
    const [reading, polled] = await Promise.all([there.connect(talk.threadId), poll(there, talk.threadId)]);
    const first = await reading.until(isType(EventType.MESSAGES_SNAPSHOT));
    streamed.push(first.at - reading.asked);
    asked.push(polled.firstMs);
    await completed(reading);
    expect(viewOf(reading)?.run?.status, what).toBe("completed");
    expect(await transcriptOfStream(reading.heard.map(({ event }) => event)), `${what}, streamed`).toEqual(await uncut);
    expect(await transcriptOfAnswers(talk.threadId, polled.answers), `${what}, asked for`).toEqual(await uncut);
  }

  for (let made = 0; made < cuts; made += 3) {
    // A long conversation and a new one both occur.
    if (dice.whole(0, 3) === 0) {
      talk = newTalk();
      before = [];
    }
    const question = QUESTIONS[(made / 3) % QUESTIONS.length] ?? QUESTIONS[0];
    const size = sizes.get(question) ?? { run: 9_000, connect: 9_000 };
    sizes.set(question, size);
    const at = {
      run: dice.whole(1, size.run),
      connect: dice.whole(1, size.connect),
      asks: dice.whole(1, 12),
      words: dice.whole(70, 110),
    };
    await test.step(`${question} cut at ${JSON.stringify(at)}`, async () => {
      const said = await say(here, talk, question, { cutAt: at.run });
      const stayed = await here.connect(talk.threadId);
      const uncut = whole(stayed);
      const left = await here.connect(talk.threadId, { cutAt: at.connect });
      const watchers = [
        said.reading.over.then((how) => resume(`the run's own stream (${how} at ${said.reading.bytes()})`, uncut)),
        left.over.then((how) => resume(`a second reader (${how} at ${left.bytes()})`, uncut)),
        goOn(here, there, talk.threadId, at.asks, uncut),
        late(stayed, at.words).then((came) => (came ? resume(`who came after ${at.words} words`, uncut) : undefined)),
      ];
      await Promise.all(watchers);
      size.connect = stayed.bytes();
      const lines = await uncut;
      if ((await said.reading.over) === "ended") {
        size.run = said.reading.bytes();
        // No cut fell into the run's own stream: it makes the same out of what the page had.
        const had = [...before, { id: said.messageId, role: "user", content: question }];
        expect(await transcriptOfRun(said.reading.heard, had), "the run's own stream").toEqual(lines);
      }
      expect(await storedTranscript(here, talk.threadId), "stored").toEqual(lines);
      before = lines;
    });
  }
  process.stdout.write(
    `  first event on the other process (ms): streamed ${spread(streamed)}; asked for ${spread(asked)}\n`,
  );
});

/** Resolves when that much of an answer has been written; false if it is over before. */
async function late(reading: Reading, words: number): Promise<boolean> {
  let text = "";
  const enough = (event: Heard["event"]) => {
    text += String(event.delta);
    return text.split(/\s+/).length >= words;
  };
  return await reading
    .until((event) => hasAnswer(event) && enough(event), 60_000)
    .then(
      () => true,
      () => false,
    );
}

async function whole(reading: Reading): Promise<Line[]> {
  await completed(reading);
  return await transcriptOfStream(reading.heard.map(({ event }) => event));
}

/** Asks one process some times, then the other from where the first one left off. */
async function goOn(here: Client, there: Client, threadId: string, most: number, uncut: Promise<Line[]>) {
  const from = await poll(here, threadId, { most });
  const all = await poll(there, threadId, { from });
  expect(await transcriptOfAnswers(threadId, all.answers), `asked for, moved after ${most}`).toEqual(await uncut);
}
