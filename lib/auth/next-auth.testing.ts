import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth, { type Account, type User } from "next-auth";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { getConfig } from "../config";
import { log } from "../log";
import { startSite } from "../runs/testing/site";
import { authCookies, sessionCookieName } from "./cookies";
import { authRequest } from "./options";

export const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
export const idleSeconds = 259_200;
export const account = {
  provider: "auth0",
  type: "oauth",
  providerAccountId: "x",
  access_token: "access",
  refresh_token: "refresh",
  expires_at: Math.floor(Date.now() / 1000) + 3_600,
} as Account;

export const secret = () => getConfig().nextAuthSecret;

type Answer = { status: number; body: unknown; headers: Record<string, unknown>; location: string | null };
export const setCookies = (answer: Answer) => ([] as string[]).concat((answer.headers["Set-Cookie"] ?? []) as string[]);

type Site = Awaited<ReturnType<typeof startSite>>;

/** What this browser sends with each request. */
export type SentByBrowser = { cookies: Map<string, string>; headers: Headers };

/** A site with next-auth, and one browser, which has nothing before each test of the suite that calls this. */
export function siteToSignInTo(sent: SentByBrowser) {
  // Filled before the first test.
  const site = {} as Site;
  beforeAll(async () => {
    Object.assign(site, await startSite("embedded"));
  }, 60_000);
  afterAll(() => site.stop(), 30_000);
  beforeEach(() => {
    vi.restoreAllMocks();
    for (const level of ["info", "warn", "error"] as const) vi.spyOn(log, level).mockReturnValue();
    sent.cookies.clear();
    sent.headers = new Headers({ "user-agent": FIREFOX });
  });

  /** What next-auth does when somebody comes back from Auth0; the browser keeps the cookie. */
  async function signIn(user: Partial<User> = {}, profile: object = { sid: "idp" }) {
    const who = { id: "auth0|p", name: "Aiko", email: "aiko@example.com", ...user } as User;
    const { jwt } = authRequest().options.callbacks ?? {};
    const token = await jwt?.({ token: {}, account, user: who, profile } as never);
    const cookie = await encode({ token: token ?? {}, secret: secret() });
    sent.cookies.set(sessionCookieName(), cookie);
    return { cookie, sid: String(token?.sid), userId: who.id };
  }

  /** next-auth itself, asked by this browser. */
  async function ask(method: string, action: string[], more: { body?: object; query?: object; headers?: object } = {}) {
    const answer: Answer = { status: 200, body: null, headers: {}, location: null };
    const response = {
      getHeader: (name: string) => answer.headers[name],
      setHeader: (name: string, value: unknown) => {
        answer.headers[name] = value;
        if (name === "Location") answer.location = String(value);
        return response;
      },
      status: (status: number) => {
        answer.status = status;
        return response;
      },
      json: (body: unknown) => void Object.assign(answer, { body }),
      send: (body: unknown) => void Object.assign(answer, { body }),
      end: () => undefined,
    };
    const request = {
      method,
      query: { nextauth: action, ...more.query },
      body: more.body ?? {},
      cookies: Object.fromEntries(sent.cookies),
      headers: { host: "localhost:3000", ...more.headers },
    };
    const { options, failure } = authRequest();
    await NextAuth(options)(request as unknown as NextApiRequest, response as unknown as NextApiResponse);
    return { ...answer, failure: failure() };
  }
  async function csrfToken(): Promise<string> {
    const answer = await ask("GET", ["csrf"]);
    const { name } = authCookies().csrfToken;
    const cookie = setCookies(answer).find((one) => one.startsWith(`${name}=`));
    if (cookie) sent.cookies.set(name, decodeURIComponent(cookie.slice(name.length + 1).split(";")[0] ?? ""));
    return (answer.body as { csrfToken: string }).csrfToken;
  }

  return { site, signIn, ask, csrfToken };
}
