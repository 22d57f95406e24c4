import { parseArgs } from "node:util";

export const USAGE = `Looks at a site that is live, from outside and without signing in: a minute after a deploy, or at any time.

  npm run smoke -- https://chat.example.com
  npm run smoke -- https://chat.example.com --release 0123456789ab --wait 600

  --release <id>   the release that has to answer; without it any will do
  --wait <s>       how long the site may take until it is ready and answers with that release; default 60
  --json           the report as JSON
Ends with 0 when everything is well, with 1 when something is not, with 2 for arguments that it does not understand. docs/ci.md says what is looked at.
`;

export type Settings = {
  /** The public address: origin only. */
  site: string;
  release: string | null;
  waitSeconds: number;
};

export type Arguments =
  | { kind: "run"; settings: Settings; json: boolean }
  | { kind: "help" }
  | { kind: "wrong"; problem: string };

const LONGEST_WAIT_SECONDS = 3600;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Reads the command line of `npm run smoke`.
 *
 * @returns what to do, or one sentence on what is wrong and what would be right
 */
export function readArguments(args: readonly string[]): Arguments {
  const parsed = parse(args);
  if (typeof parsed === "string") return { kind: "wrong", problem: parsed };
  const { values, positionals } = parsed;
  if (values.help) return { kind: "help" };
  const [address, ...others] = positionals;
  if (address === undefined || others.length > 0)
    return { kind: "wrong", problem: "One address is needed: npm run smoke -- https://chat.example.com" };
  const site = originOf(address);
  if (site === null)
    return {
      kind: "wrong",
      problem: `${JSON.stringify(address)} is not the address of a site: give its scheme and host, https://chat.example.com (http for this machine only).`,
    };
  const waitSeconds = Number(values.wait ?? "60");
  if (!/^\d+$/.test(values.wait ?? "60") || waitSeconds > LONGEST_WAIT_SECONDS)
    return { kind: "wrong", problem: `--wait takes whole seconds, 0 to ${LONGEST_WAIT_SECONDS}.` };
  if (values.release !== undefined && values.release.trim() === "")
    return { kind: "wrong", problem: "--release is empty: give the id of a release, or leave it out." };
  return {
    kind: "run",
    json: values.json ?? false,
    settings: { site, release: values.release?.trim() ?? null, waitSeconds },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        release: { type: "string" },
        wait: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Plain http would show a session cookie to everybody on the way, and such a site refuses to boot anyway. */
function originOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, origin, pathname, search, hash, username } = new URL(address);
  const isOrigin = pathname === "/" && search === "" && hash === "" && username === "";
  const isSafe = protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname));
  return isOrigin && isSafe ? origin : null;
}
