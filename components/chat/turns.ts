import type { Message } from "@copilotkit/react-core/v2";
import type { Answer } from "@/lib/interrupts/stored";
import { textOf } from "./messages/transcript";
import { actionOf } from "./problem";
import { lastQuestionId, type Turn } from "./turn";
import { createEngine } from "./turns-engine";
import type { TurnsPorts, TurnsState } from "./turns-ports";

const AT_REST: TurnsState = {
  phase: "idle",
  stopping: false,
  problem: null,
  notice: null,
  outcome: null,
  stored: false,
  view: null,
  unsentId: null,
};

/**
 * The turns of one conversation: one at a time, each ending in an answer or in a problem with a way forward.
 *
 * CopilotChat sends a second message by dropping the first answer's stream, and shows nothing when a run fails; so
 * sending, editing, retrying, stopping and telling what went wrong are done here.
 *
 * @param explicit whether the conversation was opened by its address, so that the server knows it
 */
export function createTurns(ports: TurnsPorts, explicit: boolean) {
  const { agent } = ports;
  const engine = createEngine(ports, { ...AT_REST, stored: explicit });
  const { getState, subscribe, attach, update } = engine;

  const question = (text: string): Message => ({ id: ports.mintId(), role: "user", content: text });

  /** Begins a turn unless something else is on. @returns false when it was not begun: the text stays with the person */
  function take(turnAfter: (before: Message[]) => Turn | null): boolean {
    if (getState().phase !== "idle") return false;
    if (engine.sentIf("unheard")) {
      void engine.recover();
      return false;
    }
    const { unsentId } = getState();
    const unsent = agent.messages.find((message) => message.id === unsentId);
    const before = agent.messages.filter((message) => message !== unsent);
    const turn = turnAfter(before);
    if (!turn) return false;
    // The server never saw it, so the conversation may not go on after it; the words are the person's all the same.
    if (unsent) ports.returnText(textOf(unsent), null);
    engine.begin(turn, before);
    return true;
  }

  /** A turn about a question that is shown; null when it is not. */
  const about = (before: Message[], targetId: string) => {
    const parentId = lastQuestionId(before);
    return parentId !== null && before.some(({ id }) => id === targetId) ? { parentId, targetId } : null;
  };

  /** A turn about the run that the conversation ends with, if it stands like that. */
  const resume = (before: Message[], is: "interrupts" | "repeatable", answers: Answer[] | null): Turn | null => {
    const { view } = getState();
    const parentId = lastQuestionId(before);
    if (!view?.run?.[is] || parentId === null) return null;
    return { op: "resume", parentId, targetId: view.run.id, answers };
  };

  return {
    getState,
    subscribe,
    attach,
    messages: (): readonly Message[] => agent.messages,
    /** Something is on its way of which the server has not said that it arrived. */
    isSending: (): boolean => engine.sentIf("underway") !== null,

    send: (text: string): boolean =>
      text.trim() !== "" &&
      take((before) => ({ op: "send", parentId: lastQuestionId(before), message: question(text) })),

    /** Says a question differently; it and all that followed stay as another branch. */
    edit: (targetId: string, text: string): boolean =>
      text.trim() !== "" &&
      take((before) => {
        const target = about(before, targetId);
        return target && { op: "edit", ...target, message: question(text) };
      }),

    /** Has a question answered anew; the answer so far and all that followed stay as another branch. */
    regenerate: (targetId: string): boolean =>
      take((before) => {
        const target = about(before, targetId);
        return target && { op: "regenerate", ...target };
      }),

    /** The answers to the agent are on their way, or it goes on with them. */
    isAnswering: (): boolean => (engine.sentIf("underway") ?? engine.sentIf("arrived"))?.turn.op === "resume",

    /** Answers all that the agent waits for, and has it go on. */
    answer: (answers: Answer[]): boolean => take((before) => resume(before, "interrupts", answers)),

    /** Does what the problem's card offers, as far as it concerns the conversation. */
    tryAgain: (): void => {
      const { problem, phase } = getState();
      if (!problem || phase !== "idle") return;
      const action = actionOf(problem);
      const refused = problem.stored ? null : engine.sentIf("refused");
      if (action === "reconnect") void engine.recover();
      else if (action === "retry" && refused) engine.begin(refused.turn, refused.before);
      // What a failed run has said becomes an earlier branch; answers of which the agent may not have heard are told again.
      else if (action === "retry")
        take((before) => {
          const targetId = lastQuestionId(before);
          const again = problem.stored ? resume(before, "repeatable", null) : null;
          return again ?? (targetId === null ? null : { op: "retry", parentId: targetId, targetId });
        });
    },

    /** Shows another branch: the one that has this message. @returns whether it is shown */
    showBranch: async (messageId: string): Promise<boolean> => {
      if (getState().phase !== "idle" || engine.sentIf("unheard")) return false;
      update({ phase: "connecting", notice: null });
      const result = await ports.showBranch(messageId);
      if (engine.isDisposed()) return false;
      if (!result.ok && result.error.code === "NETWORK") {
        update({ phase: "idle", notice: { code: "BRANCH_FAILED", textReturned: false } });
        return false;
      }
      // Also when it was refused: then the conversation is not what this page shows.
      await engine.load();
      ports.changed();
      return result.ok;
    },

    /** Loads what has changed elsewhere. @returns false when that would take something from the person right now */
    refresh: (): boolean => {
      const { phase, unsentId } = getState();
      if (phase !== "idle" || unsentId || engine.sentIf("unheard")) return false;
      void engine.load();
      return true;
    },

    /** The title has changed elsewhere. */
    retitle: (title: string): void => {
      const { view } = getState();
      if (view && view.title !== title) update({ view: { ...view, title } });
    },

    stop: (): void => {
      const { phase, stopping } = getState();
      if (phase === "running" && !stopping) engine.stop();
    },

    /** The person is signed in again: what their sign-in ended for is looked at anew. */
    signedIn: (): void => {
      const { problem, phase, stored } = getState();
      if (phase !== "idle" || problem?.code !== "SIGN_IN_EXPIRED") return;
      if (stored) void engine.load();
      else update({ problem: null });
    },

    online: engine.tryAnew,
  };
}

export type Turns = ReturnType<typeof createTurns>;
