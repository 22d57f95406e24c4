import { EventType } from "@ag-ui/core";
import { sending } from "../support/client";
import { completed, keptWhole, newTalk } from "../support/conversation";
import { hasPostgres } from "../support/database";
import { expect, test } from "../support/processes";

test.skip(!(await hasPostgres()), "needs Postgres (TEST_DATABASE_URL)");

test("of two messages sent at the same instant one is answered and the other is told, ten times", async ({ pair }) => {
  const [a, b] = [pair.aiko.at(pair.a.url), pair.aiko.at(pair.b.url)];
  const talk = newTalk();
  for (let round = 1; round <= 10; round++) {
    await test.step(`round ${round}`, async () => {
      const parentId = talk.asked.at(-1)?.id ?? null;
      const both = await Promise.all(
        [a, b].map(async (client, at) => {
          const text = `What is ${round}+${at + 1}?`;
          const turn = sending(talk.threadId, parentId, text);
          return { text, turn, reading: await client.run(turn) };
        }),
      );
      const firsts = await Promise.all(
        both.map(async ({ reading }) =>
          reading.refused ? reading.refused : (await reading.until(() => true, 15_000)).event,
        ),
      );
      const winner = both[firsts.findIndex((first) => "type" in first && first.type === EventType.RUN_STARTED)];
      const told = firsts.filter((first) => ["RUN_IN_PROGRESS", "CONFLICT"].includes(String(first.code)));
      expect(told, JSON.stringify(firsts)).toHaveLength(1);
      if (!winner) throw new Error(`nobody was answered: ${JSON.stringify(firsts)}`);
      talk.asked.push({ id: winner.turn.messageId, text: winner.text });
      await completed(winner.reading);
    });
  }
  await keptWhole(b, talk);
  const ids = [talk.threadId];
  const [count] = await pair.database.query(
    "select count(*)::int as messages, count(distinct run_id)::int as runs from message where thread_id = $1 and role = 'user'",
    ids,
  );
  expect(count).toEqual({ messages: 10, runs: 10 });
  const orphans = await pair.database.query(
    `select m.id from message m left join message p on p.thread_id = m.thread_id and p.id = m.parent_id
       left join run r on r.id = m.run_id
      where m.thread_id = $1 and (r.id is null or (m.parent_id is not null and p.id is null))`,
    ids,
  );
  expect(orphans, "messages without a run or without the one before them").toEqual([]);
  const runs = await pair.database.query(
    "select status, count(*)::int as n from run where thread_id = $1 group by status",
    ids,
  );
  expect(runs).toEqual([{ status: "completed", n: 10 }]);
});
