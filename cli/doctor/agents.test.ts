import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { aiko, changeSettings, exchangeCode, signInForCode, temporaryDirectory } from "../../dev/auth0/testing/flows";
import { LOCAL } from "../../lib/local-defaults";
import manifest from "../../package.json";
import { runCommand } from "../commands";
import { readEnvironment, tenantOf } from "../environment";
import { keepCredentials } from "../login/credentials";
import { createFakeIo } from "../testing/fake-io";
import { spawnCli } from "../testing/processes";
import { type Clinic, findingOf, openClinic, startSite, tokenOf, visit } from "./testing/clinic";

// No database here: what is said of it is left out.
const NO_DATABASE = "postgres://nobody@127.0.0.1:1/none";
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let clinic: Clinic;
const after: (() => Promise<unknown>)[] = [];

async function open(options: Partial<Parameters<typeof openClinic>[0]> = {}): Promise<Clinic> {
  const made = await openClinic({ dataDir: directory.path, databaseUrl: NO_DATABASE, ...options });
  after.push(made.close);
  return made;
}

const withoutDatabase = (bad: string[]) => bad.filter((one) => one !== "failed database.reach");

beforeAll(async () => {
  directory = await temporaryDirectory();
});
afterAll(() => directory.remove());
afterEach(async () => {
  for (const one of after.splice(0).reverse()) await one();
});

describe("the runtime's authorizer", () => {
  it.each([
    [{ allowedAudience: ["urn:other"] }, "failed agent.access", `Add ${LOCAL.audience} to the allowed audiences`],
    [{ allowedClients: ["other"] }, "failed agent.access", `Add ${LOCAL.clientId} to the allowed clients`],
    [{ allowedScopes: ["chat"] }, "failed agent.access", "allowed scopes"],
  ])("with %j is named, with what to change in it", async (authorizer, expected, mend) => {
    clinic = await open({ authorizer });
    const { bad, report } = await visit({ ...clinic.env, AGENTCORE_TOKEN: await tokenOf(clinic.auth0) });
    expect(withoutDatabase(bad)).toEqual([expected]);
    expect(findingOf(report, "agent.access")?.mend).toContain(mend);
  });

  it("that leaves out only the command line's application is no fault of the site", async () => {
    clinic = await open({ authorizer: { allowedClients: ["the-site"] } });
    const env = { ...clinic.env, AUTH0_CLIENT_ID: "the-site", AGENTCORE_TOKEN: await tokenOf(clinic.auth0) };
    const { report } = await visit(env);
    expect(findingOf(report, "agent.access")).toMatchObject({
      status: "warning",
      mend: expect.stringContaining(LOCAL.clientId),
    });
  });

  it("that takes AWS signatures is named", async () => {
    clinic = await open();
    const rule = { kind: "status", status: 403, code: "ACCESS_DENIED", message: "Authorization method mismatch." };
    await fetch(`${clinic.core.origin}/_local/faults`, { method: "PUT", body: JSON.stringify([rule]) });
    const { report } = await visit({ ...clinic.env, AGENTCORE_TOKEN: await tokenOf(clinic.auth0) });
    expect(findingOf(report, "agent.access")?.mend).toContain("takes AWS signatures");
  });
});

describe("the agent", () => {
  it.each([
    ["runs crash", "run.status"],
    ["RUN_ERROR", "run.answer"],
    ["no end", "events.end"],
  ] as const)("of which %s is named, with check's own words", async (fault, check) => {
    clinic = await open({ fault });
    const { bad, report } = await visit({ ...clinic.env, AGENTCORE_TOKEN: await tokenOf(clinic.auth0) });
    expect(withoutDatabase(bad)).toEqual(["failed agent.answer"]);
    expect(findingOf(report, "agent.answer")).toMatchObject({
      about: "mine",
      found: expect.stringContaining(check),
      mend: expect.stringContaining("check mine"),
    });
  });

  it("is looked at whole only when asked for", async () => {
    clinic = await open({ fault: "broken JSON gives 500" });
    const env = { ...clinic.env, AGENTCORE_TOKEN: await tokenOf(clinic.auth0) };
    expect(withoutDatabase((await visit(env)).bad)).toEqual([]);
    expect(withoutDatabase((await visit(env, "--full")).bad)).toEqual(["failed agent.answer"]);
  });
});

describe("the access token", () => {
  beforeEach(async () => {
    clinic = await open();
  });

  it("that has expired is named, and nobody is called with it", async () => {
    await changeSettings(clinic.auth0, { accessTokenTtlSeconds: 1 });
    const token = await tokenOf(clinic.auth0);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const { bad, report } = await visit({ ...clinic.env, AGENTCORE_TOKEN: token });
    expect(withoutDatabase(bad)).toEqual(["failed token.valid"]);
    expect(findingOf(report, "token.valid")?.found).toContain("expired");
    expect(findingOf(report, "agent.access")?.status).toBe("not checked");
  });

  it("without a refresh token is named", async () => {
    await changeSettings(clinic.auth0, { allowOfflineAccess: false });
    const { code, verifier } = await signInForCode(clinic.auth0, aiko);
    const token = String((await exchangeCode(clinic.auth0, code, verifier)).body.access_token);
    const { bad } = await visit({ ...clinic.env, AGENTCORE_TOKEN: token });
    expect(withoutDatabase(bad)).toEqual(["failed token.refresh"]);
  });

  it.each([
    ["opaque", () => "opaque-token-of-somebody", /opaque/],
    ["forged", (token: string) => `${token.slice(0, -6)}AAAAAA`, /signature/],
  ])("that is %s is named", async (_, change, words) => {
    const { bad, report } = await visit({ ...clinic.env, AGENTCORE_TOKEN: change(await tokenOf(clinic.auth0)) });
    expect(withoutDatabase(bad)).toEqual(["failed token.valid"]);
    expect(findingOf(report, "token.valid")?.found).toMatch(words);
  });

  it("is not missed silently: without one it says how to get one", async () => {
    const { bad, report } = await visit(clinic.env);
    expect(withoutDatabase(bad)).toEqual([]);
    expect(findingOf(report, "token.valid")).toMatchObject({
      status: "not checked",
      found: expect.stringMatching(/^nobody is signed in on this machine at http:\/\/localhost:\d+\/ for urn:/),
      mend: expect.stringMatching(
        /^AUTH0_ISSUER=http:\/\/localhost:\d+\/ AUTH0_AUDIENCE=\S+ npm run -s agentcore -- login$/,
      ),
    });
  });
});

describe("the sign-in of the command line", () => {
  it.each([
    ["is what agents are called with", "refresh-token-of-this-test", []],
    ["without a refresh token is named", null, ["failed token.refresh"]],
  ])("%s", async (_, refreshToken, expected) => {
    clinic = await open();
    const person = await createFakeIo(clinic.env);
    after.push(person.remove);
    const tenant = tenantOf(readEnvironment(clinic.env));
    const user = { sub: aiko, name: null, email: null };
    const accessToken = await tokenOf(clinic.auth0);
    const expiresAt = Date.now() + 3_600_000;
    await keepCredentials(tenant, { version: 1, ...tenant, accessToken, refreshToken, expiresAt, user }, person.io);
    const { bad, report, text } = await visit({ ...clinic.env, HOME: person.home });
    expect(withoutDatabase(bad)).toEqual(expected);
    expect(findingOf(report, "token.valid")?.found).toContain(aiko);
    expect(text).not.toContain(accessToken);
  });
});

describe("the site's address", () => {
  it.each([
    [503, {}, "failed site.answer", "not ready"],
    [308, { location: "https://chat.example.com/" }, "failed site.answer", "https://chat.example.com/"],
    [404, {}, "warning site.answer", "another program"],
    [200, {}, "warning site.answer", "another program", "<!doctype html>"],
  ])("that answers %i is told", async (status, headers, expected, words, body = "") => {
    const site = await startSite(status, headers, body);
    after.push(site.close);
    clinic = await open({ site: site.origin });
    const { bad, report } = await visit({ ...clinic.env, AGENTCORE_TOKEN: await tokenOf(clinic.auth0) });
    expect(withoutDatabase(bad)).toEqual([expected]);
    expect(findingOf(report, "site.answer")?.found).toContain(words);
  });
});

describe("the command itself", () => {
  it("takes an environment from a file, whole, and says in 80 columns what is wrong with it", async () => {
    clinic = await open();
    const { NODE_ENV: _, ...settings } = clinic.env;
    const file = join(directory.path, "site.env");
    const text = Object.entries(settings).map(([name, value]) => `${name}='${value}'`);
    await writeFile(file, `# as a deployment has it\n${text.join("\n")}\nTRUST_PROXY=1\n`);
    const token = await tokenOf(clinic.auth0);
    const home = join(directory.path, "home");
    await mkdir(home, { recursive: true });
    // What the shell has for the site does not fill in for what the file lacks or says.
    const shell = {
      HOME: home,
      AGENTCORE_TOKEN: token,
      AUTH0_ISSUER: "https://shell.example.com/",
      AUTH0_ORGANIZATION: "no such",
      NEXTAUTH_URL: "http://x",
    };
    const { code, out, err } = await spawnCli(["doctor", "--env-file", file], shell).done;
    expect(err).toBe("");
    expect(code).toBe(1);
    const lines = out.split("\n");
    expect(lines.filter((line) => line.length > 80 && line.trim().includes(" "))).toEqual([]);
    expect(out).toContain("FAILED  database.reach (DATABASE_URL): nothing lets us in at");
    expect(out).toContain("→ Start it, open its firewall");
    expect(out).toMatch(/ok {6}agent\.answer \(mine\): 200 in \d+ ms/);
    expect(out).toMatch(/WARNING settings\.quotes: in quotes: NEXTAUTH_URL, [\w, \n]+, AGENTS, DATABASE_URL\n/);
    expect(out).toMatch(/\n\d+ ok, 1 warning, 1 failed, 8 not checked\.\n$/);
    expect(out).not.toContain(token);
  });

  it("is content with a file without quotes, and with quotes in one that is not for Docker", async () => {
    const quotes = async (text: string) => {
      const file = join(directory.path, "quotes.env");
      await writeFile(file, text);
      return findingOf((await visit({}, "--env-file", file)).report, "settings.quotes");
    };
    const agents = '[{"id":"a","name":"It\'s","url":"http://localhost:1/invocations"}]';
    expect(await quotes(`AGENTS=${agents}\nTRUST_PROXY=1\n`)).toMatchObject({ status: "ok" });
    expect(await quotes(`TRUST_PROXY=1\nexport AGENTS='[]'\n`)).toMatchObject({
      status: "warning",
      found: "in quotes: AGENTS",
      mend: expect.stringContaining("Docker's --env-file keeps quotes; write the value without"),
    });
    expect(await quotes('VERCEL="1"\nAUTH0_AUDIENCE="urn:x"\n')).toBeUndefined();
  });

  it("says itself that the file is not there: node's own --env-file is another", async () => {
    const missing = join(directory.path, "nope.env");
    expect(await spawnCli(["doctor", "--env-file", missing], {}).done).toEqual({
      code: 2,
      out: "",
      err: expect.stringContaining(`${missing} cannot be read.`),
    });
    const { scripts } = manifest;
    expect(scripts.doctor).toBe(`${scripts.agentcore} doctor`);
  });

  it("takes a JSON object too, and refuses what is neither", async () => {
    const file = join(directory.path, "site.json");
    await writeFile(file, JSON.stringify({ NEXTAUTH_URL: "http://localhost:1", TOKEN_KEYS: "short" }));
    const { bad, report } = await visit({}, "--env-file", file);
    expect(report.rules).toBe("production");
    expect(bad).toContain("failed settings.values");
    expect(report.findings.map(({ about }) => about)).toContain("AUTH0_CLIENT_SECRET");
    const person = await createFakeIo();
    after.push(person.remove);
    await writeFile(file, '{"NEXTAUTH_URL": {"value": 1}}');
    for (const path of [file, join(directory.path, "missing")])
      expect(await runCommand(["doctor", "--env-file", path], person.io)).toBe(2);
  });
});
