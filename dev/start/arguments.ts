import { basename } from "node:path";
import { arnOf, type LocalAgent } from "../agentcore/local-agents.ts";

export const USAGE = `Starts the whole system on this machine.

  npm run dev                                    local Auth0, local AgentCore and the site
  npm run dev -- --agent 'python my_agent.py'    the same with an agent of yours instead of the demo agent
  npm run dev -- --no-site                       the local cloud alone, for a site that runs elsewhere

Your agent
  --agent <command>   a line for the shell, run where you are. Each conversation starts it anew with a PORT of its own
  --agent <url>       an agent that runs already; all conversations share it
  --agent demo        this repository's demo agent, beside yours
  --protocol <p>      agui (default) or http
  --input <field>     where an http agent reads the message: prompt (default) or input.prompt
  --name <name>       what people see; default: the name of the program
  --port <port>       the port on which the command listens whatever PORT says; all conversations share one process then
--agent may be given more than once. What comes after one belongs to it.

Ports of the system: PORT, LOCAL_AUTH0_PORT, LOCAL_AGENTCORE_PORT. See dev/README.md and docs/bring-your-agent.md.
`;

export type Arguments =
  | { kind: "start"; site: boolean; agents: LocalAgent[] }
  | { kind: "help" }
  | { kind: "wrong"; problem: string };

/** An agent as far as its flags have been read. */
type Draft = { what: string; protocol?: string; input?: string; name?: string; port?: string };

const DETAILS = ["protocol", "input", "name", "port"] as const;
type Detail = (typeof DETAILS)[number];

const wrong = (problem: string): Arguments => ({ kind: "wrong", problem });
const isAddress = (what: string) => /^https?:\/\//i.test(what);

/**
 * Reads the command line of `npm run dev`.
 *
 * @param cwd where the developer is: their commands run there
 * @returns what to start, or one sentence on what is wrong
 */
export function readArguments(args: readonly string[], cwd: string): Arguments {
  const drafts: Draft[] = [];
  // Of a detail before the first --agent; it can only be meant for the one agent there is.
  const early: Partial<Record<Detail, string>> = {};
  let site = true;
  if (args.some((arg) => arg === "--help" || arg === "-h")) return { kind: "help" };
  for (let at = 0; at < args.length; at++) {
    const [flag = "", inline] = split(args[at] ?? "");
    if (flag === "--no-site" && inline === undefined) {
      site = false;
      continue;
    }
    const name = flag.slice(2);
    const detail = DETAILS.find((one) => one === name);
    if (!flag.startsWith("--") || (name !== "agent" && !detail))
      return wrong(
        flag.startsWith("-")
          ? `There is no ${flag}.`
          : `"${flag}" stands alone. A command with spaces needs quotes: --agent 'python my_agent.py'.`,
      );
    const value = inline ?? args[++at];
    if (value === undefined || value.trim() === "" || (inline === undefined && value.startsWith("--")))
      return wrong(`${flag} needs a value.`);
    if (!detail) {
      drafts.push({ what: value.trim() });
      continue;
    }
    const target = drafts.at(-1) ?? early;
    if (target[detail] !== undefined) return wrong(`${flag} is given twice for one agent.`);
    target[detail] = value.trim();
  }
  const [given] = Object.keys(early);
  if (given !== undefined) {
    const [only] = drafts;
    if (!only) return wrong(`--${given} is about an agent, and there is no --agent.`);
    if (drafts.length > 1) return wrong(`Put --${given} after the --agent that it is about.`);
    const twice = DETAILS.find((one) => early[one] !== undefined && only[one] !== undefined);
    if (twice) return wrong(`--${twice} is given twice for one agent.`);
    drafts[0] = { ...early, ...only };
  }
  const agents: LocalAgent[] = [];
  for (const draft of drafts) {
    const problem = problemOf(draft);
    if (problem) return wrong(problem);
    agents.push(agentOf(draft, cwd, agents));
  }
  return { kind: "start", site, agents };
}

function split(arg: string): [string, string | undefined] {
  const at = arg.startsWith("--") ? arg.indexOf("=") : -1;
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

function problemOf({ what, protocol, input, port }: Draft): string | undefined {
  const details = [protocol, input, port].some((value) => value !== undefined);
  if (what === "demo" && details) return "--agent demo takes a --name and nothing else.";
  if (protocol !== undefined && protocol !== "agui" && protocol !== "http")
    return `--protocol is "${protocol}"; it has to be agui or http.`;
  if (input !== undefined && input !== "prompt" && input !== "input.prompt")
    return `--input is "${input}"; it has to be prompt or input.prompt.`;
  if (input !== undefined && protocol !== "http") return "--input is for --protocol http; AG-UI has one shape.";
  if (!isAddress(what)) {
    const number = /^[1-9]\d{0,4}$/.test(port ?? "1") ? Number(port ?? 1) : 0;
    if (number < 1 || number > 65_535) return `--port is "${port}"; it has to be a port number.`;
    return undefined;
  }
  if (port !== undefined) return "--port is for a command; an address has its port in it.";
  return URL.canParse(what) ? undefined : `--agent is "${what}", which is no address.`;
}

function agentOf(draft: Draft, cwd: string, before: readonly LocalAgent[]): LocalAgent {
  const name = draft.name ?? nameOf(draft.what);
  const isDemo = draft.what === "demo";
  const id = freeId(isDemo ? "default" : idOf(name), before);
  const common = { id, name, protocol: draft.protocol === "http" ? ("http" as const) : ("agui" as const) };
  if (isDemo) return { ...common, demo: true };
  const input: Pick<LocalAgent, "input"> =
    draft.input === "prompt" || draft.input === "input.prompt" ? { input: draft.input } : {};
  // What AgentCore calls is below the address; people give the one they know.
  if (isAddress(draft.what)) return { ...common, ...input, url: draft.what.replace(/\/(invocations|ping)?\/?$/, "") };
  return { ...common, ...input, command: draft.what, cwd, ...(draft.port && { port: Number(draft.port) }) };
}

/** `my_agent` of `python my_agent.py --fast`, `app` of `uvicorn app:api`, `localhost:9000` of an address. */
function nameOf(what: string): string {
  if (what === "demo") return "Demo agent";
  if (isAddress(what) && URL.canParse(what)) return new URL(what).host;
  const words = what.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ""));
  const file = words.find((word) => /\.(py|[cm]?[jt]s|rb|go|sh|jar)$/.test(word));
  if (file) return basename(file).replace(/\.[^.]+$/, "");
  const module = words.map((word) => /^([\w.]+):\w+$/.exec(word)?.[1]).find((found) => found !== undefined);
  return module ?? basename(words.find((word) => !word.includes("=")) ?? what);
}

function idOf(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^[-_]+|-+$/g, "")
    .slice(0, 50);
  return id || "agent";
}

/** An id whose ARN is free as well: `a-b` and `a_b` have the same. */
function freeId(wanted: string, before: readonly LocalAgent[]): string {
  let id = wanted;
  for (let n = 2; before.some((one) => one.id === id || arnOf(one) === arnOf({ id })); n++) id = `${wanted}-${n}`;
  return id;
}
