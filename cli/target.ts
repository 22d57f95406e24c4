import { type AgentEntry, regionOfArn } from "../lib/agentcore/agent-entry";
import type { PromptPlace } from "../lib/agentcore/http-protocol/http-protocol";
import { invocationsUrl, isLocalArn } from "../lib/local-defaults";
import { agentsOf, type Environment } from "./environment";
import { UsageError } from "./io";

export type Protocol = "agui" | "http";

/** An agent as the command line calls it. */
export type Target = {
  /** As the person named it. */
  label: string;
  /** `platform`: through AgentCore, real or local, which hides the container. `direct`: the container's own HTTP side. */
  kind: "platform" | "direct";
  invokeUrl: string;
  /** Of a direct agent only: AgentCore's data plane has no ping. */
  pingUrl: string | null;
  stopSessionUrl: string;
  protocol: Protocol;
  /** Where an HTTP-protocol agent reads the message; undefined when nobody said. */
  input: PromptPlace | undefined;
  stop: "session" | "command";
  history: "full" | "last";
  /** The site sends the person's token to it, and so do we. */
  authorized: boolean;
};

export type TargetOptions = {
  protocol?: string | undefined;
  input?: string | undefined;
  stop?: string | undefined;
  history?: string | undefined;
};

const PLATFORM_PATH = /^\/runtimes\/[^/]+\/invocations\/?$/;

/**
 * Finds out what a person means by a URL, an ARN, or the id of an agent in `AGENTS`. What they say in options wins over what the
 * entry says.
 *
 * @throws UsageError for what is none of these
 */
export function resolveTarget(given: string, options: TargetOptions, env: Environment): Target {
  const target = find(given, env);
  const protocol = oneOf("--protocol", options.protocol, ["agui", "http"]) ?? target.protocol;
  const history = oneOf("--history", options.history, ["full", "last"]);
  // As in the entries of AGENTS.
  if (protocol === "http" && history === "full")
    throw new UsageError("An HTTP agent takes one message and remembers the others by its session: no --history full.");
  return {
    ...target,
    protocol,
    input: oneOf("--input", options.input, ["prompt", "input.prompt"]) ?? target.input,
    stop: oneOf("--stop", options.stop, ["command", "session"]) ?? target.stop,
    history: protocol === "http" ? "last" : (history ?? (target.protocol === "http" ? "full" : target.history)),
  };
}

function find(given: string, env: Environment): Target {
  if (given.startsWith("arn:")) {
    const region = regionOfArn(given);
    if (region === null)
      throw new UsageError(
        "This is not the ARN of an AgentCore runtime: arn:aws:bedrock-agentcore:<region>:<account>:runtime/<id>",
      );
    return ofUrl(given, runtimeUrl(env, given, region, "DEFAULT"));
  }
  if (/^https?:\/\//i.test(given)) {
    if (!URL.canParse(given)) throw new UsageError(`"${given}" is not an address.`);
    return ofUrl(given, given);
  }
  const agents = agentsOf(env);
  const entry = agents.find(({ id }) => id === given);
  if (!entry) {
    const ids = agents.map(({ id }) => id).join(", ");
    throw new UsageError(`"${given}" is neither a URL nor an ARN nor the id of an agent (known: ${ids}).`);
  }
  const arn = entry.arn ?? "";
  const url = entry.url ?? runtimeUrl(env, arn, entry.region ?? regionOfArn(arn) ?? "", entry.qualifier);
  return targetAt(entry, url);
}

/** An entry of `AGENTS`, called at this address. */
export function targetAt(entry: AgentEntry, url: string): Target {
  const { protocol, stop, history } = entry;
  return { ...ofUrl(entry.id, url), protocol, stop, history, input: entry.http?.input, authorized: true };
}

function runtimeUrl(env: Environment, arn: string, region: string, qualifier: string): string {
  const usual = isLocalArn(arn)
    ? `http://localhost:${env.LOCAL_AGENTCORE_PORT}`
    : `https://bedrock-agentcore.${region}.amazonaws.com`;
  // The AWS SDKs' own variable for another endpoint of this one service.
  return invocationsUrl(env.AWS_ENDPOINT_URL_BEDROCK_AGENTCORE ?? usual, arn, qualifier);
}

function ofUrl(label: string, address: string): Target {
  const url = new URL(address);
  if (url.username || url.password) throw new UsageError("An address with a password in it is not called.");
  url.hash = "";
  const isPlatform = PLATFORM_PATH.test(url.pathname);
  const base = url.pathname.replace(/\/(invocations\/?)?$/, "");
  const at = (path: string) => {
    const made = new URL(url);
    made.pathname = `${base}${path}`;
    return made.href;
  };
  return {
    label,
    kind: isPlatform ? "platform" : "direct",
    invokeUrl: at("/invocations"),
    pingUrl: isPlatform ? null : at("/ping"),
    stopSessionUrl: at("/stopruntimesession"),
    protocol: "agui",
    input: undefined,
    stop: "session",
    history: "full",
    authorized: isPlatform,
  };
}

function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`${name} is "${value}"; it can be ${allowed.join(" or ")}.`);
  return found;
}
