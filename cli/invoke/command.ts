import { readEnvironment } from "../environment";
import { EXIT, type Io, UsageError } from "../io";
import { parseOptions } from "../options";
import { resolveTarget } from "../target";
import { tokenSource } from "../token";
import { runAgui } from "./agui";
import { openConversation } from "./conversation";
import { tellFailure } from "./failure";
import { runHttp } from "./http";
import { readMessage } from "./message";
import { newRunId, type Run } from "./run";

/** `invoke`: says something to an agent and streams its answer. */
export async function invoke(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseOptions(
    args,
    {
      session: { type: "string" },
      protocol: { type: "string" },
      input: { type: "string" },
      history: { type: "string" },
      stop: { type: "string" },
      token: { type: "string" },
      verbose: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
    2,
  );
  const [agent, text] = positionals;
  if (agent === undefined) throw new UsageError("Which agent? Give a URL, an ARN, or the id of an agent.");
  const env = readEnvironment(io.env);
  const target = resolveTarget(agent, values, env);
  const token = tokenSource(target, values.token, env, io);
  const message = await readMessage(text, io);
  const current = await token();
  if (!current.ok) {
    const code = current.reason === "expired" ? "SIGN_IN_EXPIRED" : "AGENT_UNREACHABLE";
    const detail = "no access token could be had from the sign-in service";
    return tellFailure({ code, awsRequestId: null, detail }, values.verbose === true, io);
  }
  const conversation = await openConversation(values.session, target, current.token, io);
  const run: Run = { target, conversation, message, runId: newRunId(), token, json: values.json === true, io };
  const failure = await (target.protocol === "agui" ? runAgui(run) : runHttp(run));
  if (io.signal.aborted) return EXIT.interrupted;
  return failure ? tellFailure(failure, values.verbose === true, io) : EXIT.ok;
}
