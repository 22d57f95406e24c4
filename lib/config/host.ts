import vercel from "../../vercel.json";

type Set = Record<string, string | undefined>;

/** Where the site runs, as far as that sets limits. */
export type Host = {
  name: "Vercel" | "Amplify Hosting" | "AWS Lambda";
  /** How long a request may take there, and where that is decided. */
  requestMs: number;
  decidedBy: string;
  /** What a run may take of it: the rest is for its end, which has to be written down, and told to the agent. */
  longestRunMs: number;
};

/** Of the time that a host gives a request, so much is left to end a run in. */
const MARGIN_MS = 15_000;
/** What the browser's questions are answered in; a run beside them ends before the 30 s of Amplify Hosting are over. */
export const LONGEST_HELD_RUN_MS = 25_000;

/**
 * The host that the environment names; null for one that sets no limits of its own, such as a container.
 *
 * Amplify Hosting runs on Lambda and says so to the build only: `amplify.yml` writes `AWS_APP_ID` down for the site. A Lambda
 * that is polled is taken for it as well: there is no other reason to poll on one.
 */
export function hostOf(env: Set): Host | null {
  if (env.VERCEL) {
    const requestMs = vercel.functions["app/api/**"].maxDuration * 1000;
    const decidedBy = "maxDuration in vercel.json";
    return { name: "Vercel", requestMs, decidedBy, longestRunMs: requestMs - MARGIN_MS };
  }
  const polled = env.STREAM_MODE === "poll" || (env.AWS_APP_ID !== undefined && env.STREAM_MODE === undefined);
  if (polled && (env.AWS_APP_ID || env.AWS_LAMBDA_FUNCTION_NAME)) {
    const decidedBy = "Amplify Hosting itself";
    return { name: "Amplify Hosting", requestMs: 30_000, decidedBy, longestRunMs: LONGEST_HELD_RUN_MS };
  }
  if (env.AWS_LAMBDA_FUNCTION_NAME) {
    const requestMs = 900_000;
    return { name: "AWS Lambda", requestMs, decidedBy: "AWS Lambda itself", longestRunMs: requestMs - MARGIN_MS };
  }
  return null;
}

/** What the host decides where a person has not: its proxy is believed, its limit kept, its address taken. */
export function hostDefaults(host: Host | null, env: Set): Record<string, string> {
  if (!host) return {};
  const address = host.name === "Vercel" ? vercelAddress(env) : null;
  return {
    TRUST_PROXY: "1",
    RUN_MAX_MS: String(host.longestRunMs),
    ...(host.name === "Amplify Hosting" ? { STREAM_MODE: "poll" } : {}),
    ...(address ? { NEXTAUTH_URL: `https://${address}` } : {}),
  };
}

/** Of a preview the address of its branch: that of the deployment changes with each push, and Auth0 has to know it. */
function vercelAddress(env: Set): string | null {
  if (env.VERCEL_ENV === "production") return env.VERCEL_PROJECT_PRODUCTION_URL ?? null;
  return env.VERCEL_ENV === "preview" ? (env.VERCEL_BRANCH_URL ?? null) : null;
}

/** Why a run of that length is too long for the host; null when it is not. */
export function tooLongFor(host: Host | null, runMaxMs: number): string | null {
  if (!host || runMaxMs <= host.longestRunMs) return null;
  const [run, request] = [host.longestRunMs, host.requestMs / 1000];
  return `must be at most ${run} on ${host.name}, which ends a request after ${request} s (decided by ${host.decidedBy})`;
}
