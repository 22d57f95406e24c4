import { eq, sql } from "drizzle-orm";
import { UnsecuredJWT } from "jose";
import { expect, vi } from "vitest";
import { POST as start } from "@/app/api/threads/[threadId]/runs/route";
import { sealTokens } from "../../auth/vault";
import { getConfig } from "../../config";
import { authSession } from "../../db/schema";
import { log } from "../../log";
import {
  createBrowser,
  type Engine,
  type input,
  person,
  post,
  resetAgent,
  SITE,
  startSite,
} from "../../runs/testing/site";
import { handleCopilotRequest as handle } from "../handler";
import type { RequestScope } from "../scope";

export const ROLES = "https://example.com/roles";

/**
 * The site with an agent for everybody (`open`) and one for analysts (`secret`), with A, who is one, and B, who is not.
 *
 * @param enter makes somebody the one who is signed in, for the routes
 */
export async function startRestricted(engine: Engine, enter: (scope: RequestScope) => void) {
  const site = await startSite(engine);
  const [a, b] = [person("a"), person("b")];
  const tokenWith = (roles: unknown) => new UnsecuredJWT({ [ROLES]: roles }).encode();

  /** Which agents the site has from now on; all are the same process. */
  function has(...ids: string[]): void {
    const known: Record<string, object> = {
      open: { name: "Open" },
      secret: {
        name: "Ledger of Salaries",
        prompts: { en: ["Who earns what?"], ja: ["給与は？"] },
        allow: { claim: ROLES, anyOf: ["analyst"] },
      },
    };
    vi.stubEnv("AGENTS", JSON.stringify(ids.map((id) => ({ id, url: site.agent.url, stop: "command", ...known[id] }))));
    delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for("agentcore-chat.config")];
  }

  /** What the person's session holds; runs are given the same unless `renewed` says what Auth0 gives out now. */
  async function hold(scope: RequestScope, roles: unknown, renewed: unknown = roles): Promise<void> {
    const tokens = { accessToken: tokenWith(roles), refreshToken: "r", idpSid: null };
    const sealed = await sealTokens(tokens, scope.user.sid, getConfig().tokenKeys);
    await site.db
      .update(authSession)
      .set({ tokens: sealed, accessExp: sql`now() + interval '1 hour'` })
      .where(eq(authSession.sid, scope.user.sid));
    scope.token = async () => ({ ok: true, token: tokenWith(renewed) });
  }

  const info = async (scope: RequestScope) =>
    await (await handle(new Request(`${SITE}/api/copilotkit/info`), scope)).text();
  const named = async (scope: RequestScope) =>
    Object.keys((JSON.parse(await info(scope)) as { agents: object }).agents);

  /** An answer without what differs from one request to the next. */
  const bare = async (response: Response) => {
    const text = await response.text();
    const headers = Object.fromEntries(response.headers);
    delete headers["x-request-id"];
    return { status: response.status, headers, text: text.replace(/"requestId":"[^"]+"/, "") };
  };
  const streamed = async (scope: RequestScope, agentId: string, body: ReturnType<typeof input>) =>
    await bare(await handle(post(`/agent/${agentId}/run`, body), scope));
  const sent = (method: string, path: string, body?: unknown) =>
    new Request(`${SITE}${path}`, {
      method,
      headers: { origin: SITE, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const polled = async (scope: RequestScope, agentId: string, body: ReturnType<typeof input>) => {
    enter(scope);
    const request = sent("POST", `/api/threads/${body.threadId}/runs`, { agentId, ...body });
    return await bare(await start(request, { params: Promise.resolve({ threadId: body.threadId }) }));
  };
  const rows = async () => {
    const counted = await site.db.execute(
      sql`select (select count(*) from message) as messages, (select count(*) from run) as runs, (select count(*) from thread) as threads`,
    );
    return (counted as unknown as { rows: unknown[] }).rows;
  };

  /** A conversation of A with the restricted agent. */
  async function talk() {
    const browser = createBrowser(handle, a, { agentId: "secret" });
    expect((await browser.send("q")).status).toBe(200);
    await vi.waitFor(async () => expect((await browser.stored()).view.run?.status).toBe("completed"));
    return browser;
  }

  return {
    site,
    a,
    b,
    has,
    hold,
    info,
    named,
    bare,
    sent,
    streamed,
    polled,
    rows,
    talk,
    tokenWith,
    /** As it is at first: both agents, A an analyst, nothing asked of an agent yet. */
    begin: async () => {
      resetAgent(site.agent);
      vi.spyOn(log, "info").mockReturnValue();
      vi.spyOn(log, "warn").mockReturnValue();
      has("open", "secret");
      await hold(a, ["analyst"]);
      await hold(b, ["guest"]);
    },
  };
}
