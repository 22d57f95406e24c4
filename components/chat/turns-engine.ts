import type { Message } from "@copilotkit/react-core/v2";
import { type Doubt, type Fate, fateAtEnd, fateInView } from "./doubt";
import { textOf } from "./messages/transcript";
import { actionOf, isElsewhere, type Problem } from "./problem";
import { reconnectAfter } from "./reconnect-after";
import { createReader } from "./stream-reader";
import { messageOf, onWire, type Sent, shownFor, type Turn } from "./turn";
import type { TurnsPorts, TurnsState } from "./turns-ports";
import { createStopper } from "./turns-stop";
import { isUnfinished, type Stream, verdictOf } from "./verdict";

/**
 * What is between the server and a conversation's page: one stream at a time, of a turn that was sent or of the
 * conversation that is loaded, and how each ends. What a person can do with it is in `turns.ts`.
 *
 * The agent's own events are the only source: an HTTP error raises two errors in CopilotKit, and a failed `/info` a
 * third, for one thing that went wrong.
 */
export function createEngine(ports: TurnsPorts, start: TurnsState) {
  const { agent } = ports;
  let state = start;
  const listeners = new Set<() => void>();
  const timers = new Set<() => void>();
  /** What went out last from here. */
  let sent: Sent | null = null;
  let doubt: Doubt | null = null;
  /** What is wrong with an answer that left nothing behind, while the conversation as it was before is loaded. */
  let silent: Problem | null = null;
  let loadEnds: () => void = () => undefined;
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
    return cancel;
  };
  const stopper = createStopper({ ...ports, after }, (failed) => {
    update({ stopping: false, ...(failed ? { notice: { code: "STOP_FAILED", textReturned: false } } : {}) });
  });
  const isCut = () => state.problem?.code === "NETWORK" && state.problem.source === "run";
  const sentIf = (wanted: Sent["state"]) => (sent?.state === wanted ? sent : null);
  const arrived = (turn: Sent) => {
    turn.state = "arrived";
    if (!state.stored) update({ stored: true });
    ports.keepText(null);
  };
  const reader = createReader({
    sentAs: (runId) => (sent?.runId === runId ? sent : null),
    awaited: isCut,
    loading: () => update({ phase: "connecting" }),
    started: (turn) => {
      arrived(turn);
      ports.changed();
    },
    loaded: () => void (state.stored || update({ stored: true })),
    viewed: (stream, view, messages) => {
      const live = view.run?.status === "running" && !stream.sent ? view.run.id : null;
      if (live === null || stream.followed === live) update({ view });
      else {
        stream.followed = live;
        update({ view, phase: "running", stopping: false, problem: null, outcome: null });
      }
      if (doubt && !stream.sent) decide(doubt, fateInView(doubt, messages, view), messages);
    },
    ended: settle,
    now: ports.now,
  });

  function settle(ended: Stream) {
    const loadEnded = loadEnds;
    loadEnds = () => undefined;
    if (isUnfinished(ended)) return void load().then(loadEnded);
    const stop = stopper.over();
    const { sent: own, failure } = ended;
    if (own?.state === "underway" && stop === "confirmed") arrived(own);
    if (own?.state === "underway") {
      if (failure && failure.code !== "NETWORK") return refuse(own, failure);
      own.state = "unheard";
    }
    const verdict = verdictOf(ended, agent.messages, stop, ports.now());
    // A chat that the server has never heard of is as good as loaded.
    const isNew = failure?.code === "NOT_FOUND" && !state.stored;
    // Still out of reach: what counts is what was cut off, not how that was found out.
    const before = verdict.problem?.code === "NETWORK" && state.problem?.code === "NETWORK" ? state.problem : null;
    const found = isNew ? null : (before ?? verdict.problem ?? (own ? null : silent));
    // Sent by itself once the server is in reach, unless the person wanted it stopped.
    const waits = own?.state === "unheard" && !own.stopAsked && messageOf(own.turn) !== null;
    const problem = found?.code === "NETWORK" && waits ? { ...found, unsent: true } : found;
    silent = null;
    if (!problem) attempts = 0;
    const notice = state.notice?.code === "STOP_FAILED" ? null : state.notice;
    update({ phase: "idle", stopping: false, problem, notice, outcome: verdict.outcome ?? state.outcome });
    const fate = doubt && !own ? fateAtEnd(doubt, ended, agent.messages, isNew) : null;
    if (doubt && fate) decide(doubt, fate, agent.messages, ended.snapshot);
    if (isNew && fate !== "resend") ports.unpublish();
    const answered = own !== null || ended.followed !== null;
    // An answer that ended without a word gives way to the one that it was to replace.
    const headId = answered && ended.view ? ended.view.headId : null;
    if (headId && headId !== agent.messages.at(-1)?.id && state.phase === "idle") {
      silent = problem;
      void load();
    }
    if (problem?.code === "NETWORK") reconnectSoon();
    else if (answered) ports.upToDate(true);
    else if (ended.snapshot) ports.upToDate(false);
    loadEnded();
  }

  /** Does what is to happen with a turn of which it was not known whether the server has it. */
  function decide({ sent: turn }: Doubt, fate: Fate, messages: readonly Message[], isLoaded = true) {
    if (fate === "unknown" && isLoaded) return;
    doubt = null;
    if (fate === "arrived") {
      arrived(turn);
      update({ notice: null });
    }
    if (fate === "return") {
      const busy = state.phase === "running" && !state.notice;
      if (busy) update({ notice: { code: "RUN_IN_PROGRESS", textReturned: messageOf(turn.turn) !== null } });
      if (!isLoaded) agent.setMessages(turn.before);
      turn.state = "refused";
      giveBack(turn, messages);
    }
    if (fate === "resend") begin(turn.turn, isLoaded ? agent.messages : turn.before);
  }

  function giveBack({ turn }: Sent, messages: readonly Message[]) {
    const message = messageOf(turn);
    const edited = turn.op === "edit" && messages.some(({ id }) => id === turn.targetId) ? turn.targetId : null;
    if (message) ports.returnText(textOf(message), edited);
  }

  /** The server has looked at a turn and not taken it: nothing of it is lost, and nothing that it would have replaced. */
  function refuse(turn: Sent, problem: Problem) {
    const message = messageOf(turn.turn);
    turn.state = "refused";
    if (isElsewhere(problem.code)) {
      agent.setMessages(turn.before);
      doubt = { sent: turn, otherwise: "return" };
      // Of two tabs that answer the agent one is heard: to the other one there is nothing left to try.
      const code = turn.turn.op === "resume" && problem.code === "CONFLICT" ? "ANSWERED" : problem.code;
      update({ stopping: false, outcome: "failed", notice: { code, textReturned: message !== null } });
      return void load();
    }
    // Too soon after others: it can be sent later, from the composer, which counts the seconds.
    const tooSoon = problem.code === "RATE_LIMITED" && problem.retryAfter !== undefined;
    const stays = turn.turn.op === "send" && actionOf(problem) === "retry" && !tooSoon;
    if (!stays) {
      agent.setMessages(turn.before);
      giveBack(turn, turn.before);
    }
    const unsentId = stays && message ? message.id : null;
    const what = message ? { unsent: true, ...(stays ? {} : { returned: true }) } : {};
    update({ phase: "idle", stopping: false, problem: { ...problem, ...what }, outcome: "failed", unsentId });
    if (!state.stored) ports.unpublish();
  }

  function begin(turn: Turn, before: Message[]) {
    sent = { turn, before, runId: ports.mintId(), state: "underway", stopAsked: false };
    reader.drop();
    agent.setMessages(shownFor(turn, before));
    const message = messageOf(turn);
    if (message) ports.keepText({ id: message.id, text: textOf(message) });
    update({ phase: "running", stopping: false, problem: null, notice: null, outcome: null, unsentId: null });
    ports.publish();
    void ports.run(sent.runId, onWire(turn));
  }

  /** Loads the conversation anew, and follows the answer that is being written if one is. Resolves when that is over. */
  async function load(): Promise<void> {
    const unsent = agent.messages.find((message) => message.id === state.unsentId);
    if (unsent) ports.returnText(textOf(unsent), null);
    reader.drop();
    update({ phase: "connecting", unsentId: null });
    const end = new Promise<void>((resolve) => {
      loadEnds = resolve;
    });
    await ports.connect();
    // AG-UI tells of the end in its own time; of a stream that never began it tells nothing.
    if (reader.current()) await end;
    else if (state.phase === "connecting") update({ phase: "idle" });
  }

  function reconnectSoon() {
    after(reconnectAfter(attempts), () => void recover());
    attempts += 1;
  }

  /**
   * Loads the conversation after the connection broke: the answer may have gone on without us. A turn that never arrived
   * is sent; one that did is not sent twice, for the server's copy decides.
   */
  async function recover(): Promise<void> {
    if (disposed || state.phase !== "idle" || !state.problem) return;
    const turn = sentIf("unheard");
    if (turn) doubt = { sent: turn, otherwise: "resend" };
    await load();
  }

  return {
    getState: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    update,
    begin,
    load,
    recover,
    /** The last turn from here, when it stands like that. */
    sentIf,
    /** Stops the run that is on, whoever started it. */
    stop: () => {
      const runId = reader.current()?.followed ?? sent?.runId;
      if (!runId) return;
      if (sent?.runId === runId) sent.stopAsked = true;
      update({ stopping: true, notice: null });
      void stopper.stop(runId);
    },
    /** The site may be in reach again: begins to try anew. */
    tryAnew: () => {
      attempts = 0;
      if (state.problem?.code === "NETWORK") void recover();
    },
    isDisposed: () => disposed,
    /** Begins to follow the agent. @returns what ends it */
    attach: (): (() => void) => {
      const subscription = agent.subscribe(reader.subscriber);
      disposed = false;
      return () => {
        disposed = true;
        reader.drop();
        subscription.unsubscribe();
        for (const cancel of timers) cancel();
        timers.clear();
      };
    },
  };
}
