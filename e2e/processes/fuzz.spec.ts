import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localUsers } from "../../dev/auth0/users";
import { createReaper } from "../../dev/start/reaper";
import { startFakeAgent } from "../../lib/runs/testing/fake-agent";
import { MANY_SITE, PROCESS_PORTS, STACK_LOG } from "../support/addresses";
import { createDatabase, hasPostgres, migrate } from "../support/database";
import { CALLS, createFuzzer, histogram, report, residentMb, type Tried } from "../support/fuzzing";
import { expect, test } from "../support/processes";
import { SEED, times } from "../support/seed";
import { siteProcess } from "../support/site-process";

const postgres = await hasPostgres();
const engines = postgres ? (["embedded", "postgres"] as const) : (["embedded"] as const);
/** Of all requests together; each database gets its share. */
const REQUESTS = times(500, 10_000) / engines.length;
const SHOWN = 8;
const MOST = "1000000";
/** Between a third of the way and the end: what bodies of megabytes leave to the garbage collector, and no more in a soak. */
const GROWTH_MB = 100;

// Both at once: each waits for its database and its agent most of the time.
test("no request with one thing wrong about it makes a site fail, say too much, or grow", async () => {
  test.setTimeout(120_000 + REQUESTS * 500);
  await Promise.all(engines.map(attack));
});

async function attack(engine: (typeof engines)[number]): Promise<void> {
  const name = `fuzzed ${engine}`;
  const [agent, reaper] = [await startFakeAgent(), createReaper()];
  const dataDir = mkdtempSync(join(tmpdir(), "agentcore-chat-fuzz-"));
  const database = engine === "postgres" ? await createDatabase() : null;
  const site = siteProcess({
    name,
    port: PROCESS_PORTS.fuzzed[engine],
    origin: MANY_SITE,
    dataDir,
    reaper,
    env: {
      ...(database && { DATABASE_URL: database.url }),
      AGENTS: JSON.stringify([{ id: "helper", name: "Helper", url: agent.url, stop: "command" }]),
      LOG_LEVEL: "info",
      // On a machine with much memory V8 lets garbage lie, more or less of it in each run. With little to spend it collects, and
      // what grows then is what is kept.
      NODE_OPTIONS: "--max-old-space-size=384",
      LIMIT_RUNS_PER_MINUTE: MOST,
      LIMIT_RUNS_AT_ONCE: "10000",
      LIMIT_REQUESTS_PER_MINUTE: MOST,
      LIMIT_SIGN_INS_PER_MINUTE: MOST,
      LIMIT_PEOPLE_PER_ADDRESS: MOST,
    },
  });
  try {
    if (database) await migrate(database.url);
    await site.start();
    const people = localUsers.map((person) => createFuzzer(person, site.url));

    const whole = await test.step("as they are meant, all succeed", async () =>
      await shared(people, CALLS, (who, one) => who.whole(one)));
    const failed = whole.filter(
      ({ answer, verdict }) => !answer || answer.status >= 400 || verdict.problems.length > 0,
    );
    expect(failed.map(report).join("\n\n"), "calls of the table that their owner cannot make").toBe("");

    const numbers = Array.from({ length: REQUESTS }, (_, number) => number);
    const warm = numbers.splice(0, Math.floor(REQUESTS / 3));
    const one = (number: number) => CALLS[number % CALLS.length] ?? CALLS[0];
    const work = async (part: readonly number[]) =>
      await shared(
        people,
        part,
        async (who, number) => await who.broken(one(number) as (typeof CALLS)[number], number),
      );
    const tried = await work(warm);
    const before = residentMb(site.pid());
    tried.push(...(await work(numbers)));
    const after = residentMb(site.pid());

    const passed = tried.filter(({ verdict }) => verdict.reached === "route").length / tried.length;
    process.stdout.write(
      `  ${engine}: ${tried.length} requests, ${Math.round(passed * 100)} % came past the guards; memory ${before} → ${after} MB\n` +
        `  ${histogram(tried.map(({ answer, verdict }) => `${answer?.status ?? "none"} ${verdict.code}`.trim()))}\n`,
    );
    const wrong = tried.filter(({ verdict }) => verdict.problems.length > 0);
    expect(
      wrong.slice(0, SHOWN).map(report).join("\n\n"),
      `${wrong.length} wrong answers; again with SOAK_SEED=${SEED}`,
    ).toBe("");
    if (before !== null && after !== null) expect(after - before, "MB more than when warm").toBeLessThan(GROWTH_MB);
    expect(passed, "share that the guards in front let through").toBeGreaterThanOrEqual(0.5);
    expect(await shared(people, CALLS.slice(0, 1), (who, call) => who.whole(call))).toMatchObject([
      { answer: { status: 200 } },
    ]);
    expect(complaints(name), "what the site itself calls an error").toEqual([]);
  } finally {
    await site.kill();
    reaper.close();
    agent.close();
    await database?.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Everybody takes the next one as soon as they are done with theirs. */
async function shared<P, T>(
  people: readonly P[],
  work: readonly T[],
  make: (who: P, one: T) => Promise<Tried>,
): Promise<Tried[]> {
  const done: Tried[] = [];
  let next = 0;
  const take = async (who: P) => {
    while (next < work.length) {
      const one = work[next++] as T;
      done.push(await make(who, one));
    }
  };
  await Promise.all(people.map(take));
  return done;
}

/** Lines of the site's log from "error" up, and those of Node's own. */
function complaints(name: string): string[] {
  return readFileSync(STACK_LOG, "utf8")
    .split("\n")
    .filter((line) => line.startsWith(`${name} |`))
    .filter((line) => /"level":[5-9]0|unhandledRejection|uncaughtException|^[^|]*\| *(⨯|\w*Error:)/.test(line))
    .slice(0, SHOWN);
}
