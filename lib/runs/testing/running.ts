import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { expect, vi } from "vitest";
import { handleCopilotRequest } from "../../copilot/handler";
import { run, runEvent } from "../../db/schema";
import { held } from "./fake-agent";
import { createBrowser, eventsOf, person, type startSite } from "./site";

type Site = Awaited<ReturnType<typeof startSite>>;

/** A run that has said `words` and goes on; its caller reads `events`. */
export async function startRunning(site: Site, words = "seen") {
  const browser = createBrowser(handleCopilotRequest, person("a"));
  const answer = held(words);
  const closed = vi.fn();
  site.agent.answer = (response, call) => {
    response.on("close", closed);
    answer.answer(response, call);
  };
  const runId = randomUUID();
  const events = eventsOf(await browser.send("q", runId));
  const logged = () => site.db.select().from(runEvent).where(eq(runEvent.runId, runId));
  await vi.waitFor(async () => expect((await logged()).flatMap((row) => row.events)).toHaveLength(2), 10_000);
  return { browser, answer, closed, runId, events };
}

export async function statusOf(site: Site, runId: string): Promise<string | undefined> {
  return (await site.db.select().from(run).where(eq(run.id, runId)))[0]?.status;
}

/** As if the process that owns the run were gone: its lease is another's, and nobody renews it. */
export async function orphan(site: Site, runId: string): Promise<void> {
  await site.db
    .update(run)
    .set({ ownerInstance: "gone", heartbeatAt: sql`now() - interval '1 minute'` })
    .where(eq(run.id, runId));
}
