import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { LOCAL } from "../../../lib/local-defaults";
import type { LocalAuth0 } from "../server";
import { type Browser, createBrowser, type Page } from "./browser";

export const siteOrigin = "http://localhost:3123";
export const callback = `${siteOrigin}/api/auth/callback/auth0`;
export const aiko = "auth0|local-aiko-tanaka";
export const ben = "auth0|local-ben-carter";

/** A data directory of its own, and how to remove it. */
export async function temporaryDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "local-auth0-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export interface Attempt {
  readonly url: string;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** An authorization request as the site makes it. `undefined` leaves a parameter out. */
export function authorizationRequest(auth0: LocalAuth0, changes: Record<string, string | undefined> = {}): Attempt {
  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(8).toString("hex");
  const nonce = randomBytes(8).toString("hex");
  const params: Record<string, string | undefined> = {
    client_id: LOCAL.clientId,
    response_type: "code",
    redirect_uri: callback,
    scope: "openid profile email offline_access",
    audience: LOCAL.audience,
    state,
    nonce,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...changes,
  };
  const url = new URL(`${auth0.origin}/authorize`);
  for (const [name, value] of Object.entries(params)) if (value !== undefined) url.searchParams.set(name, value);
  return { url: url.href, verifier, state, nonce };
}

/** Presses a person's button on the sign-in page. */
export function choosePerson(browser: Browser, page: Page, sub: string): Promise<Page> {
  return browser.submit(page, page.url.pathname, { user: sub });
}

const tokenBody = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
  scope: z.string(),
  token_type: z.literal("Bearer"),
});
export type Tokens = z.infer<typeof tokenBody>;
export const readTokens = (answer: Answer): Tokens => tokenBody.parse(answer.body);

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Posts a form to one of the OAuth endpoints. */
export async function postForm(url: string, fields: Record<string, string>, headers = {}): Promise<Answer> {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields), headers });
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : { text } };
}

const site = { client_id: LOCAL.clientId, client_secret: LOCAL.clientSecret };

export function exchangeCode(auth0: LocalAuth0, code: string, verifier: string, redirectUri = callback) {
  const fields = {
    grant_type: "authorization_code",
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri,
    ...site,
  };
  return postForm(`${auth0.origin}/oauth/token`, fields);
}

export function refresh(auth0: LocalAuth0, refreshToken: string): Promise<Answer> {
  return postForm(`${auth0.origin}/oauth/token`, { grant_type: "refresh_token", refresh_token: refreshToken, ...site });
}

/** Signs a person in as the site would and gives the code that arrives at the callback. */
export async function signInForCode(
  auth0: LocalAuth0,
  sub: string,
  changes: Record<string, string | undefined> = {},
  browser: Browser = createBrowser(),
): Promise<Attempt & { code: string; browser: Browser; arrived: URL }> {
  const attempt = authorizationRequest(auth0, changes);
  const page = await browser.open(attempt.url);
  const arrived = page.url.pathname.startsWith("/u/login/") ? await choosePerson(browser, page, sub) : page;
  const code = arrived.url.searchParams.get("code");
  if (!code) throw new Error(`no code at ${arrived.url} (${arrived.status}): ${arrived.text}`);
  return { ...attempt, code, browser, arrived: arrived.url };
}

/** The whole flow, up to the tokens. */
export async function signInForTokens(
  auth0: LocalAuth0,
  sub: string,
  changes: Record<string, string | undefined> = {},
  browser: Browser = createBrowser(),
): Promise<Tokens & { browser: Browser; nonce: string }> {
  const { code, verifier, nonce } = await signInForCode(auth0, sub, changes, browser);
  return { ...readTokens(await exchangeCode(auth0, code, verifier)), browser, nonce };
}

/** Changes settings over the control surface. */
export async function changeSettings(auth0: LocalAuth0, settings: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${auth0.origin}/_local/settings`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(settings),
  });
  if (!response.ok) throw new Error(await response.text());
}
