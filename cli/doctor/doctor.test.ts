import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LocalAuth0 } from "../../dev/auth0/server";
import type { Registered } from "../../dev/auth0/tenant";
import { changeSettings, siteOrigin, temporaryDirectory } from "../../dev/auth0/testing/flows";
import { migratePostgres } from "../../lib/db/postgres";
import { createPostgresDatabase, hasPostgres } from "../../lib/db/testing";
import { LOCAL } from "../../lib/local-defaults";
import {
  ARN,
  agentsAt,
  type Clinic,
  type Env,
  findingOf,
  openClinic,
  startSite,
  tokenOf,
  visit,
} from "./testing/clinic";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let database: { url: string; drop: () => Promise<void> };
let clinic: Clinic;
let site: Awaited<ReturnType<typeof startSite>>;
let env: Env;
const isThere = await hasPostgres();

beforeAll(async () => {
  directory = await temporaryDirectory();
  site = await startSite();
  database = isThere
    ? await createPostgresDatabase()
    : { url: "postgres://nobody@127.0.0.1:1/none", drop: async () => {} };
  if (isThere) await migratePostgres(database.url);
  clinic = await openClinic({ dataDir: directory.path, databaseUrl: database.url, site: site.origin });
});
afterAll(async () => {
  await clinic?.close();
  await site.close();
  await database.drop();
  await directory.remove();
});
beforeEach(async () => {
  await fetch(`${clinic.auth0.origin}/_local/reset-settings`, { method: "POST" });
  env = { ...clinic.env, AGENTCORE_TOKEN: await tokenOf(clinic.auth0) };
});

/** A tenant of its own in which something was forgotten, on the same data, so that its keys are the same. */
async function elsewhere<T>(registered: Registered, work: (auth0: LocalAuth0, env: Env) => Promise<T>): Promise<T> {
  const other = await openClinic({ dataDir: directory.path, databaseUrl: database.url, registered, site: site.origin });
  try {
    return await work(other.auth0, other.env);
  } finally {
    await other.close();
  }
}

describe.runIf(isThere)("an environment in which all is well", () => {
  it("is well: every check is made, and nothing is wrong", async () => {
    const { code, report, bad } = await visit(env);
    expect(bad).toEqual([]);
    const unseen = report.findings.filter(({ status }) => status === "not checked");
    expect(unseen).toEqual([]);
    expect(code).toBe(0);
    expect(report).toMatchObject({ verdict: "well", rules: "production" });
  });

  it("prints no secret of it, whatever is wrong", async () => {
    const secrets = [
      ...["NEXTAUTH_SECRET", "AUTH0_CLIENT_SECRET", "SESSION_ID_KEY", "AGENTCORE_TOKEN"].map(
        (name) => env[name] ?? "?",
      ),
      ...(env.TOKEN_KEYS ?? "?").split(","),
      "correct-horse-battery",
      "horse-battery",
    ];
    const bare = "postgres://site:correct@horse-battery/x@127.0.0.1:1/chat";
    const broken: Env[] = [
      {},
      { DATABASE_URL: bare },
      { DATABASE_DIRECT_URL: bare },
      { DATABASE_URL: "postgres://site:horse-battery/x" },
      { DATABASE_URL: "postgres://site:correct-horse-battery@127.0.0.1:1/chat" },
      { DATABASE_URL: database.url.replace("postgres@", "nobody_here:correct-horse-battery@") },
      { AUTH0_ISSUER: "http://localhost:1/" },
      { AUTH0_CLIENT_ID: env.AUTH0_CLIENT_SECRET ?? "" },
      { AGENTS: "correct-horse-battery" },
      { TOKEN_KEYS: env.SESSION_ID_KEY ?? "", NEXTAUTH_URL: `http://localhost/${env.NEXTAUTH_SECRET}` },
    ];
    for (const change of broken) {
      const { text } = await visit({ ...env, ...change });
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });
});

/** What is wrong, and all that the doctor may say about it. */
describe.runIf(isThere)("names what is wrong and nothing else", () => {
  const cases: [string, () => Env, string[], RegExp][] = [
    [
      "an issuer that nobody answers at",
      () => ({ AUTH0_ISSUER: "http://localhost:1/" }),
      ["failed auth0.issuer"],
      /ECONNREFUSED.*npm run dev.*on other ports.*LOCAL_AUTH0_PORT/,
    ],
    [
      "an issuer by another of its names",
      () => ({ AUTH0_ISSUER: clinic.auth0.issuer.replace("localhost", "127.0.0.1") }),
      ["failed auth0.issuer"],
      /names http:\/\/localhost/,
    ],
    [
      "an issuer without its slash",
      () => ({ AUTH0_ISSUER: clinic.auth0.origin }),
      ["warning settings.issuer"],
      /Set AUTH0_ISSUER=http:\/\/localhost:\d+\//,
    ],
    ["a client id of nobody", () => ({ AUTH0_CLIENT_ID: "somebody" }), ["failed auth0.client-id"], /Client ID/],
    [
      "a wrong client secret",
      () => ({ AUTH0_CLIENT_SECRET: "wrong-secret" }),
      ["failed auth0.client-secret"],
      /access_denied/,
    ],
    ["an audience of nobody", () => ({ AUTH0_AUDIENCE: "urn:nobody" }), ["failed auth0.audience"], /Service not found/],
    [
      "an organization that is none",
      () => ({ AUTH0_ORGANIZATION: "no such" }),
      ["failed auth0.audience"],
      /organization/,
    ],
    [
      "an application of the command line that may not use the device flow",
      () => ({ AUTH0_CLI_CLIENT_ID: LOCAL.clientId }),
      ["failed auth0.device"],
      /Device Code/,
    ],
    ["a key that is too short", () => ({ SESSION_ID_KEY: "dG9vIHNob3J0" }), ["failed settings.values"], /32 bytes/],
    [
      "one secret for two things",
      () => ({ NEXTAUTH_SECRET: env.SESSION_ID_KEY ?? "" }),
      ["warning settings.secrets"],
      /SESSION_ID_KEY/,
    ],
    ["a key of zeroes", () => ({ SESSION_ID_KEY: "0".repeat(64) }), ["warning settings.secrets"], /random/],
    ["runs longer than AgentCore's", () => ({ RUN_MAX_MS: "4000000" }), ["warning settings.time"], /3600000/],
    [
      "runs longer than the host's",
      () => ({ VERCEL: "1", RUN_MAX_MS: "285001" }),
      ["failed settings.values"],
      /at most 285000 on Vercel/,
    ],
    [
      "a database's password with signs that are not escaped",
      () => ({ DATABASE_URL: database.url.replace("postgres@", "postgres:Hunter@Secret42/x@") }),
      ["failed database.reach"],
      /^DATABASE_URL nobody can tell.* percent-encode the password \(@ → %40, \/ → %2F/,
    ],
    [
      "an agent of nothing",
      () => ({ AGENTS: agentsAt(clinic.core.origin, ARN.replace("my_agent", "no_agent")) }),
      ["failed agent.access"],
      /Copy the ARN/,
    ],
    [
      "an agent at a dead address",
      () => ({ AGENTS: agentsAt("http://localhost:1") }),
      ["failed agent.access"],
      /nothing answers at http:\/\/localhost:1 \(ECONNREFUSED\).*npm run dev(?!.*CloudWatch)/,
    ],
    [
      "an agent of the local AgentCore by its ARN, which the site would look for at Amazon",
      () => ({
        AGENTS: JSON.stringify([{ id: "mine", name: "Mine", arn: ARN }]),
        LOCAL_AGENTCORE_PORT: new URL(clinic.core.origin).port,
      }),
      ["failed agent.address"],
      /at Amazon.*by its url/,
    ],
    [
      "the same as the only agent there is",
      () => ({
        AGENTS: "",
        BEDROCK_AGENTCORE_RUNTIME_ARN: ARN,
        LOCAL_AGENTCORE_PORT: new URL(clinic.core.origin).port,
      }),
      ["failed agent.address"],
      /at Amazon/,
    ],
    [
      "another endpoint of AgentCore, which the site does not go to",
      () => ({ AWS_ENDPOINT_URL_BEDROCK_AGENTCORE: "http://localhost:1" }),
      ["warning agent.address"],
      /AWS_ENDPOINT_URL_BEDROCK_AGENTCORE is set, and the site ignores it/,
    ],
    [
      "a region that is not the ARN's",
      // Without a token: nobody calls Amazon.
      () => ({
        AGENTS: JSON.stringify([
          { id: "mine", name: "Mine", arn: ARN.replace("000000000000", "123456789012"), region: "eu-west-1" },
        ]),
        AGENTCORE_TOKEN: "",
      }),
      ["warning agent.address"],
      /eu-west-1/,
    ],
  ];
  it.each(cases)("%s", async (_, change, expected, words) => {
    const { bad, report, code } = await visit({ ...env, ...change() });
    expect(bad).toEqual(expected);
    expect(code).toBe(expected.some((one) => one.startsWith("failed")) ? 1 : 0);
    const wrong = report.findings.find(({ status }) => status === "failed" || status === "warning");
    expect(`${wrong?.about} ${wrong?.found} ${wrong?.mend}`).toMatch(words);
  });

  it("a callback that is not registered", async () => {
    await elsewhere({ callbackOrigins: [siteOrigin] }, async (auth0, other) => {
      const { bad, report } = await visit({ ...other, AGENTCORE_TOKEN: await tokenOf(auth0) });
      expect(bad).toEqual(["failed auth0.callback"]);
      const { found, mend } = findingOf(report, "auth0.callback") ?? {};
      expect(found).toContain("/api/auth/callback/auth0 is not registered");
      expect(mend).toContain(`SITE_ORIGINS (by default NEXTAUTH_URL's): add ${site.origin} `);
    });
  });

  it("a sign-out address that is not registered", async () => {
    await elsewhere({ logoutOrigins: ["http://localhost:9"] }, async (auth0, other) => {
      const { bad, report } = await visit({ ...other, AGENTCORE_TOKEN: await tokenOf(auth0) });
      expect(bad).toEqual(["failed auth0.logout"]);
      expect(findingOf(report, "auth0.logout")?.mend).toContain(
        `SITE_ORIGINS (by default NEXTAUTH_URL's): add ${site.origin} `,
      );
    });
  });

  it("an API whose tokens have no client_id", async () => {
    await changeSettings(clinic.auth0, { tokenDialect: "access_token" });
    const token = await tokenOf(clinic.auth0);
    expect(decodeJwt(token)).toMatchObject({ azp: LOCAL.clientId });
    const { bad, report } = await visit({ ...env, AGENTCORE_TOKEN: token });
    expect(bad).toEqual(["failed token.client"]);
    expect(findingOf(report, "token.client")?.mend).toContain("RFC 9068");
  });
});
