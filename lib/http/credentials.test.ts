import { randomUUID } from "node:crypto";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { sessionCookieName } from "../auth/cookies";
import { seedSession, setTimes } from "../auth/testing";
import { getConfig } from "../config";
import { person, SITE, startSite } from "../runs/testing/site";
import { callRoute, missingNames, ROUTE_TABLE, routeHandlers, type TableCall } from "./route-table.testing";

const sent = vi.hoisted(() => ({ cookies: {} as Record<string, string>, headers: {} as Record<string, string> }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (Object.hasOwn(sent.cookies, name) ? { name, value: sent.cookies[name] } : undefined),
    getAll: () => Object.entries(sent.cookies).map(([name, value]) => ({ name, value })),
    set: () => undefined,
  }),
  headers: async () => new Headers(sent.headers),
}));
vi.mock("next/server", async (original) => ({ ...(await original<object>()), after: () => undefined }));

const calls = Object.entries(ROUTE_TABLE).flatMap(([key, entry]) =>
  entry.about === "none"
    ? []
    : entry.calls.slice(0, 1).map((call): [string, { key: string; call: TableCall }] => [key, { key, call }]),
);
const { user } = person("a");

let site: Awaited<ReturnType<typeof startSite>>;
let handlers: Awaited<ReturnType<typeof routeHandlers>>;
let token: string;
const cookieOf = (claims: object, secret: string = getConfig().nextAuthSecret) =>
  encode({ token: { ...claims }, secret });

beforeAll(async () => {
  // Hundreds of strangers at one address are refused for who they are not, and not for being many.
  site = await startSite("embedded", { LIMIT_SIGN_INS_PER_MINUTE: "1000000", LIMIT_PEOPLE_PER_ADDRESS: "1000000" });
  handlers = await routeHandlers();
  // `startSite` has signed A in.
  token = await cookieOf({ sub: user.id, sid: user.sid });
}, 60_000);
afterAll(() => site.stop());

/** How a route answers who comes with this and nothing else. */
async function statusFor(
  { key, call }: { key: string; call: TableCall },
  with_: { cookies?: Record<string, string>; headers?: Record<string, string>; query?: string },
): Promise<number> {
  const handler = handlers.get(key);
  if (!handler) throw new Error(`no handler for ${key}`);
  sent.cookies = with_.cookies ?? {};
  sent.headers = with_.headers ?? {};
  const query = (names: Parameters<NonNullable<TableCall["query"]>>[0]) =>
    [call.query?.(names), with_.query].filter(Boolean).join("&");
  const withHeaders: typeof handler = (request, context) => {
    for (const [name, value] of Object.entries(sent.headers)) request.headers.set(name, value);
    return handler(request, context);
  };
  const response = await callRoute(withHeaders, key, { ...call, query }, missingNames(), SITE);
  await response.body?.cancel();
  return response.status;
}

const [list] = calls.filter(([key]) => key === "GET /api/threads").map(([, one]) => one);

it("the session cookie lets its person in: what is refused below is refused for what it lacks", async () => {
  if (!list) throw new Error("the list of threads is not in the table");
  expect(await statusFor(list, { cookies: { [sessionCookieName()]: token } })).toBe(200);
});

it("a page of another site gets nothing with the person's cookie, not even a file that it makes the browser fetch", async () => {
  if (!list) throw new Error("the list of threads is not in the table");
  const cookies = { [sessionCookieName()]: token };
  const from = (site: string) => statusFor(list, { cookies, headers: { "sec-fetch-site": site } });
  expect([await from("cross-site"), await from("same-origin"), await from("none")]).toEqual([403, 200, 200]);
});

describe.each(calls)("%s", (_key, one) => {
  it("takes nothing but the cookie for a credential (CVE-2026-45339, GHSA-xmf8-cvqr-rfgj)", async () => {
    const elsewhere: Parameters<typeof statusFor>[1][] = [
      ...[`Bearer ${token}`, "Bearer %", "Bearer", `Basic ${btoa(`${user.id}:${token}`)}`, token].map(
        (authorization) => ({ headers: { authorization } }),
      ),
      ...["x-api-key", "x-auth-token", "x-session-token", "x-user-id", "x-middleware-subrequest"].map((name) => ({
        headers: { [name]: name === "x-user-id" ? user.id : token },
      })),
      ...["token", "access_token", "api_key", sessionCookieName()].map((name) => ({ query: `${name}=${token}` })),
      // Another cookie's name, in parts as next-auth's own reader takes them, and on https' name here on http.
      ...["session", "token", "Authorization", `${sessionCookieName()}.0`, `__Host-${sessionCookieName()}`].map(
        (name) => ({ cookies: { [name]: token } }),
      ),
    ];
    for (const credential of elsewhere) expect(await statusFor(one, credential), JSON.stringify(credential)).toBe(401);
  });

  it("lets nobody in whose cookie is not ours, or no longer", async () => {
    const now = Math.floor(Date.now() / 1000);
    const other = { sid: randomUUID(), userId: user.id };
    await seedSession(site.db, other);
    const over = { sid: randomUUID(), userId: user.id };
    await seedSession(site.db, over);
    await setTimes(site.db, over, { absoluteExp: -1 });
    const unsigned = [{ alg: "none" }, { sub: user.id, sid: user.sid }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString("base64url"),
    );
    const values = [
      "",
      "%",
      "null",
      "undefined",
      "[object Object]",
      '{"user":{"id":"auth0|a"}}',
      "a.b.c.d.e",
      token.slice(0, -2),
      `${token}x`,
      "a".repeat(8_000),
      `${unsigned.join(".")}.`,
      await cookieOf({ sub: user.id, sid: user.sid }, "another secret of thirty-two bytes"),
      await encode({ token: { sub: user.id, sid: user.sid }, secret: getConfig().nextAuthSecret, maxAge: -3_600 }),
      await cookieOf({ sub: user.id }),
      await cookieOf({ sid: user.sid }),
      await cookieOf({ sub: "auth0|b", sid: user.sid }),
      await cookieOf({ sub: user.id, sid: randomUUID() }),
      await cookieOf({ sub: { $ne: null }, sid: [user.sid], iat: now }),
      await cookieOf({ sub: user.id, sid: over.sid }),
    ];
    for (const value of values)
      expect(await statusFor(one, { cookies: { [sessionCookieName()]: value } }), value.slice(0, 80)).toBe(401);
  });
});
