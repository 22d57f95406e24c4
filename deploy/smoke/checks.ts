import { HSTS } from "../../lib/http/headers/fixed";
import type { Settings } from "./arguments";
import { checkSignIn } from "./sign-in";
import { type Answer, type Ask, jsonOf, visitor } from "./site";
import { excerpt, type Verdict, well, wrong } from "./verdict";

export type Check = { name: string; run: (settings: Settings) => Promise<Verdict> };

/** A path that no release will ever have. */
const NOWHERE = "/smoke-test/there-is-no-such-page";

/** What a page says of itself whatever it is about; a proxy that takes one away opens what it was there to close. */
const PAGE_HEADERS: Record<string, RegExp> = {
  "x-content-type-options": /^nosniff$/,
  "x-frame-options": /^DENY$/,
  "referrer-policy": /^same-origin$/,
  "cross-origin-opener-policy": /^same-origin$/,
  "permissions-policy": /camera=\(\)/,
  "cache-control": /no-store/,
};

const nonceOf = ({ headers }: Answer) =>
  /script-src [^;]*'nonce-([^']+)'/.exec(headers.get("content-security-policy") ?? "")?.[1];
const page = (ask: Ask) => ask("/signin", { headers: { accept: "text/html" } });

/** In the order in which a person would look: what comes first explains what comes after. */
export const CHECKS: readonly Check[] = [
  { name: "live", run: ({ site }) => checkLive(visitor(site)) },
  { name: "ready", run: ({ site }) => checkReady(visitor(site)) },
  { name: "release", run: ({ site, release }) => checkRelease(visitor(site), release) },
  { name: "sign-in page", run: ({ site }) => checkPage(visitor(site)) },
  { name: "https", run: ({ site }) => checkHsts(visitor(site), site) },
  { name: "static files", run: ({ site }) => checkScript(visitor(site)) },
  { name: "unsigned API", run: ({ site }) => checkRefusal(visitor(site)) },
  { name: "unknown pages", run: ({ site }) => checkUnknown(visitor(site)) },
  { name: "sign-in", run: ({ site }) => checkSignIn(visitor(site), site) },
];

async function checkLive(ask: Ask): Promise<Verdict> {
  const answer = await ask("/api/health/live");
  if (answer.status === 200 && jsonOf(answer)?.status === "ok") return well("the process answers");
  return wrong(
    `/api/health/live answered ${answer.status}: ${excerpt(answer.text)}`,
    "Is this the site's address, and does the host let strangers in (Vercel's deployment protection does not)? Read the site's log.",
  );
}

async function checkReady(ask: Ask): Promise<Verdict> {
  const answer = await ask("/api/health/ready");
  const { status, reason } = jsonOf(answer) ?? {};
  if (answer.status === 200 && status === "ok") return well("the database answers and has this release's schema");
  return wrong(
    `/api/health/ready answered ${answer.status}: ${typeof reason === "string" ? reason : excerpt(answer.text)}`,
    "Can the site reach DATABASE_URL, and has `npm run db:migrate` been run for this release?",
  );
}

/** From a page and from the API: behind one address they may be different programs. */
async function checkRelease(ask: Ask, wanted: string | null): Promise<Verdict> {
  const answers = { "/signin": await page(ask), "/api/threads": await ask("/api/threads") };
  for (const [path, { headers }] of Object.entries(answers)) {
    const found = headers.get("x-release");
    if (!found) return wrong(`${path} does not say which release answers`, "Let the header x-release pass the proxy.");
    if (wanted !== null && found !== wanted)
      return wrong(
        `${path} is answered by release ${found}, not ${wanted}`,
        "The roll-out has not ended or was turned back: look at the host's events, or give it more time with --wait.",
      );
  }
  return well(`${answers["/signin"].headers.get("x-release")}`);
}

async function checkPage(ask: Ask): Promise<Verdict> {
  const [first, second] = [await page(ask), await page(ask)];
  if (first.status !== 200 || !first.headers.get("content-type")?.startsWith("text/html"))
    return wrong(`/signin answered ${first.status}: ${excerpt(first.text)}`, "Read the site's log of this moment.");
  const nonce = nonceOf(first);
  if (!nonce)
    return wrong(
      "/signin has no Content-Security-Policy with a nonce",
      "Something in front replaces the policy: let the site's own header pass.",
    );
  if (nonce === nonceOf(second))
    return wrong(
      "two visits got the same nonce",
      "A cache in front keeps pages: have it heed Cache-Control: no-store.",
    );
  const scripts = first.text.match(/<script\b[^>]*>/g) ?? [];
  const strangers = scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`));
  if (scripts.length === 0 || strangers.length > 0)
    return wrong(
      scripts.length === 0
        ? "/signin has no script"
        : `a script of /signin lacks the nonce: ${excerpt(strangers[0] ?? "")}`,
      "Something in front rewrites pages (a minifier, injected analytics): turn that off for this site.",
    );
  const missing = Object.entries(PAGE_HEADERS).filter(([name, form]) => !form.test(first.headers.get(name) ?? ""));
  if (missing.length > 0)
    return wrong(
      `/signin: ${missing.map(([name]) => `${name} is ${first.headers.get(name) ?? "missing"}`).join(", ")}`,
      "Something in front removes or changes headers: let the site's own pass.",
    );
  return well("renders, with policy, nonce and headers");
}

async function checkHsts(ask: Ask, site: string): Promise<Verdict> {
  if (!site.startsWith("https:")) return well("not looked at: this address is http");
  const found = (await page(ask)).headers.get("strict-transport-security");
  if (found === HSTS) return well("browsers are told to stay with https");
  return wrong(
    `Strict-Transport-Security is ${found ?? "missing"}, not "${HSTS}"`,
    "Is NEXTAUTH_URL this https address? If so, something in front changes the header.",
  );
}

async function checkScript(ask: Ask): Promise<Verdict> {
  const path = /src="(\/_next\/static\/[^"]+\.js)"/.exec((await page(ask)).text)?.[1];
  if (!path)
    return wrong("/signin names no file of /_next/static", "Is this AgentCore Chat, and built for production?");
  const { status, headers } = await ask(path);
  if (status === 200 && headers.get("content-type")?.includes("javascript")) return well("a script of the page loads");
  return wrong(
    `${path} answered ${status} as ${headers.get("content-type") ?? "nothing"}`,
    "The pages and the static files are of different builds: copy .next/static of the same build, or wait until the roll-out has ended.",
  );
}

async function checkRefusal(ask: Ask): Promise<Verdict> {
  const answer = await ask("/api/threads", { headers: { accept: "application/json" } });
  const body = jsonOf(answer);
  if (answer.status === 401 && body?.code === "SIGN_IN_EXPIRED" && typeof body.requestId === "string")
    return well("refused with 401 SIGN_IN_EXPIRED");
  return wrong(
    `/api/threads answered a stranger ${answer.status}: ${excerpt(answer.text)}`,
    answer.status < 400
      ? "Take the site off the net: somebody who is not signed in reads conversations. Then look at what answers instead of the site."
      : "Something in front answers instead of the site, or the site fails: read its log.",
  );
}

async function checkUnknown(ask: Ask): Promise<Verdict> {
  const [noPage, noRoute] = [await ask(NOWHERE, { headers: { accept: "text/html" } }), await ask(`/api${NOWHERE}`)];
  if (noPage.status !== 404)
    return wrong(
      `${NOWHERE} answered ${noPage.status}, not 404`,
      "Take out the host's rule that sends every path to one page.",
    );
  if (noRoute.status !== 404 || jsonOf(noRoute)?.code !== "NOT_FOUND")
    return wrong(
      `/api${NOWHERE} answered ${noRoute.status}: ${excerpt(noRoute.text)}`,
      "Something in front puts its own error pages in place of the site's: turn that off below /api.",
    );
  return well("404, as a page and as JSON");
}
