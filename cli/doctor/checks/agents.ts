import { type AgentEntry, regionOfArn } from "../../../lib/agentcore/agent-entry";
import { resolveAgent } from "../../../lib/agentcore/registry";
import { isLocalArn } from "../../../lib/local-defaults";
import type { Report } from "../../check/report";
import { runChecks } from "../../check/run-checks";
import { agentsOf, readEnvironment } from "../../environment";
import { UsageError } from "../../io";
import { plainLine } from "../../plain-text";
import { targetAt } from "../../target";
import { type Context, START_LOCAL_CLOUD, unset } from "../context";
import type { Held } from "./token";

const CALLS = ["agent.access", "agent.answer"] as const;

/** Each agent by `check`, with the person's token: whether AgentCore lets it through, and whether an answer comes back. */
export async function checkAgents(context: Context, held: Held | null): Promise<void> {
  const { findings } = context;
  const agents = listOf(context);
  if (agents === null) {
    for (const id of ["agent.address", ...CALLS] as const)
      findings.skip(id, unset("AGENTS or BEDROCK_AGENTCORE_RUNTIME_ARN"));
    return;
  }
  checkEndpoint(context);
  const callable = agents.filter((agent) => checkAddress(context, agent));
  for (const { id } of agents.filter((agent) => !callable.includes(agent)))
    for (const check of CALLS) findings.skip(check, "its address comes first", undefined, id);
  if (held?.fit) await Promise.all(callable.map((agent) => checkAgent(context, agent, held)));
  else
    for (const { id } of callable)
      for (const check of CALLS)
        findings.skip(
          check,
          held === null ? "there is no token to call it with" : "the token is not fit",
          undefined,
          id,
        );
}

/** A variable of the AWS SDKs and of the command line; the site has no such thing, so the agents are not called by it here. */
function checkEndpoint({ env, findings }: Context) {
  const name = "AWS_ENDPOINT_URL_BEDROCK_AGENTCORE";
  if (!env[name]?.trim()) return;
  findings.warn(
    "agent.address",
    "is set, and the site ignores it: an ARN is called at Amazon's address of its region",
    `Take ${name} out; for another address give the agent's entry in AGENTS a url in place of its arn.`,
    name,
  );
}

/** False when the site cannot call it at all. */
function checkAddress({ findings }: Context, { id, arn, url, region }: AgentEntry): boolean {
  if (arn !== undefined && isLocalArn(arn)) {
    findings.fail(
      "agent.address",
      `${arn} is a runtime of the local AgentCore, and the site would look for it at Amazon`,
      "Take the ARN of a runtime in your AWS account, or name the local one in AGENTS by its url, http://localhost:…/runtimes/…",
      id,
    );
    return false;
  }
  const inArn = arn === undefined ? null : regionOfArn(arn);
  if (region !== undefined && inArn !== null && region !== inArn)
    findings.warn(
      "agent.address",
      `its region is ${region}, its ARN's ${inArn}`,
      "Leave region out of the entry in AGENTS, or take the ARN of that region's runtime.",
      id,
    );
  else findings.ok("agent.address", arn ?? readable(url ?? ""), id);
  return true;
}

/** An address of AgentCore's data plane with its ARN as one knows it. */
function readable(url: string): string {
  const arn = /\/runtimes\/([^/]+)\//.exec(url)?.[1];
  return arn === undefined ? url : `${decodeURIComponent(arn)} at ${new URL(url).origin}`;
}

/** Null when the environment names none that can be read, which the settings' own check says. */
function listOf({ env, settings }: Context): AgentEntry[] | null {
  const isNamed = settings.AGENTS !== undefined || settings.BEDROCK_AGENTCORE_RUNTIME_ARN !== undefined;
  if (!isNamed) return null;
  try {
    return agentsOf(readEnvironment(env));
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

async function checkAgent(context: Context, agent: AgentEntry, held: Held): Promise<void> {
  const { io, findings, full } = context;
  const { id } = agent;
  // Where the site itself calls it: what the environment says to the command line only would tell of another address.
  const { invokeUrl } = resolveAgent(agent);
  const report = await runChecks({
    target: targetAt(agent, invokeUrl),
    token: held.token,
    depth: full ? "all" : "one run",
    signal: io.signal,
  });
  const wrong = report.results.filter(({ status }) => status === "failed" || status === "warning");
  const access =
    report.verdict === "unreachable" ? wrong[0] : report.results.find((result) => result.id === "runtime.access");
  const bad = wrong.filter((result) => result !== access);
  if (access?.status === "failed") {
    tellRefusal(context, { id, origin: new URL(invokeUrl).origin }, held, access.detail);
    return findings.skip("agent.answer", "AgentCore does not let the call through", undefined, id);
  }
  findings.ok("agent.access", access?.detail ?? "called directly", id);
  tellAnswer(context, id, bad, report);
}

function tellAnswer({ findings }: Context, id: string, bad: Report["results"], report: Report) {
  const more = `npm run -s agentcore -- check ${id}`;
  const run = report.results.find((result) => result.id === "run.status")?.detail ?? "";
  if (bad.length === 0) return findings.ok("agent.answer", plainLine(run), id);
  const found = bad.map((result) => `${result.id}: ${plainLine(result.detail)}`).join("; ");
  const mend = `${bad[0]?.mend ?? ""} All of it: ${more}`;
  if (bad.some(({ status }) => status === "failed")) findings.fail("agent.answer", found, mend, id);
  else findings.warn("agent.answer", found, mend, id);
}

/** AgentCore's refusal as what has to be mended, and where. */
function tellRefusal(
  { settings, findings }: Context,
  { id, origin }: { id: string; origin: string },
  held: Held,
  detail: string,
) {
  const found = detail.includes(origin) ? detail : `${origin}: ${detail}`;
  const fail = (mend: string) => findings.fail("agent.access", found, mend, id);
  const isLocal = origin.startsWith("http:");
  const authorizer = "the runtime's inbound authorizer (AgentCore console > Agent runtime > Inbound auth)";
  const claim = /Claim '(\w+)'/.exec(detail)?.[1];
  const { AUTH0_CLIENT_ID: site, AUTH0_AUDIENCE: audience, AUTH0_ISSUER: issuer } = settings;
  if (claim === "aud") return fail(`Add ${audience} to the allowed audiences of ${authorizer}.`);
  if (claim === "client_id" && held.clientId !== site)
    // Perhaps only the command line's application is left out: that would be no fault of the site.
    return findings.warn(
      "agent.access",
      found,
      `Add ${held.clientId} (the token's application) beside ${site} (the site's) to the allowed clients of ${authorizer}; the site's own cannot be checked with this token.`,
      id,
    );
  if (claim === "client_id") return fail(`Add ${site} to the allowed clients of ${authorizer}.`);
  if (claim === "scope") return fail(`Take the allowed scopes out of ${authorizer}, or define them in the API.`);
  if (claim === "iss" || /HTTP 401/.test(detail))
    return fail(`Set the discovery URL of ${authorizer} to ${issuer}.well-known/openid-configuration`);
  if (/method mismatch/i.test(detail))
    return fail(`The runtime takes AWS signatures: give it a JWT authorizer (${authorizer}).`);
  if (/AGENT_NOT_FOUND/.test(detail))
    return fail(
      isLocal
        ? "Copy the ARN that `npm run dev` (with --agent: for that agent) prints, or add the runtime to the local AgentCore."
        : "Copy the ARN (and the endpoint's name, `qualifier`) from the AgentCore console, of the same account and region.",
    );
  if (/HTTP 403/.test(detail))
    return fail(`See whether the runtime has a JWT authorizer (${authorizer}), and no resource policy against it.`);
  if (isLocal) return fail(`${START_LOCAL_CLOUD} An address in AGENTS has its port in itself.`);
  fail("See whether the address is right, whether this machine reaches it, and the runtime's log group in CloudWatch.");
}
