import { readEnvironment } from "../environment";
import { EXIT, type Io, UsageError } from "../io";
import { parseOptions } from "../options";
import { resolveTarget } from "../target";
import { tokenSource } from "../token";
import { type Conversation, openConversation } from "./conversation";
import { askPerson, canDecideAll, type Decision, decideAll, decisionOf, readAsked, showAsked } from "./decision";
import { tellFailure } from "./failure";
import { readMessage } from "./message";
import { newRunId, type RunInput } from "./run";
import { runAgent } from "./run-agent";

/** `invoke`: says something to an agent, or decides what it asked, and streams its answer. */
export async function invoke(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseOptions(
    args,
    {
      session: { type: "string" },
      approve: { type: "boolean" },
      decline: { type: "string" },
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
  const decision = decisionOf(values);
  // Nobody can say yes to what they have not been shown.
  if (decision && (text !== undefined || values.session === undefined))
    throw new UsageError("--approve and --decline answer what a conversation (--session) has asked; give no text.");
  const env = readEnvironment(io.env);
  const target = resolveTarget(agent, values, env);
  const token = tokenSource(target, values.token, env, io);
  const message = decision ? "" : await readMessage(text, io);
  const tell = (failure: Parameters<typeof tellFailure>[0]) => tellFailure(failure, values.verbose === true, io);
  const current = await token();
  if (!current.ok) {
    const code = current.reason === "expired" ? "SIGN_IN_EXPIRED" : "AGENT_UNREACHABLE";
    return tell({ code, awsRequestId: null, detail: "no access token could be had from the sign-in service" });
  }
  const conversation = await openConversation(values.session, target, current.token, io);
  let input: RunInput | null = decision ? decided(conversation, decision, io) : { kind: "message", text: message };
  while (input) {
    const run = { target, conversation, input, runId: newRunId(), token, json: values.json === true, io };
    const { failure, waiting } = await runAgent(run);
    if (io.signal.aborted) return EXIT.interrupted;
    if (failure) return tell(failure);
    if (waiting.length === 0) return EXIT.ok;
    const asked = readAsked(waiting, conversation.messages);
    if (!asked.ok) return tell({ code: "AGENT_FAILED", awsRequestId: null, detail: asked.detail });
    showAsked(asked.list, io);
    const resume = io.stdin.isTTY && canDecideAll(asked.list) ? await askPerson(asked.list, io) : null;
    input = resume && { kind: "decision", resume };
  }
  return tell({ code: "INTERRUPT_PENDING", awsRequestId: null, detail: null });
}

/** @throws UsageError when there is nothing that could be decided */
function decided({ waiting, messages }: Conversation, decision: Decision, io: Io): RunInput {
  if (waiting.length === 0) throw new UsageError("Nothing waits for a decision in this conversation.");
  const asked = readAsked(waiting, messages);
  if (!asked.ok) throw new UsageError(`What the agent asks cannot be answered: ${asked.detail}.`);
  showAsked(asked.list, io);
  if (!canDecideAll(asked.list)) throw new UsageError("What the agent asks is not answered by yes or no.");
  return { kind: "decision", resume: decideAll(asked.list, decision) };
}
