import type { Logger } from "pino";
import type { StartTrouble } from "./agent-process.ts";
import type { RuntimeOptions } from "./options.ts";

export type Trouble =
  | StartTrouble
  /** The process ended in the middle of a session. */
  | "crashed"
  /** It listens on a port of its own choice. */
  | "elsewhere"
  /** `/invocations` answered: nothing is there, what was sent is wrong, it failed. */
  | "no-invocations"
  | "refused"
  | "failed"
  /** An AG-UI agent answered with something else than a stream of events. */
  | "no-stream";

/** Tells a developer what goes wrong with their agent: what AgentCore would do, how to mend it. Once each, not in a loop. */
export type Advice = {
  /** @param detail what was seen: how a process ended, a status, a content type, the reason of a start that failed */
  give: (runtime: RuntimeOptions, trouble: Trouble, detail: string) => void;
  /** It starts: what kept it from that is news when it comes again. @param port where it listens whatever `PORT` says */
  started: (runtime: RuntimeOptions, port?: string) => void;
};

type Said = { what: string; onAgentCore: string; mend: string };

const NO_START =
  "the session does not start: the call gets a RuntimeClientError (HTTP 424, for AG-UI a RUN_ERROR with the code AGENT_ERROR), and people read that the agent failed";
const CALLED =
  "the call gets a RuntimeClientError, and people read that the agent failed; what your agent answered is not passed on";

const PING_FOR = {
  agui: '200 with {"status":"Healthy"} or {"status":"HealthyBusy"}, in exactly this case',
  http: '200 with {"status":"Healthy"} or {"status":"HealthyBusy"}; lower case is taken too',
} as const;

const START_TROUBLES: readonly Trouble[] = ["ended", "silent", "unhealthy", "taken"];

export function troubleOfStatus(status: number): Trouble {
  if (status === 404 || status === 405) return "no-invocations";
  return status < 500 ? "refused" : "failed";
}

function textOf(runtime: RuntimeOptions, trouble: Trouble, detail: string): Said {
  const [first = ""] = detail.split("\n", 1);
  const url = "url" in runtime ? runtime.url : undefined;
  const command = "command" in runtime ? runtime.command.at(-1) : undefined;
  const { protocol } = runtime;
  switch (trouble) {
    case "ended":
      return {
        what: `It does not start. ${first}; its last words are above.`,
        onAgentCore: NO_START,
        mend: `try it by itself: PORT=8080 ${command}`,
      };
    case "silent":
      return {
        what: url ? `Nothing answers at ${url}/ping.` : "Nothing answers on the port that it was given in PORT.",
        onAgentCore: `/ping is asked on port 8080; without an answer ${NO_START}`,
        mend: url
          ? "start it, or look whether the address is right"
          : "listen on 0.0.0.0 and the port in PORT (8080 when it is not set). If it can only have one port, name it: --port 9000",
      };
    case "unhealthy":
      return {
        what: `It answers, but is not healthy. ${first}.`,
        onAgentCore: NO_START,
        mend: `GET /ping has to answer ${PING_FOR[protocol]}`,
      };
    case "taken":
      return {
        what: `${first}: somebody else listens there.`,
        onAgentCore: "nothing is wrong with that; each session is a machine of its own",
        mend: "end the other, or let your agent read its port from PORT. One that you started yourself is given by its address: --agent http://localhost:8080",
      };
    case "crashed":
      return {
        what: `Its process ended in the middle of a conversation (${first}).`,
        onAgentCore:
          "the session is over and answers break off; the next message starts a new one, which remembers nothing",
        mend: "an exception must not end the process; its last words are above",
      };
    case "elsewhere":
      return {
        what: `It listens on port ${first} whatever PORT says.`,
        onAgentCore:
          "that is fine: each session is a machine of its own. Here all conversations share one process: what it remembers is mixed, and new code counts after a restart of npm run dev",
        mend: "read the port from PORT, and each conversation has a process of its own here too",
      };
    case "no-invocations":
      return {
        what: `POST /invocations answered ${first}.`,
        onAgentCore: `${CALLED}. The log of your agent shows nothing of it`,
        mend: "serve POST /invocations, without a prefix and without a slash at its end",
      };
    case "refused":
      return {
        what: `POST /invocations answered ${first}: it took the request for a bad one.`,
        onAgentCore: CALLED,
        mend:
          protocol === "http"
            ? 'it was sent what --input says: {"prompt": …} by default, {"input": {"prompt": …}} with --input input.prompt'
            : 'it was sent an AG-UI RunAgentInput. One that wants {"prompt": …} is given with --protocol http',
      };
    case "failed":
      return {
        what: `POST /invocations answered ${first}: it failed. Why is in what it wrote.`,
        onAgentCore: `${CALLED}; the reason is in its CloudWatch log`,
        mend: "look at its last lines",
      };
    case "no-stream":
      return {
        what: `Its answer is ${first}, and AG-UI is a stream of events.`,
        onAgentCore: "it is passed on as it is, and people read that the agent failed",
        mend: "answer with text/event-stream, or give it with --protocol http",
      };
  }
}

/** Only for agents with a name, which are a developer's own; of the others the log has what there is to know. */
export function createAdvice(log: Logger): Advice {
  const given = new Map<string, Set<Trouble>>();
  const of = (runtime: RuntimeOptions) => {
    const troubles = given.get(runtime.arn) ?? new Set();
    given.set(runtime.arn, troubles);
    return troubles;
  };
  function give(runtime: RuntimeOptions, trouble: Trouble, detail: string): void {
    if (runtime.name === undefined || of(runtime).has(trouble)) return;
    of(runtime).add(trouble);
    const { what, onAgentCore, mend } = textOf(runtime, trouble, detail);
    log.warn({ agent: runtime.name }, `${what}\n  On AgentCore: ${onAgentCore}.\n  To mend it:   ${mend}.`);
  }
  return {
    give,
    started: (runtime, port) => {
      for (const trouble of START_TROUBLES) of(runtime).delete(trouble);
      if (port !== undefined) give(runtime, "elsewhere", port);
    },
  };
}
