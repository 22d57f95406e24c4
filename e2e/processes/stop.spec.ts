import { EventType } from "@ag-ui/core";
import { completed, hasAnswer, keptWhole, lost, newTalk, say } from "../support/conversation";
import { hasPostgres } from "../support/database";
import { forgetInvocations, invocations } from "../support/local-cloud";
import { expect, test } from "../support/processes";
import { spread, times } from "../support/seed";

test.skip(!(await hasPostgres()), "needs Postgres (TEST_DATABASE_URL)");

/** The promise is a second; a busy test machine may take its time. */
const AT_MOST_MS = 3_000;

test("a stop from the other process ends the answer at the agent too, at once and for good", async ({ pair }) => {
  const stops = times(2, 10);
  test.setTimeout(60_000 + stops * 30_000);
  const [here, there] = [pair.aiko.at(pair.a.url), pair.aiko.at(pair.b.url)];
  const talk = newTalk();
  const told: number[] = [];
  const closed: number[] = [];
  for (let count = 1; count <= stops; count++) {
    await forgetInvocations();
    const { reading, runId } = await say(here, talk, `Write a 300-word story about the sea, number ${count}.`);
    let words = 0;
    await reading.until((event) => hasAnswer(event) && ++words === 10);
    const asked = Date.now();
    const stopped = await there.stop(runId);
    expect(stopped).toEqual({ status: 200, body: { stopped: true, status: "stopped" } });
    told.push(Date.now() - asked);
    expect(told.at(-1)).toBeLessThan(AT_MOST_MS);
    const ended = await reading.until(({ type }) => type === EventType.RUN_FINISHED, 5_000);
    expect(ended.at - asked).toBeLessThan(AT_MOST_MS);
    const lines = await keptWhole(there, talk);
    expect(lost(reading, lines)).toBe(0);

    // The next message before anything else: it must not wait for the agent to be done with the last one.
    const next = await say(there, talk, `What is ${count}+3?`);
    expect((await here.stop(runId)).body, "a late stop hits nothing").toMatchObject({ status: "stopped" });
    await completed(next.reading);

    const calls = await invocations();
    const invoked = calls.find((call) => String(call.body).includes(runId) && !String(call.body).includes('"command"'));
    const command = calls.find((call) => String(call.body).includes('"command":"stop"'));
    expect(String(command?.body)).toContain(runId);
    expect(invoked?.endedAt).not.toBeNull();
    closed.push(Date.parse(invoked?.endedAt ?? "") - asked);
    expect(closed.at(-1)).toBeLessThan(AT_MOST_MS);
    const after = await keptWhole(there, talk);
    expect(after.slice(0, lines.length), "what was stopped does not grow").toEqual(lines);
  }
  process.stdout.write(`  stop told after (ms): ${spread(told)}; call closed after: ${spread(closed)}\n`);
});
