import { chmod, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalAuth0, startLocalAuth0 } from "../../dev/auth0/server";
import { createBrowser } from "../../dev/auth0/testing/browser";
import { aiko, changeSettings, choosePerson, siteOrigin, temporaryDirectory } from "../../dev/auth0/testing/flows";
import { runCommand } from "../commands";
import { readEnvironment, tenantOf } from "../environment";
import { createFakeIo, type FakeIo } from "../testing/fake-io";
import { spawnCli } from "../testing/processes";
import { signedInToken } from "./access-token";
import { credentialsPath, readCredentials } from "./credentials";

let auth0: LocalAuth0;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let person: FakeIo;

beforeAll(async () => {
  directory = await temporaryDirectory();
  auth0 = await startLocalAuth0({ port: 0, dataDir: directory.path, siteOrigins: [siteOrigin] });
});
afterAll(async () => {
  await auth0.close();
  await directory.remove();
});
beforeEach(async () => {
  await fetch(`${auth0.origin}/_local/reset-settings`, { method: "POST" });
  await changeSettings(auth0, { devicePollSeconds: 1 });
  person = await createFakeIo({ AUTH0_ISSUER: auth0.issuer });
});
afterEach(() => person.remove());

const tenant = () => tenantOf(readEnvironment(person.io.env));
const path = () => credentialsPath(tenant(), person.io);
const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

/** Opens the address that `login` shows, and presses a button there. */
async function confirm(address: string, button: "confirm" | "abort" = "confirm"): Promise<void> {
  const browser = createBrowser();
  const page = await browser.open(address);
  const hidden = [...page.text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  const fields = Object.fromEntries(hidden.map(([, name, value]) => [name, value]));
  const next = await browser.submit(page, "/activate", { ...fields, [button]: "yes" });
  if (button === "confirm") await choosePerson(browser, next, aiko);
}

async function signIn(...args: string[]): Promise<number> {
  const done = runCommand(["login", ...args], person.io);
  const [address] = await person.until(/http:\/\/localhost:\d+\/activate\?user_code=[A-Z-]+/);
  await confirm(address);
  return await done;
}

async function secretsOf(): Promise<string[]> {
  const held = await readCredentials(tenant(), person.io);
  return [held?.accessToken ?? "?", held?.refreshToken ?? "?"];
}

describe("login", () => {
  it("signs in, keeps the tokens to oneself, tells who it is, and forgets", async () => {
    expect(await signIn()).toBe(0);
    expect(person.said.out).toBe("Signed in as Aiko Tanaka.\n");
    expect(await modeOf(path())).toBe("600");
    expect(await modeOf(join(path(), ".."))).toBe("700");
    expect((await readdir(join(path(), ".."))).filter((name) => !name.startsWith("sign-in-"))).toEqual([]);
    const secrets = await secretsOf();

    expect(await runCommand(["login", "--status"], person.io)).toBe(0);
    expect(await runCommand(["login", "--status", "--json"], person.io)).toBe(0);
    expect(person.said.out).toContain('"name":"Aiko Tanaka"');

    expect(await runCommand(["logout"], person.io)).toBe(0);
    expect(person.said.out).toContain("Signed out.");
    expect(await runCommand(["login", "--status"], person.io)).toBe(1);
    for (const secret of secrets) expect(person.said.out + person.said.err).not.toContain(secret);
    const used = await fetch(`${auth0.origin}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: secrets[1] ?? "",
        client_id: "local-cli",
      }),
    });
    expect(await used.json()).toMatchObject({ error: "invalid_grant" });
  });

  it("speaks JSON lines, without a token in them", async () => {
    expect(await signIn("--json")).toBe(0);
    const lines = person.said.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { event: "confirm", userCode: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/), expiresInSeconds: 900 },
      { event: "signed-in", signedIn: true, renewable: true, user: { sub: aiko } },
    ]);
    for (const secret of await secretsOf()) expect(person.said.out + person.said.err).not.toContain(secret);
  });

  it("says that it was declined, and keeps nothing", async () => {
    const done = runCommand(["login"], person.io);
    const [address] = await person.until(/http:\/\/localhost:\d+\/activate\?user_code=[A-Z-]+/);
    await confirm(address, "abort");
    expect(await done).toBe(1);
    expect(person.said.err).toContain("was declined in the browser");
    expect(await readCredentials(tenant(), person.io)).toBeNull();
  });

  it("says what is wrong with the tenant", async () => {
    const io = { ...person.io, env: { ...person.io.env, AUTH0_AUDIENCE: "urn:nobody" } };
    expect(await runCommand(["login"], io)).toBe(1);
    expect(person.said.err).toContain("Service not found: urn:nobody");
    const nowhere = { ...person.io, env: { ...person.io.env, AUTH0_ISSUER: "http://localhost:1/" } };
    expect(await runCommand(["login", "--json"], nowhere)).toBe(1);
    expect(person.said.out).toContain('"code":"SIGN_IN_UNREACHABLE"');
    const unnamed = { ...person.io, env: { ...person.io.env, AUTH0_ISSUER: "https://example.auth0.com" } };
    expect(await runCommand(["login"], unnamed)).toBe(2);
    expect(person.said.err).toContain("AUTH0_AUDIENCE is not set");
  });
});

describe("what is kept", () => {
  it("is put right when others could read it, with a word about it", async () => {
    await signIn();
    await chmod(path(), 0o644);
    await chmod(join(path(), ".."), 0o755);
    person.take();
    expect(await runCommand(["login", "--status"], person.io)).toBe(0);
    expect(person.said.err).toContain("was open to other users of this machine (mode 644); it now has 600");
    expect(await modeOf(path())).toBe("600");
    expect(await modeOf(join(path(), ".."))).toBe("700");
  });

  it("is not read through a link, which somebody else may have put there", async () => {
    await signIn();
    const elsewhere = join(person.home, "elsewhere.json");
    await writeFile(elsewhere, await readFile(path()), { mode: 0o600 });
    await rm(path());
    await symlink(elsewhere, path());
    expect(await runCommand(["login", "--status"], person.io)).toBe(1);
    expect(person.said.err).toContain("is a link, so it is not used");
  });

  it("is not looked for in what is no folder", async () => {
    await signIn();
    const folder = dirname(path());
    await rm(folder, { recursive: true });
    await writeFile(folder, "", { mode: 0o644 });
    expect(await runCommand(["login", "--status"], person.io)).toBe(1);
    expect(person.said.err).toContain("is no folder, so it is not used");
    expect((await stat(folder)).mode & 0o777).toBe(0o644);
  });

  it("counts as no sign-in when it is broken", async () => {
    await signIn();
    await writeFile(path(), '{"version":1,"acc');
    expect(await runCommand(["login", "--status"], person.io)).toBe(1);
    expect(person.said.out).toContain("Not signed in");
  });
});

describe("the token", () => {
  it("is used while it is good, and renewed when it is about to end or was refused", async () => {
    await signIn();
    const first = await signedInToken(tenant(), person.io);
    expect(await signedInToken(tenant(), person.io)).toEqual(first);
    const second = await signedInToken(tenant(), person.io, first.ok ? first.token : "");
    expect(second.ok && first.ok && second.token !== first.token).toBe(true);
    expect(await signedInToken(tenant(), person.io)).toEqual(second);
    expect(await modeOf(path())).toBe("600");
  });

  it("is renewed once more when the answer was lost", async () => {
    await signIn();
    const held = await secretsOf();
    await changeSettings(auth0, { failToken: { status: 503, times: 1, when: "after" } });
    const answer = await signedInToken(tenant(), person.io, held[0]);
    expect(answer).toMatchObject({ ok: true });
  });

  it("asks to sign in again when Auth0 has ended the sign-in, and not when Auth0 is away", async () => {
    await signIn();
    const [token] = await secretsOf();
    await changeSettings(auth0, { failToken: { status: 503, times: 5 } });
    expect(await signedInToken(tenant(), person.io, token)).toEqual({ ok: false, reason: "unavailable" });
    await changeSettings(auth0, { failToken: null });
    await fetch(`${auth0.origin}/_local/revoke`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ sub: aiko }),
    });
    expect(await signedInToken(tenant(), person.io, token)).toEqual({ ok: false, reason: "expired" });
    await expect(signedInToken(tenant(), person.io)).rejects.toMatchObject({ code: "NOT_SIGNED_IN" });
  });

  it("is not lost when two processes renew it at once and each refresh token works only once", {
    timeout: 60_000,
  }, async () => {
    // A minute's life left is too little for a run, so each of them renews.
    await changeSettings(auth0, { accessTokenTtlSeconds: 30, refreshOverlapSeconds: 0 });
    await signIn();
    const [first] = await secretsOf();
    const tokens: string[] = [];
    const agent: Server = createServer((request, response) => {
      tokens.push(request.headers.authorization ?? "");
      response.writeHead(200, { "content-type": "application/json" });
      response.end('{"result":"hello"}');
    });
    await new Promise<void>((resolve) => agent.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(agent.address() as AddressInfo).port}/runtimes/x/invocations`;
    const env = { HOME: person.home, AUTH0_ISSUER: auth0.issuer };
    const runs = [1, 2].map(() => spawnCli(["invoke", url, "hi", "--protocol", "http"], env).done);
    expect(await Promise.all(runs)).toMatchObject([
      { code: 0, out: "hello\n", err: "" },
      { code: 0, out: "hello\n", err: "" },
    ]);
    agent.close();
    expect(new Set([`Bearer ${first}`, ...tokens]).size).toBe(3);
    expect(await signedInToken(tenant(), person.io)).toMatchObject({ ok: true });
    expect((await readdir(join(path(), ".."))).filter((name) => name.includes("lock"))).toEqual([]);
  });
});
