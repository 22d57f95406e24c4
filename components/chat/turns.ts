import type { AgentSubscriber, Message } from "@copilotkit/react-core/v2";
import { lastUserIndex, textOf, upToLastUser } from "./messages/transcript";
import { actionOf, type Problem, problemOfFailure, problemOfRunError, returnsToComposer } from "./problem";
import type { TurnOp, TurnsPorts, TurnsState } from "./turns-ports";

/** What an answer consists of; seen while loading a conversation, it says that one is being written right now. */
const OF_AN_ANSWER = /^(TEXT_MESSAGE|TOOL_CALL|REASONING|STEP)_/;
/** Milliseconds after which an open run without any such event counts as being written too. */
const SILENT_RUN_AFTER = 300;

type Current = {
  runId: string;
  op: TurnOp | "connect";
  /** The run whose events come in; while connected, not `runId`. */
  startedId: string | null;
  started: boolean;
  live: boolean;
  ended: boolean;
  snapshot: boolean;
  problem: Problem | null;
};

/** Milliseconds before each automatic attempt to reach the site again. */
const RECONNECT_AFTER = [1_000, 3_000, 8_000];
/** Milliseconds after which Stop can be pressed again, lest a lost stop leave a dead button. */
const STOP_AGAIN_AFTER = 5_000;

/**
 * The turns of one conversation: one at a time, each ending in an answer or in a problem with a way forward.
 *
 * CopilotChat sends a second message by dropping the first answer's stream, and shows nothing when a run fails; so
 * sending, retrying and telling what went wrong are done here. The agent's own events are the only source: an HTTP error
 * raises two errors in CopilotKit, and a failed `/info` a third, for one thing that went wrong.
 */
export function createTurns(ports: TurnsPorts, explicit: boolean) {
  const { agent } = ports;
  let state: TurnsState = { phase: "idle", stopping: false, problem: null, outcome: null, stored: explicit };
  const listeners = new Set<() => void>();
  const timers = new Set<() => void>();
  let current: Current | null = null;
  let pending: TurnOp | null = null;
  let sentId: string | null = null;
  let unsentId: string | null = null;
  let stopRequested = false;
  let attempts = 0;
  let disposed = false;

  const update = (change: Partial<TurnsState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const after = (ms: number, work: () => void) => {
    const cancel = ports.after(ms, () => {
      timers.delete(cancel);
      work();
    });
    timers.add(cancel);
  };
  const arrived = () => {
    if (!state.stored) update({ stored: true });
    ports.keepText(null);
  };

  const alive = (run: Current) => {
    run.live = true;
    update({ phase: "running" });
  };

  const subscriber: AgentSubscriber = {
    onRunInitialized: ({ input }) => {
      const op = pending ?? "connect";
      pending = null;
      const seen = { startedId: null, started: false, ended: false, snapshot: false, problem: null };
      current = { runId: input.runId, op, live: op !== "connect", ...seen };
      update({ phase: op === "connect" ? "connecting" : "running" });
    },
    onRunStartedEvent: ({ event }) => {
      if (!current) return;
      current.startedId = event.runId;
      current.started = true;
      current.ended = false;
      arrived();
      // Also the snapshot of an idle conversation comes inside a run of its own, over at once.
      const run = current;
      if (!run.live) after(SILENT_RUN_AFTER, () => current === run && !run.ended && alive(run));
    },
    onEvent: ({ event }) => {
      if (current && !current.live && OF_AN_ANSWER.test(event.type)) alive(current);
    },
    onMessagesSnapshotEvent: () => {
      if (current) current.snapshot = true;
      if (!state.stored) update({ stored: true });
    },
    onRunFinishedEvent: () => {
      if (!current) return;
      current.ended = true;
      if (current.op === "connect") update({ phase: "connecting" });
    },
    onRunErrorEvent: ({ event }) => {
      if (!current || current.problem) return;
      current.ended = true;
      current.problem = problemOfRunError(event, ports.now());
      if (!current.problem) stopRequested = true;
      // A run that has started has its message, whatever the agent says later.
      else if (current.started) current.problem.stored = true;
      if (current.problem?.stored) arrived();
    },
    onRunFailed: ({ error }) => {
      if (!current || current.problem) return;
      current.ended = true;
      current.problem = problemOfFailure(error, current.op === "connect" ? "connect" : "run", ports.now());
    },
    onRunFinalized: ({ input }) => {
      // A connect that was given up (thread switch, StrictMode) ends after its successor has begun.
      if (current?.runId === input.runId) settle(current);
    },
  };

  function settle(ended: Current) {
    const cut = ended.live && !ended.ended && !stopRequested;
    const network: Problem = { code: "NETWORK", source: "run", stored: false, at: ports.now().toISOString() };
    const problem = stopRequested ? null : (ended.problem ?? (cut ? network : ended.snapshot ? unanswered() : null));
    const answered = ended.op !== "connect" || ended.live;
    current = null;
    if (!problem) attempts = 0;
    if (problem && ended.op !== "connect" && !problem.stored && problem.code !== "NETWORK") refused(problem);
    update({
      phase: "idle",
      stopping: false,
      problem,
      outcome: answered ? (stopRequested ? "stopped" : problem ? "failed" : "done") : state.outcome,
    });
    stopRequested = false;
    if (problem?.code === "NETWORK") reconnectSoon();
  }

  /** The server has a question without an answer: a run that never began, or whose end nobody kept. */
  function unanswered(): Problem | null {
    if (agent.messages.at(-1)?.role !== "user") return null;
    return { code: "UNANSWERED", source: "run", stored: true, at: ports.now().toISOString() };
  }

  function refused(problem: Problem) {
    const message = agent.messages[lastUserIndex(agent.messages)];
    if (message && returnsToComposer(problem)) {
      agent.setMessages(agent.messages.filter((other) => other.id !== message.id));
      ports.returnText(textOf(message));
    } else if (message) {
      unsentId = message.id;
    }
    if (!state.stored) ports.unpublish();
  }

  function begin(op: TurnOp) {
    pending = op;
    unsentId = null;
    stopRequested = false;
    const message = agent.messages[lastUserIndex(agent.messages)];
    sentId = message?.id ?? null;
    if (op === "send" && message) ports.keepText(textOf(message));
    update({ phase: "running", stopping: false, problem: null, outcome: null });
    ports.publish();
    void ports.run(op);
  }

  function reconnectSoon() {
    const wait = RECONNECT_AFTER[attempts];
    if (wait === undefined) return;
    attempts += 1;
    after(wait, () => void recover());
  }

  /**
   * Loads the conversation anew after the connection broke: the answer may have gone on without us. A message that never
   * arrived is sent; one that did is not sent twice, for the server's copy decides.
   */
  async function recover() {
    const { problem } = state;
    if (disposed || state.phase !== "idle" || !problem) return;
    const before: Message[] = agent.messages;
    const sent = problem.code === "NETWORK" && problem.source === "run" ? sentId : null;
    await ports.connect();
    if (disposed) return;
    const failure = state.problem?.source === "connect" ? state.problem : null;
    if (failure && !(failure.code === "NOT_FOUND" && sent)) {
      if (sent) agent.setMessages(before);
      if (failure.code === "NETWORK") update({ problem });
      return;
    }
    if (!sent || (!failure && agent.messages.some((message) => message.id === sent))) return;
    agent.setMessages(upToLastUser(before));
    begin("send");
  }

  return {
    getState: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Sends a new message. @returns false while an answer is being written: the text stays with the person */
    send: (text: string): boolean => {
      if (state.phase !== "idle" || !text.trim()) return false;
      const kept = agent.messages.filter((message) => message.id !== unsentId);
      if (kept.length !== agent.messages.length) agent.setMessages(kept);
      agent.addMessage({ id: ports.mintId(), role: "user", content: text });
      begin("send");
      return true;
    },
    /** Does what the problem's card offers, as far as it concerns the conversation. */
    tryAgain: (): void => {
      const { problem, phase } = state;
      if (!problem || phase !== "idle") return;
      const action = actionOf(problem);
      if (action === "reconnect") void recover();
      if (action !== "retry") return;
      // What a failed turn left behind is not an answer; the new one takes its place.
      if (problem.stored) agent.setMessages(upToLastUser(agent.messages));
      begin(problem.stored ? "retry" : "send");
    },
    stop: (): void => {
      if (state.phase !== "running" || state.stopping) return;
      stopRequested = true;
      update({ stopping: true });
      ports.stop(current?.op === "connect" ? current.startedId : null);
      after(STOP_AGAIN_AFTER, () => {
        if (!state.stopping) return;
        stopRequested = false;
        update({ stopping: false });
      });
    },
    online: (): void => {
      attempts = 0;
      if (state.problem?.code === "NETWORK") void recover();
    },
    /** Begins to follow the agent. @returns what ends it */
    attach: (): (() => void) => {
      const subscription = agent.subscribe(subscriber);
      disposed = false;
      return () => {
        disposed = true;
        subscription.unsubscribe();
        for (const cancel of timers) cancel();
        timers.clear();
      };
    },
  };
}

export type Turns = ReturnType<typeof createTurns>;
