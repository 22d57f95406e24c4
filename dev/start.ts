import nextEnv from "@next/env";
import { localUsers } from "./auth0/users.ts";
import { banner } from "./start/banner.ts";
import { type Colour, createPaint, type Paint, prettyLine } from "./start/console.ts";
import type { PartName } from "./start/parts.ts";
import { REPOSITORY, type Stack, startStack } from "./start/stack.ts";

const USAGE = `Starts the whole system on this machine.

  npm run dev                local Auth0, local AgentCore and the site
  npm run dev -- --no-site   the local cloud alone, for a site that runs elsewhere

Ports: PORT, LOCAL_AUTH0_PORT, LOCAL_AGENTCORE_PORT. See dev/README.md.
`;
const COLOURS: Readonly<Record<PartName, Colour>> = { auth0: "magenta", agentcore: "cyan", site: "green" };
const PARENT_EVERY_MS = 500;
/** A terminal sends Ctrl-C to everybody in it, and npm hands it on to us once more: within this time it is one. */
const ONE_CTRL_C_MS = 700;

const print = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

/** The first line tells what happened; indented ones may be a part's last log lines. */
function reasonForPeople(reason: string, paint: Paint): string {
  const [first = "", ...rest] = reason.split("\n");
  return [
    paint("red", first),
    ...rest.map((line) => line.replace(/^ {2}(\{.*)$/, (_, json) => `  ${prettyLine(json, paint)}`)),
  ].join("\n");
}

/** `next dev` compiles a page when it is first asked for: asked here, nobody's first click waits for it. */
async function compileFirstPages(site: string): Promise<void> {
  for (const path of ["/api/auth/providers", "/api/copilotkit/info", "/"]) {
    await fetch(site + path, { redirect: "manual" }).catch(() => undefined);
  }
}

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.filter((arg) => arg !== "--no-site");
  if (unknown.length > 0) {
    complain(USAGE);
    return args.includes("--help") ? 0 : 2;
  }
  const withSite = !args.includes("--no-site");
  // The same files in the same order as the site reads them, so that both decide alike.
  nextEnv.loadEnvConfig(REPOSITORY, true, { info: () => {}, error: complain });
  const paint = createPaint(process.env, process.stdout.isTTY === true);

  const giveUp = new AbortController();
  let stack: Stack | undefined;
  let asked: string | undefined;
  const ended = new Promise<void>((resolve) => {
    let askedAt = 0;
    const end = (why: string) => {
      if (asked !== undefined && Date.now() - askedAt < ONE_CTRL_C_MS) return;
      if (asked !== undefined) {
        // Asked for again: the person does not want to wait for anybody's last words.
        stack?.kill();
        complain("Ended by force.");
        process.exit(130);
      }
      asked = why;
      askedAt = Date.now();
      print(`\n${why}: ending everything. Once more ends it by force.`);
      giveUp.abort(why);
      resolve();
    };
    process.on("SIGINT", () => end("Ctrl-C"));
    process.on("SIGTERM", () => end("SIGTERM"));
    process.on("SIGHUP", () => asked ?? end("The terminal has gone"));
    const parent = process.ppid;
    setInterval(
      () => process.ppid !== parent && asked === undefined && end("The starting process has gone"),
      PARENT_EVERY_MS,
    ).unref();
  });

  const result = await startStack({
    env: process.env,
    site: withSite ? "dev" : "none",
    log: (part, line) => {
      const text = prettyLine(line, paint);
      if (text.trim() !== "") print(`${paint(COLOURS[part], `${part.padEnd(9)} │`)} ${text}`);
    },
    onPlan: () => print("Starting…"),
    signal: giveUp.signal,
  });
  if (!result.ok) {
    if (asked !== undefined) return 0;
    complain(`\n${reasonForPeople(result.reason, paint)}`);
    return result.code;
  }
  stack = result.stack;
  if (withSite && asked === undefined) await compileFirstPages(stack.urls.site);
  if (asked === undefined) print(banner(stack.plan, withSite, localUsers, paint));
  const died = await Promise.race([stack.died, ended]);
  if (died && asked === undefined) {
    complain(`\n${reasonForPeople(died.reason, paint)}\nEnding the rest.`);
    await stack.stop();
    return died.ending.code || 1;
  }
  await stack.stop();
  return 0;
}

process.exit(await main(process.argv.slice(2)));
