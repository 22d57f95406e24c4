import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import type { AuthorizerRules } from "../../../dev/agentcore/options";
import { type LocalAgentCore, startLocalAgentCore } from "../../../dev/agentcore/server";
import { type LocalAuth0, startLocalAuth0 } from "../../../dev/auth0/server";
import type { Registered } from "../../../dev/auth0/tenant";
import { aiko, signInForTokens, siteOrigin } from "../../../dev/auth0/testing/flows";
import { invocationsUrl, LOCAL } from "../../../lib/local-defaults";
import { runCommand } from "../../commands";
import { startFakeAgent } from "../../testing/fake-agent";
import { createFakeIo } from "../../testing/fake-io";
import type { Fault } from "../../testing/faults";
import { type DoctorReport, doctorSchema } from "../report";

export const ARN = "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/my_agent-aaaaaaaaaa";

const key = () => randomBytes(32).toString("base64");

export type Env = Record<string, string>;

/** A site that only says whether it is ready. */
export async function startSite(status = 200, headers: Record<string, string> = {}, body = '{"status":"ok"}') {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/api/health/ready" ? status : 404, headers);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

export type Clinic = { auth0: LocalAuth0; core: LocalAgentCore; env: Env; close: () => Promise<void> };

type Options = {
  dataDir: string;
  databaseUrl: string;
  registered?: Registered;
  fault?: Fault;
  authorizer?: AuthorizerRules;
  /** Where the site answers; by default nowhere. */
  site?: string;
};

/** The whole of the local cloud in this process, and an environment that is filled in for it as one for production is. */
export async function openClinic(options: Options): Promise<Clinic> {
  const { dataDir, databaseUrl, fault, site = siteOrigin } = options;
  const auth0 = await startLocalAuth0({
    port: 0,
    dataDir,
    siteOrigins: [siteOrigin, site],
    ...(options.registered ? { registered: options.registered } : {}),
  });
  const agent = await startFakeAgent(fault ? { fault } : {});
  const core = await startLocalAgentCore({
    port: 0,
    issuer: auth0.issuer,
    runtimes: [
      {
        arn: ARN,
        protocol: "agui",
        authorizer: options.authorizer ?? {
          allowedAudience: [LOCAL.audience],
          allowedClients: [LOCAL.clientId, LOCAL.deviceClientId],
        },
        requestHeaderAllowlist: [],
        url: agent.url,
      },
    ],
    log: pino({ level: "silent" }),
  });
  const env = {
    NODE_ENV: "production",
    NEXTAUTH_URL: site,
    NEXTAUTH_SECRET: key(),
    AUTH0_ISSUER: auth0.issuer,
    AUTH0_CLIENT_ID: LOCAL.clientId,
    AUTH0_CLIENT_SECRET: LOCAL.clientSecret,
    AUTH0_AUDIENCE: LOCAL.audience,
    TOKEN_KEYS: `${key()},${key()}`,
    SESSION_ID_KEY: key(),
    AGENTS: agentsAt(core.origin),
    DATABASE_URL: databaseUrl,
  };
  return {
    auth0,
    core,
    env,
    close: async () => {
      await core.close();
      await agent.close();
      await auth0.close();
    },
  };
}

/** `AGENTS` with one agent, `mine`, at this AgentCore. */
export const agentsAt = (origin: string, arn = ARN) =>
  JSON.stringify([{ id: "mine", name: "Mine", url: invocationsUrl(origin, arn) }]);

/** A person's token, as the site gets it. */
export const tokenOf = async (auth0: LocalAuth0) => (await signInForTokens(auth0, aiko)).access_token;

export type Visit = { code: number; report: DoctorReport; text: string; bad: string[] };

/** `doctor --json` in this environment; `bad` has what is not well, as "failed auth0.issuer". */
export async function visit(env: Env, ...args: string[]): Promise<Visit> {
  const person = await createFakeIo(env);
  try {
    const code = await runCommand(["doctor", "--json", ...args], person.io);
    const report = doctorSchema.parse(JSON.parse(person.said.out));
    const bad = report.findings
      .filter(({ status }) => status === "failed" || status === "warning")
      .map(({ id, status }) => `${status} ${id}`);
    return { code, report, text: person.said.out + person.said.err, bad };
  } finally {
    await person.remove();
  }
}

export const findingOf = (report: DoctorReport, id: string) => report.findings.find((finding) => finding.id === id);
