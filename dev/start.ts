import nextEnv from "@next/env";
import type { LocalAgent } from "./agentcore/local-agents.ts";
import { localUsers } from "./auth0/users.ts";
import { readArguments, USAGE } from "./start/arguments.ts";
import { banner } from "./start/banner.ts";
import { type Colour, createPaint, type Paint, prettyLine, readAgentLine, width } from "./start/console.ts";
import type { PartName } from "./start/parts.ts";
import type { Environment } from "./start/process-group.ts";
import { REPOSITORY, type Stack, startStack } from "./start/stack.ts";

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

/** What the command line says of agents wins over the environment: it was written last. */
function ownAgents(agents: readonly LocalAgent[]): Environment {
  const unused = ["AGENTS", "BEDROCK_AGENTCORE_RUNTIME_ARN", "LOCAL_AGENTCORE_AGENT_URL"].filter(
    (name) => process.env[name],
  );
  if (unused.length > 0) print(`${unused.join(" and ")} in your environment: not used now, because of --agent.`);
  return {
    ...Object.fromEntries(unused.map((name) => [name, undefined])),
    LOCAL_AGENTCORE_AGENTS: JSON.stringify(agents),
  };
}

async function main(args: readonly string[]): Promise<number> {
  // npm runs us in the repository, and says where it was called.
  const given = readArguments(args, process.env.INIT_CWD ?? process.cwd());
  if (given.kind === "help") {
    print(USAGE);
    return 0;
  }
  if (given.kind === "wrong") {
    complain(`${given.problem}\n\n${USAGE}`);
    return 2;
  }
  const withSite = given.site;
  // The same files in the same order as the site reads them, so that both decide alike.
  nextEnv.loadEnvConfig(REPOSITORY, true, { info: () => {}, error: complain });
  const paint = createPaint(process.env, process.stdout.isTTY === true);

  const column = Math.max(9, ...given.agents.map(({ name }) => width(name)));
  const chosen: Environment = given.agents.length > 0 ? ownAgents(given.agents) : {};
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
    env: { ...process.env, ...chosen },
    site: withSite ? "dev" : "none",
    log: (part, line) => {
      const agents = readAgentLine(line, paint);
      const text = agents?.text ?? prettyLine(line, paint);
      const who = agents?.agent ?? part;
      const label = paint(agents ? "blue" : COLOURS[part], `${who}${" ".repeat(Math.max(0, column - width(who)))} │`);
      if (text.trim() !== "") print(`${label} ${text.replaceAll("\n", agents ? `\n${label} ` : "\n")}`);
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
