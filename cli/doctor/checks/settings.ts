import { isSafeAddress } from "../../../lib/config/address";
import { hostOf, tooLongFor } from "../../../lib/config/host";
import { parseKey } from "../../../lib/config/keys";
import { loadConfig } from "../../../lib/config/load";
import type { Context } from "../context";
import { isProduction, someSecrets } from "../environment";

const LEAST_DIFFERENT_BYTES = 12;
const AGENTCORE_STREAM_MS = 3_600_000;

/** What the boot would say, and what it lets pass although somebody should know. */
export function checkSettings(context: Context): void {
  const { env, findings } = context;
  const result = loadConfig(env as NodeJS.ProcessEnv, someSecrets);
  if (result.ok) {
    const { localDefaults } = result.config;
    const local = localDefaults.length === 0 ? "" : `; of the local cloud: ${localDefaults.join(", ")}`;
    findings.ok("settings.values", `the site would start with them${local}`);
  } else {
    for (const { name, at, problem, example } of result.problems)
      findings.fail(
        "settings.values",
        problem,
        example === "" ? `Set ${name}; see .env.example.` : `Set ${name}; example: ${example}`,
        `${name}${at}`,
      );
  }
  checkSecrets(context);
  checkIssuer(context);
  checkProxy(context);
  checkTime(context);
}

function checkSecrets({ env, findings }: Context): void {
  const keys = (env.TOKEN_KEYS ?? "").split(",").map((key) => key.trim());
  const secrets: [string, string][] = [
    ["NEXTAUTH_SECRET", env.NEXTAUTH_SECRET ?? ""],
    ["SESSION_ID_KEY", env.SESSION_ID_KEY ?? ""],
    ...keys.map((key): [string, string] => ["TOKEN_KEYS", key]),
  ];
  // As bytes: the same key may be written in hex and in base64.
  const known = secrets.flatMap(([name, text]) => {
    const bytes = parseKey(text) ?? Buffer.from(text.trim());
    return bytes.length === 0 ? [] : [{ name, bytes: Buffer.from(bytes) }];
  });
  const before = findings.all().length;
  const mend = (name: string) => `Give ${name} a value of its own: openssl rand -base64 32`;
  for (const [index, { name, bytes }] of known.entries()) {
    const twin = known.slice(0, index).find((other) => other.bytes.equals(bytes));
    if (twin) {
      const found = twin.name === name ? `has the same key twice` : `is the same as ${twin.name}`;
      findings.warn("settings.secrets", found, mend(name), name);
    } else if (bytes.length >= 32 && new Set(bytes).size < LEAST_DIFFERENT_BYTES)
      findings.warn("settings.secrets", "does not look random: few different bytes", mend(name), name);
  }
  if (known.length > 0 && findings.all().length === before)
    findings.ok("settings.secrets", "different from one another, and random as far as can be seen");
}

function checkIssuer({ env, findings }: Context) {
  const issuer = env.AUTH0_ISSUER;
  if (issuer === undefined || !isSafeAddress(issuer)) return;
  if (issuer.endsWith("/")) findings.ok("settings.issuer", issuer);
  else findings.warn("settings.issuer", `${issuer} has no slash at its end`, `Set AUTH0_ISSUER=${issuer}/`);
}

function checkProxy({ env, settings, findings }: Context) {
  const { NEXTAUTH_URL: address, TRUST_PROXY: hops } = settings;
  if (address === undefined || hops === undefined || !address.startsWith("https://")) return;
  // The site itself speaks http: where people come by https, something in front of it does that.
  if (hops > 0) findings.ok("settings.proxy", `${hops} in front of the site`);
  else if (isProduction(env))
    findings.warn(
      "settings.proxy",
      "TRUST_PROXY is 0, and something in front of the site must speak https for it",
      "Set TRUST_PROXY=1 behind Vercel, classic Amplify or one load balancer, 2 behind a CDN and a load balancer.",
    );
}

/** What is too long for a host with a limit of its own ends the start, so `settings.values` says it. */
function checkTime({ env, settings, findings }: Context) {
  const { RUN_MAX_MS: ms } = settings;
  if (ms === undefined || tooLongFor(hostOf(env), ms)) return;
  if (ms <= AGENTCORE_STREAM_MS) return findings.ok("settings.time", `RUN_MAX_MS is ${ms}`);
  findings.warn(
    "settings.time",
    `RUN_MAX_MS is ${ms}; AgentCore ends an answer after ${AGENTCORE_STREAM_MS} ms`,
    `Set RUN_MAX_MS=${AGENTCORE_STREAM_MS - 20_000}, or less.`,
  );
}

/**
 * Next takes the quotes off and Docker does not. A file with the variables of Vercel or Amplify Hosting in it is none for Docker.
 *
 * @param quoted the variables whose values the file has in quotes
 */
export function checkQuotes({ env, findings }: Context, quoted: readonly string[]): void {
  if (env.VERCEL || env.AWS_APP_ID) return;
  if (quoted.length === 0) findings.ok("settings.quotes", "none");
  else
    findings.warn(
      "settings.quotes",
      `in quotes: ${quoted.join(", ")}`,
      "Docker's --env-file keeps quotes; write the value without, on one line. A file that Docker never reads may keep them.",
    );
}
