import "server-only";
import { randomUUID } from "node:crypto";
import type { AbstractAgent } from "@ag-ui/client";
import { type BaseEvent, EventType, type RunAgentInput } from "@ag-ui/core";
import { AgentRunner } from "@copilotkit/runtime/v2";
import { concat, from, type Observable, of } from "rxjs";
import { getConfig } from "../config";
import { currentScope, type RequestScope } from "../copilot/scope";
import type { ErrorCode } from "../errors";
import { errorSentence } from "../i18n/sentences";
import { findOrCreateThread, findThread, type Thread } from "../threads/store";
import { createLiveRun } from "./live-run";
import { produce } from "./produce";
import { settleUpstream } from "./settle";
import { readTurn, type Turn } from "./turn";

/**
 * CopilotKit's port for runs, with people in it: every call acts for the person in scope and sees their threads only.
 *
 * It extends `AgentRunner` itself: `InMemoryAgentRunner` keeps one store for everybody and would switch on thread
 * routes that ask nobody who they are (CopilotKit #7198). It never throws and never errors an Observable:
 * CopilotKit would answer 200 with an empty body, and the person would see nothing.
 */
export class ThreadRunner extends AgentRunner {
  override run({
    threadId,
    agent,
    input,
  }: {
    threadId: string;
    agent: AbstractAgent;
    input: RunAgentInput;
  }): Observable<BaseEvent> {
    const scope = currentScope();
    const thread = findOrCreateThread(scope.user.id, threadId, agent.agentId ?? "");
    if (!thread) return refuse("NOT_FOUND", input.runId, scope);
    if (thread.live && !thread.live.done()) return refuse("RUN_IN_PROGRESS", input.runId, scope);
    const read = readTurn(input, new Set(thread.messages.map((message) => message.id)));
    if (!read.ok) return refuse(read.code, input.runId, scope);
    return start(thread, agent, input.runId, read.turn, scope).events();
  }

  override connect({ threadId }: { threadId: string }): Observable<BaseEvent> {
    const scope = currentScope();
    const thread = findThread(scope.user.id, threadId);
    const runId = randomUUID();
    if (!thread) return refuse("NOT_FOUND", runId, scope);
    const snapshot = [
      { type: EventType.RUN_STARTED, threadId, runId },
      { type: EventType.MESSAGES_SNAPSHOT, messages: thread.messages },
      { type: EventType.STATE_SNAPSHOT, snapshot: thread.state },
      { type: EventType.RUN_FINISHED, threadId, runId },
    ] as BaseEvent[];
    return thread.live && !thread.live.done() ? concat(from(snapshot), thread.live.events()) : from(snapshot);
  }

  override async isRunning({ threadId }: { threadId: string }): Promise<boolean> {
    const live = findThread(currentScope().user.id, threadId)?.live;
    return live ? !live.done() : false;
  }

  /** Ends the thread's run, or only the run of that id: a late stop must not hit the next one. */
  override async stop({ threadId, runId }: { threadId: string; runId?: string }): Promise<boolean> {
    const live = findThread(currentScope().user.id, threadId)?.live;
    if (!live || live.done() || (runId !== undefined && live.runId !== runId)) return false;
    live.stop();
    await live.ended;
    return true;
  }
}

function refuse(code: ErrorCode, runId: string, scope: RequestScope): Observable<BaseEvent> {
  const metadata = { runId, at: new Date().toISOString() };
  return of({ type: EventType.RUN_ERROR, code, message: errorSentence(code, scope.locale), metadata } as BaseEvent);
}

function start(thread: Thread, agent: AbstractAgent, runId: string, turn: Turn, scope: RequestScope) {
  const stopped = new AbortController();
  const expired = new AbortController();
  const abandon = () => {
    agent.abortRun();
    settleUpstream(thread, runId, scope);
  };
  const end = (controller: AbortController) => {
    controller.abort();
    abandon();
  };
  const live = createLiveRun(runId, () => end(stopped));
  // The person's message is kept before anything is asked of anybody.
  thread.messages = turn.op === "send" ? [...thread.messages, turn.message] : upToLastQuestion(thread);
  thread.live = live;
  const limit = setTimeout(() => end(expired), getConfig().runMaxMs);
  void produce({
    live,
    ready: thread.settling,
    agent,
    threadId: thread.id,
    history: thread.messages,
    state: thread.state,
    stopped: stopped.signal,
    expired: expired.signal,
    abandon,
    sentence: (code) => errorSentence(code, scope.locale),
    keep: (messages, state) => {
      thread.messages = messages;
      thread.state = state ?? {};
    },
  }).finally(() => clearTimeout(limit));
  return live;
}

/** A retry answers the last question anew: what the failed run said goes. */
function upToLastQuestion(thread: Thread): Thread["messages"] {
  const last = thread.messages.findLastIndex((message) => message.role === "user");
  return thread.messages.slice(0, last + 1);
}
