import { afterEach, expect, it, vi } from "vitest";
import { CHECKS } from "./checks";
import { FAKE_RELEASE, type FakeSite, type Fault, type Reply, startFakeSite } from "./fake-site.testing";
import { asJson, asText, type Report } from "./report";
import { runSmoke } from "./run";

let fake: FakeSite | undefined;
afterEach(async () => {
  vi.unstubAllGlobals();
  await fake?.stop();
  fake = undefined;
});

async function smoke(fault?: Fault, { release = null as string | null, waitSeconds = 0 } = {}) {
  fake = await startFakeSite(fault);
  const said: string[] = [];
  const effects = { say: (line: string) => said.push(line), pauseMs: 5 };
  const report = await runSmoke({ site: fake.site, release, waitSeconds }, effects);
  return { report, said };
}

const failedOf = (report: Report) => report.checks.filter(({ ok }) => !ok).map(({ name }) => name);
const at = (where: string, change: (reply: Reply, times: number) => Partial<Reply>): Fault => {
  return (path, reply, times) => (path === where ? { ...reply, ...change(reply, times) } : reply);
};
const header = (where: string, name: string, value?: string) =>
  at(where, ({ headers: { [name]: _, ...rest } }) => ({
    headers: value === undefined ? rest : { ...rest, [name]: value },
  }));
/** Another address to sign in at: one parameter changed, or left out. */
const query = (name: string, value?: string) =>
  at("/api/auth/signin/auth0", ({ body }) => {
    const url = new URL(JSON.parse(body).url);
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    return { body: JSON.stringify({ url: url.href }) };
  });

it("finds nothing wrong with a site that is well", async () => {
  const { report, said } = await smoke(undefined, { release: FAKE_RELEASE });
  expect(failedOf(report)).toEqual([]);
  expect(report.ok).toBe(true);
  expect(report.checks.length).toBe(9);
  expect(report.notMade).toEqual([]);
  expect(asText(report)).toMatch(/is well\.\n$/);
  expect(JSON.parse(asJson(report))).toMatchObject({ ok: true, release: FAKE_RELEASE });
  expect(said).toEqual([]);
});

const html = (body: string) => ({ status: 200, body, headers: { "content-type": "text/html" } });

it.each<[string, Fault, string[], RegExp]>([
  ["is not there", at("/api/health/live", () => ({ status: 502, body: "bad gateway" })), ["live"], /502: bad gateway/],
  [
    "shows the host's own page",
    at("/api/health/live", () => html("Log in to Vercel")),
    ["live"],
    /deployment protection/,
  ],
  [
    "has not been migrated",
    at("/api/health/ready", () => ({ status: 503, body: '{"status":"unready","reason":"migrate"}' })),
    ["ready"],
    /503: migrate.*db:migrate/s,
  ],
  ["does not say its release", header("/signin", "x-release"), ["release"], /does not say which release/],
  ["fails at its first page", at("/signin", () => ({ status: 500 })), ["sign-in page"], /\/signin answered 500/],
  [
    "lost its policy",
    header("/signin", "content-security-policy", "default-src 'self'"),
    ["sign-in page"],
    /no Content-Security-Policy with a nonce/,
  ],
  [
    "has a script from a proxy",
    at("/signin", ({ body }) => ({ body: `${body}<script src="https://cdn.example/a.js"></script>` })),
    ["sign-in page"],
    /lacks the nonce: <script src="https:\/\/cdn/,
  ],
  [
    "has no scripts",
    at("/signin", () => ({ body: "<html></html>" })),
    ["sign-in page", "static files"],
    /has no script/,
  ],
  ["may be framed", header("/signin", "x-frame-options"), ["sign-in page"], /x-frame-options is missing/],
  ["may be cached", header("/signin", "cache-control", "public"), ["sign-in page"], /cache-control is public/],
  [
    "has another build's files",
    at("/_next/static/chunks/a.js", () => ({ status: 404, headers: { "content-type": "text/html" } })),
    ["static files"],
    /404 as text\/html.*same build/s,
  ],
  [
    "shows conversations to strangers",
    at("/api/threads", () => ({ status: 200, body: '{"threads":[]}' })),
    ["unsigned API"],
    /Take the site off the net/,
  ],
  ["refuses in a proxy's words", at("/api/threads", () => ({ body: "<html>" })), ["unsigned API"], /401: <html>/],
  [
    "sends all paths to one page",
    at("/smoke-test/there-is-no-such-page", () => ({ status: 200 })),
    ["unknown pages"],
    /answered 200, not 404/,
  ],
  [
    "has error pages of a CDN",
    at("/api/smoke-test/there-is-no-such-page", () => ({ body: "<html>" })),
    ["unknown pages"],
    /error pages in place/,
  ],
  [
    "can't reach Auth0",
    at("/api/auth/signin/auth0", () => ({ status: 500, body: "{}" })),
    ["sign-in"],
    /reach AUTH0_ISSUER/,
  ],
  [
    "gives no token",
    at("/api/auth/csrf", () => ({ status: 429, body: '{"code":"RATE_LIMITED"}' })),
    ["sign-in"],
    /429/,
  ],
  ["asks for an implicit token", query("response_type", "token"), ["sign-in"], /response_type is "token", not code/],
  ["has no client", query("client_id"), ["sign-in"], /client_id is missing.*AUTH0_CLIENT_ID/s],
  [
    "comes back elsewhere",
    query("redirect_uri", "https://old.example/cb"),
    ["sign-in"],
    /redirect_uri is .*NEXTAUTH_URL/s,
  ],
  ["has no audience", query("audience"), ["sign-in"], /audience is missing.*AUTH0_AUDIENCE/s],
  ["cannot renew", query("scope", "openid"), ["sign-in"], /offline_access/],
  ["has no state", query("state"), ["sign-in"], /state is missing/],
  ["has no nonce", query("nonce"), ["sign-in"], /nonce is missing/],
  ["uses plain PKCE", query("code_challenge_method", "plain"), ["sign-in"], /"plain", not S256/],
  ["has no PKCE", query("code_challenge"), ["sign-in"], /code_challenge is missing/],
  [
    "is sent to a page that discovery does not name",
    at("/.well-known/openid-configuration", () => ({
      body: '{"authorization_endpoint":"https://x.example/authorize"}',
    })),
    ["sign-in"],
    /discovery names https:\/\/x\.example/,
  ],
  [
    "has no issuer",
    at("/.well-known/openid-configuration", () => ({ status: 404, body: "" })),
    ["sign-in"],
    /no OpenID/,
  ],
  ["is no allowed callback", at("/authorize", () => ({ status: 403 })), ["sign-in"], /SITE_ORIGINS.*add http:/s],
])("sees a site that %s", async (_, fault, names, words) => {
  const { report } = await smoke(fault);
  expect(failedOf(report)).toEqual(names);
  expect(report.ok).toBe(false);
  expect(asText(report)).toMatch(words);
});

it("sees a page that a cache keeps: two visits with one nonce", async () => {
  let kept: Reply | undefined;
  const { report } = await smoke(
    at("/signin", (reply) => {
      kept ??= reply;
      return kept;
    }),
  );
  expect(failedOf(report)).toEqual(["sign-in page"]);
  expect(asText(report)).toMatch(/same nonce.*cache/s);
});

it("sees an API that Auth0 does not know: people would come back with an error", async () => {
  const { report } = await smoke((path, reply) =>
    path === "/authorize"
      ? {
          ...reply,
          headers: {
            location: `${fake?.site}/api/auth/callback/auth0?error=access_denied&error_description=Service+not+found`,
          },
        }
      : reply,
  );
  expect(failedOf(report)).toEqual(["sign-in"]);
  expect(asText(report)).toMatch(/access_denied: Service not found.*AUTH0_AUDIENCE/s);
});

it("sees that sign-in leads back to the site itself", async () => {
  const { report } = await smoke((path, reply) =>
    path === "/api/auth/signin/auth0"
      ? { ...reply, body: JSON.stringify({ url: `${fake?.site}/signin?error=OAuthSignin` }) }
      : reply,
  );
  expect(asText(report)).toMatch(/comes back to the site: \/signin\?error=OAuthSignin/);
});

it("sees another release, of pages and of the API each", async () => {
  for (const path of ["/signin", "/api/threads"]) {
    const { report } = await smoke(header(path, "x-release", "old"), { release: FAKE_RELEASE });
    expect(failedOf(report), path).toEqual(["release"]);
    expect(asText(report)).toContain(`${path} is answered by release old, not ${FAKE_RELEASE}`);
    await fake?.stop();
  }
});

it("waits for a roll-out: not ready, then old and new in turns, then the new one", async () => {
  const fault: Fault = (path, reply, times) => {
    if (path === "/api/health/ready" && times <= 2) return { ...reply, status: 503, body: '{"reason":"database"}' };
    if (path === "/signin" && [1, 2, 4].includes(times))
      return { ...reply, headers: { ...reply.headers, "x-release": "old" } };
    return reply;
  };
  const { report, said } = await smoke(fault, { release: FAKE_RELEASE, waitSeconds: 30 });
  expect(failedOf(report)).toEqual([]);
  expect(said).toEqual([
    expect.stringMatching(/not ready \(503, database\)/),
    expect.stringMatching(/release old answers, not 0123456789ab/),
  ]);
});

it("stops waiting when the time is over, and says what was missing", async () => {
  const started = Date.now();
  const { report } = await smoke(header("/signin", "x-release", "old"), { release: FAKE_RELEASE, waitSeconds: 1 });
  expect(failedOf(report)).toEqual(["release"]);
  expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
});

it.each([
  ["max-age=31536000; includeSubDomains", true],
  ["max-age=300", false],
  [undefined, false],
])("over https wants the whole of Strict-Transport-Security: %s", async (value, ok) => {
  const headers: Record<string, string> = value === undefined ? {} : { "strict-transport-security": value };
  vi.stubGlobal("fetch", async () => new Response("", { headers }));
  const check = CHECKS.find(({ name }) => name === "https");
  const verdict = await check?.run({ site: "https://chat.example.com", release: null, waitSeconds: 0 });
  expect(verdict?.ok).toBe(ok);
});

it("says what lies below a request that gets no answer", async () => {
  fake = await startFakeSite();
  const { site } = fake;
  await fake.stop();
  const report = await runSmoke({ site, release: null, waitSeconds: 0 }, { say: () => {} });
  expect(failedOf(report)).toEqual(["live"]);
  expect(report.notMade).toEqual(CHECKS.slice(1).map(({ name }) => name));
  expect(asText(report)).toMatch(/live .*ECONNREFUSED.*not looked at: ready, .*sign-in\n.*1 of 9 failed/s);
});
