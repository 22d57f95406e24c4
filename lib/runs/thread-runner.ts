import "server-only";
import { randomUUID } from "node:crypto";
import type { AbstractAgent } from "@ag-ui/client";
import { type BaseEvent, EventType, type RunAgentInput } from "@ag-ui/core";
import { AgentRunner } from "@copilotkit/runtime/v2";
import { from, Observable, of } from "rxjs";
import { agentForRun } from "../agentcore/for-person";
import type { Agent } from "../agentcore/registry";
import { currentScope, type RequestScope } from "../copilot/scope";
import { database } from "../db/client";
import type { ErrorCode } from "../errors";
import { errorSentence } from "../i18n/sentences";
import { log } from "../log";
import { findThread } from "../threads/threads";
import { connect } from "./connect";
import { runsOf } from "./run-store";
import { startRun } from "./start-run";
import { stopRun } from "./stop-run";
import { readTurn, type Turn } from "./turn";

/**
 * CopilotKit's port for runs, with people in it: every call acts for the person in scope and sees their threads only.
 *
 * It extends `AgentRunner` itself: `InMemoryAgentRunner` keeps one store for everybody and would switch on thread
 * routes that ask nobody who they are (CopilotKit #7198). It never throws and never errors an Observable:
 * CopilotKit would answer 200 with an empty body, and the person would see nothing.
 */
export class ThreadRunner extends AgentRunner {
  override run({ threadId, agent, input }: { threadId: string; agent: AbstractAgent; input: RunAgentInput }) {
    const scope = currentScope();
    const read = readTurn(input);
    if (!read.ok) return of(refusal(read.code, input.runId, scope));
    const begun = this.begin(agent.agentId ?? "", threadId, input.runId, read.turn);
    return new Observable<BaseEvent>((subscriber) => {
      // Who has left meanwhile subscribes all the same: a run's events wait for the one reader that they have.
      void begun.then((start) =>
        (start.ok ? start.events : of(refusal(start.code, input.runId, scope))).subscribe(subscriber),
      );
    });
  }

  private async begin(agentId: string, threadId: string, runId: string, turn: Turn): Promise<Started> {
    const scope = currentScope();
    try {
      const found = await agentForRun(scope, agentId);
      if (found.ok) return await this.start(found.agent, threadId, runId, turn);
      return { ok: true, events: of(refusal(found.code, runId, scope)) };
    } catch (error) {
      log.error({ err: error, runId, requestId: scope.requestId }, "it could not be decided who may run an agent");
      return { ok: true, events: of(refusal("INTERNAL", runId, scope)) };
    }
  }

  /**
   * `run` with what has been read and checked already. Never rejects.
   *
   * @returns the run's events, or the one that says why there is no run; and for who has started too many, how long to wait
   */
  async start(agent: Agent, threadId: string, runId: string, turn: Turn): Promise<Started> {
    const scope = currentScope();
    const ended = (code: ErrorCode): Started => ({ ok: true, events: of(refusal(code, runId, scope)) });
    try {
      const result = await startRun({ scope, agent, threadId, runId, turn });
      if (result.ok) return { ok: true, events: result.run.events };
      const { code, retryAfter } = result;
      return code === "RATE_LIMITED" && retryAfter !== undefined ? { ok: false, code, retryAfter } : ended(code);
    } catch (error) {
      log.error({ err: error, runId, requestId: scope.requestId }, "a run could not be started");
      return ended("INTERNAL");
    }
  }

  override connect({ threadId }: { threadId: string }): Observable<BaseEvent> {
    return from(this.follow({ threadId }));
  }

  /** `connect` for a reader that sets the pace. */
  follow({ threadId }: { threadId: string }): AsyncGenerator<BaseEvent> {
    return followed(currentScope(), threadId);
  }

  override async isRunning({ threadId }: { threadId: string }): Promise<boolean> {
    return (await runningId(currentScope(), threadId)) !== null;
  }

  /** Ends the thread's run, or only the run of that id: a late stop must not hit the next one. */
  override async stop({ threadId, runId }: { threadId: string; runId?: string }): Promise<boolean> {
    const scope = currentScope();
    const running = await runningId(scope, threadId);
    if (running === null || (runId !== undefined && runId !== running)) return false;
    return (await stopRun(await database(), { runId: running, scope }))?.stopped ?? false;
  }
}

type Started = { ok: true; events: Observable<BaseEvent> } | { ok: false; code: "RATE_LIMITED"; retryAfter: number };

async function runningId(scope: RequestScope, threadId: string): Promise<string | null> {
  const [db, userId] = [await database(), scope.user.id];
  if (!(await findThread(db, { userId, threadId }))) return null;
  return (await runsOf(db, { userId, threadId })).find((run) => run.status === "running")?.id ?? null;
}

async function* followed(scope: RequestScope, threadId: string): AsyncGenerator<BaseEvent> {
  const runId = randomUUID();
  try {
    const events = await connect({ userId: scope.user.id, threadId });
    if (events) yield* events;
    else yield refusal("NOT_FOUND", runId, scope);
  } catch (error) {
    log.error({ err: error, threadId, requestId: scope.requestId }, "a thread could not be read");
    yield refusal("INTERNAL", runId, scope);
  }
}

function refusal(code: ErrorCode, runId: string, scope: RequestScope): BaseEvent {
  const metadata = { runId, requestId: scope.requestId, at: new Date().toISOString() };
  return { type: EventType.RUN_ERROR, code, message: errorSentence(code, scope.locale), metadata } as BaseEvent;
}
