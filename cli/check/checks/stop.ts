import { SESSION_HEADER } from "../../../lib/agentcore/open-stream";
import { containerStatus } from "../container-status";
import { type Context, newSession, post, runInput } from "../context";
import { describeProbe, probe } from "../probe";

/** Long enough that a stop comes before the end. */
const LONG = "Write a 300-word story about a kite.";

/** Whether a run is really stopped: by the command where the agent is said to know it, else by ending the session. */
export async function checkStop(context: Context): Promise<void> {
  const { target, sheet } = context;
  if (target.stop === "session") {
    if (target.kind === "platform") return;
    return sheet.unseen(
      "stop",
      "give --stop command if the agent knows it; AgentCore ends sessions without the agent's help",
    );
  }
  if (target.protocol === "http") return sheet.unseen("stop", "a call of the HTTP protocol names no thread to stop");
  const input = runInput(LONG);
  const session = newSession();
  const { threadId, runId } = input;
  const command = JSON.stringify({ command: "stop", threadId, runId });
  let stopping: Promise<{ said: string | null; at: number }> | null = null;
  let seen = "";
  const run = await post(context, JSON.stringify(input), {
    session,
    onPiece: (text) => {
      seen += text;
      if (!stopping && /"TEXT_MESSAGE_(CONTENT|CHUNK)"/.test(seen)) stopping = stop(context, command, session);
    },
  });
  const ended = performance.now();
  const told = await (stopping as Promise<{ said: string | null; at: number }> | null);
  if (!told) return sheet.unseen("stop", "the run was over before there was any text");
  if (told.said !== null) return sheet.fail("stop", `the command: ${told.said}`);
  const after = ended - told.at;
  if (run.kind === "none" || run.ending === "timeout")
    return sheet.fail("stop", `the run went on: ${describeProbe(run)}`);
  if (after > context.limits.stopMs)
    return sheet.fail("stop", `the run went on for ${(after / 1000).toFixed(1)} s after the command`);
  sheet.ok("stop", `the run ended ${Math.max(0, Math.round(after))} ms after the command`);
}

async function stop(context: Context, body: string, session: string): Promise<{ said: string | null; at: number }> {
  const at = performance.now();
  const result = await post(context, body, { session });
  const status = result.kind === "answer" ? containerStatus(context.target, result) : null;
  return { said: status === 200 ? null : describeProbe(result), at };
}

/** Ends at AgentCore the sessions that the checks have begun: each is a microVM that would idle, and cost, for 15 minutes. */
export async function endSessions(context: Context): Promise<void> {
  const { target, token, limits, signal, sessions, sheet } = context;
  if (target.kind === "direct" || sessions.size === 0) return;
  const results = await Promise.all(
    [...sessions].map((session) =>
      probe({
        url: target.stopSessionUrl,
        method: "POST",
        headers: {
          "content-type": "application/json",
          [SESSION_HEADER]: session,
          ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
        },
        body: "{}",
        timeoutMs: limits.timeoutMs,
        signal,
      }),
    ),
  );
  // 404: it has ended by itself, or never began.
  const bad = results.find((result) => result.kind === "none" || (result.status !== 200 && result.status !== 404));
  if (bad) sheet.warn("stop", `StopRuntimeSession: ${describeProbe(bad)}`);
  else sheet.ok("stop", "StopRuntimeSession ended the sessions of these checks");
}
