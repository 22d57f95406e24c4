import { z } from "zod";
import { LOCAL } from "../../../lib/local-defaults";
import { type Answer, describeProbe, probe } from "../../check/probe";
import { jsonOf } from "../../json";
import { plainLine } from "../../plain-text";
import { type Context, START_LOCAL_CLOUD, unset } from "../context";

const discoverySchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string().url(),
  token_endpoint: z.string().url(),
  jwks_uri: z.string().url(),
  device_authorization_endpoint: z.string().url().optional(),
});

/** What the tenant says of itself, once it has been found to be the one that is meant. */
export type Discovery = z.infer<typeof discoverySchema>;

const keysSchema = z.object({
  keys: z.array(z.object({ kty: z.string(), alg: z.string().optional(), use: z.string().optional() }).passthrough()),
});

/** More than the clocks of well-kept machines differ by; Auth0's own margin is of this order. */
const MOST_SKEW_MS = 30_000;

/**
 * The tenant's discovery document, its keys and its clock.
 *
 * @returns null when there is none to go on with
 */
export async function checkIssuer(context: Context): Promise<Discovery | null> {
  const { settings, findings, timeoutMs, io } = context;
  const issuer = settings.AUTH0_ISSUER;
  if (issuer === undefined) return skipRest(context, unset("AUTH0_ISSUER"));
  const url = new URL(".well-known/openid-configuration", issuer).href;
  const answer = await probe({ url, timeoutMs, signal: io.signal });
  if (answer.kind === "none" || answer.status !== 200) {
    const mend = issuer.startsWith("http:")
      ? `${START_LOCAL_CLOUD} An AUTH0_ISSUER that is set has its port in itself.`
      : answer.kind === "none" && answer.reason !== "refused"
        ? "See whether this machine reaches the internet (a proxy, a firewall), then whether AUTH0_ISSUER is right."
        : "Set AUTH0_ISSUER to https:// + the domain in Auth0: Applications > (yours) > Settings > Domain, with / at its end.";
    findings.fail("auth0.issuer", `${url}: ${describeProbe(answer)}`, mend);
    return skipRest(context, "the discovery document is not there");
  }
  const parsed = discoverySchema.safeParse(jsonOf(answer.text));
  if (!parsed.success) {
    findings.fail("auth0.issuer", `${url} is no discovery document`, "Set AUTH0_ISSUER to the tenant's domain.");
    return skipRest(context, "the discovery document cannot be read");
  }
  if (parsed.data.issuer !== issuer) {
    const named = plainLine(parsed.data.issuer);
    findings.fail(
      "auth0.issuer",
      `asked for ${issuer}, and it names ${named}`,
      `Set AUTH0_ISSUER=${named} (with a custom domain: its address, in the runtime's discovery URL too).`,
    );
    return skipRest(context, "the tenant is another one");
  }
  findings.ok("auth0.issuer", issuer);
  checkClock(context, answer);
  await checkKeys(context, parsed.data);
  await checkDevice(context, parsed.data);
  return parsed.data;
}

function skipRest({ findings }: Context, why: string): null {
  for (const id of ["auth0.keys", "auth0.device", "auth0.clock"] as const) findings.skip(id, why);
  return null;
}

function checkClock({ findings }: Context, { headers, endedAt }: Answer) {
  const theirs = Date.parse(headers.date ?? "");
  if (Number.isNaN(theirs)) return findings.skip("auth0.clock", "the answer has no date");
  // The header counts whole seconds, and the answer took its time to come.
  const skew = Date.now() - endedAt / 2 - (theirs + 500);
  if (Math.abs(skew) <= MOST_SKEW_MS) return findings.ok("auth0.clock", "as this machine's");
  const seconds = Math.round(Math.abs(skew) / 1000);
  findings.fail(
    "auth0.clock",
    `this machine is ${seconds} s ${skew > 0 ? "ahead of" : "behind"} Auth0`,
    "Set the clock by NTP (timedatectl set-ntp true); run this on the machine that the site runs on.",
  );
}

async function checkKeys({ findings, timeoutMs, io }: Context, { jwks_uri: url }: Discovery): Promise<void> {
  const answer = await probe({ url, timeoutMs, signal: io.signal });
  const parsed = answer.kind === "answer" ? keysSchema.safeParse(jsonOf(answer.text)) : null;
  if (!parsed?.success)
    return findings.fail(
      "auth0.keys",
      `${url}: ${describeProbe(answer)}, and no keys`,
      "See Auth0's status page; AgentCore fetches the keys from there too.",
    );
  const fit = parsed.data.keys.filter(
    ({ kty, alg, use }) => kty === "RSA" && (alg ?? "RS256") === "RS256" && (use ?? "sig") === "sig",
  );
  if (fit.length > 0) return findings.ok("auth0.keys", `${fit.length} for RS256`);
  findings.fail(
    "auth0.keys",
    "there is no RS256 key",
    "In Auth0: Applications > APIs > (yours) > Settings > Signing Algorithm: RS256, and the same for the application.",
  );
}

/** Asks for a device code, which nobody will use: the only way to see that this application may. */
async function checkDevice({ env, findings, timeoutMs, io }: Context, found: Discovery): Promise<void> {
  const isLocal = found.issuer.startsWith("http:");
  const clientId = env.AUTH0_CLI_CLIENT_ID || (isLocal ? LOCAL.deviceClientId : undefined);
  const { device_authorization_endpoint: url } = found;
  if (clientId === undefined)
    return findings.skip(
      "auth0.device",
      "AUTH0_CLI_CLIENT_ID is not set",
      "Set it to a native application with the grant type Device Code (docs/auth0.md) to have tokens and agents checked.",
    );
  const mend =
    "In Auth0: Applications > (the native one) > Settings > Advanced > Grant Types: Device Code and Refresh Token; and under APIs, allow it to use the API.";
  if (url === undefined) return findings.fail("auth0.device", "the tenant does not announce a device flow", mend);
  const answer = await probe({
    url,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ client_id: clientId, scope: "openid offline_access" }).toString(),
    timeoutMs,
    signal: io.signal,
  });
  if (answer.kind === "answer" && answer.status === 200) return findings.ok("auth0.device", "the device flow begins");
  const said = answer.kind === "answer" ? errorWords(answer.text) : null;
  findings.fail("auth0.device", `${describeProbe(answer)}${said ? `: ${said}` : ""}`, mend);
}

/** The error of an OAuth answer in its own words: RFC 6749 §5.2. */
export function errorWords(text: string): string | null {
  const parsed = z.object({ error: z.string(), error_description: z.string().optional() }).safeParse(jsonOf(text));
  if (!parsed.success) return null;
  const { error, error_description: description } = parsed.data;
  return plainLine(description ? `${error}: ${description}` : error);
}
