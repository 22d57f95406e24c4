import { setTimeout as sleep } from "node:timers/promises";
import type { Settings } from "./arguments";
import { CHECKS } from "./checks";
import type { Report } from "./report";
import { jsonOf, visitor } from "./site";
import { type Verdict, wrong } from "./verdict";

type Effects = {
  /** Progress, for people. */
  say: (line: string) => void;
  pauseMs?: number;
};

/** While a roll-out lasts, old and new processes take turns behind one address. */
const IN_A_ROW = 3;

/** Waits until the site is ready and of the wanted release, then looks at everything, also when waiting was in vain. */
export async function runSmoke(settings: Settings, { say, pauseMs = 2_000 }: Effects): Promise<Report> {
  await waitForRelease(settings, say, pauseMs);
  const checks: Report["checks"] = [];
  for (const { name, run } of CHECKS) {
    try {
      checks.push({ name, ...(await run(settings)) });
    } catch (error) {
      checks.push({ name, ...unanswered(error) });
      // Where the first request gets no answer, the others would only say the same again.
      if (checks.length === 1) break;
    }
  }
  const notMade = CHECKS.slice(checks.length).map(({ name }) => name);
  return { site: settings.site, release: settings.release, ok: checks.every(({ ok }) => ok), checks, notMade };
}

async function waitForRelease({ site, release, waitSeconds }: Settings, say: Effects["say"], pauseMs: number) {
  const until = Date.now() + waitSeconds * 1_000;
  const ask = visitor(site);
  let inARow = 0;
  let said = "";
  for (;;) {
    const state = await stateOf(ask, release);
    inARow = state === null ? inARow + 1 : 0;
    if (inARow >= (release === null ? 1 : IN_A_ROW) || Date.now() >= until) return;
    if (state !== null && state !== said) {
      said = state;
      say(`waiting for ${site}: ${state}`);
    }
    await sleep(Math.min(pauseMs, Math.max(0, until - Date.now())));
  }
}

/** Null when there is nothing more to wait for. */
async function stateOf(ask: ReturnType<typeof visitor>, release: string | null): Promise<string | null> {
  try {
    const ready = await ask("/api/health/ready");
    if (ready.status !== 200) return `not ready (${ready.status}${reasonIn(jsonOf(ready)?.reason)})`;
    const found = (await ask("/signin")).headers.get("x-release");
    return release === null || found === release ? null : `release ${found ?? "unknown"} answers, not ${release}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const reasonIn = (reason: unknown) => (typeof reason === "string" ? `, ${reason}` : "");

function unanswered(error: unknown): Verdict {
  const words = error instanceof Error ? error.message : String(error);
  if (/ECONNREFUSED (127\.|::1)/.test(words))
    return wrong(words, "Nothing listens there on this machine: start the site.");
  return wrong(
    words,
    "Does the name resolve to the host, is its certificate valid, and does the load balancer have healthy targets?",
  );
}
