import type { BaseEvent, Message } from "@ag-ui/core";
import { z } from "zod";
import { ERROR_CODES, type ErrorCode } from "../errors";

/**
 * What the site's own routes answer. Each route parses its answer with the schema named here, so that nothing leaves that
 * is not listed; the browser takes the types.
 */

const isoTime = z.string().datetime();
const errorCode = z.enum(ERROR_CODES as [ErrorCode, ...ErrorCode[]]);
const runStatus = z.enum(["running", "completed", "stopped", "interrupted", "error"]);

/** A conversation as the list shows it. */
export const threadSummary = z.object({
  id: z.string(),
  agentId: z.string(),
  title: z.string(),
  pinned: z.boolean(),
  archived: z.boolean(),
  /** An answer is being written. */
  running: z.boolean(),
  /** Its agent has asked something and waits for the answer. */
  waiting: z.boolean(),
  /** An answer has ended that its owner has not seen. */
  unread: z.boolean(),
  activeAt: isoTime,
});
export type ThreadSummary = z.infer<typeof threadSummary>;

/** Where the searched words stand in `text`: pairs of offsets (UTF-16, end exclusive). */
const snippet = z.object({ text: z.string(), hits: z.array(z.tuple([z.number(), z.number()])) });

/** `GET /api/threads?archived=0|1&q=&cursor=&limit=` */
export const threadList = z.object({
  threads: z.array(threadSummary.extend({ snippet: snippet.optional() })),
  nextCursor: z.string().nullable(),
});
export type ThreadList = z.infer<typeof threadList>;

/** `GET /api/threads/changes?since=`: what changed since then; without `since` only a cursor to begin with. */
export const threadChanges = z.object({
  cursor: z.string(),
  threads: z.array(
    threadSummary.extend({
      deleted: z.boolean(),
      headId: z.string().nullable(),
      runId: z.string().nullable().describe("of the answer being written"),
    }),
  ),
});
export type ThreadChanges = z.infer<typeof threadChanges>;

/** Something that an agent waits for: it asked for it at the end of its run, and does nothing until it is answered. */
export const interruptView = z.object({
  id: z.string(),
  kind: z.enum(["approval", "consent", "other"]),
  tool: z.string().nullable(),
  /** The tool's arguments, whole, as JSON text. */
  input: z.string().nullable(),
  /** How long arguments are that cannot be shown; such a call cannot be approved. */
  inputChars: z.number().int().nullable(),
  toolCallId: z.string().nullable(),
  message: z.string().nullable(),
  /** Where a consent is given; an https address. Null for one without, which can only be left. */
  consent: z.object({ url: z.string(), host: z.string(), provider: z.string().nullable() }).nullable(),
  /** After that the agent takes no approval any more. */
  expiresAt: isoTime.nullable(),
});
export type InterruptView = z.infer<typeof interruptView>;

/** What its owner has answered to an agent, and how. */
export const decisionView = z.object({
  id: z.string(),
  kind: interruptView.shape.kind,
  tool: z.string().nullable(),
  host: z.string().nullable(),
  decision: z.enum(["approved", "declined", "cancelled"]),
  reason: z.string().nullable(),
});
export type DecisionView = z.infer<typeof decisionView>;

/** A run as its thread shows it: its newest, on the branch that is shown. */
export const runView = z.object({
  id: z.string(),
  status: runStatus,
  /** The message that it answers. */
  baseId: z.string(),
  /** By the database's clock; null while it is on. */
  endedAt: isoTime.nullable().optional(),
  error: z
    .object({
      code: errorCode,
      at: isoTime,
      awsRequestId: z.string().optional(),
      traceId: z.string().optional(),
    })
    .nullable(),
  /** What its agent waits for: all are answered together. */
  interrupts: z.array(interruptView).min(1).optional(),
  /** It was begun with answers that may not have reached the agent: they can be sent once more. */
  repeatable: z.literal(true).optional(),
});
export type RunView = z.infer<typeof runView>;

/** What the messages alone do not say about the branch that is shown. */
export const threadView = z.object({
  title: z.string(),
  headId: z.string().nullable(),
  run: runView.nullable(),
  /** For each shown message that has alternatives: all of them in order, itself among them. */
  branches: z.record(z.array(z.string())),
  /** The last message of each shown answer that did not end by itself. */
  marks: z.record(z.enum(["stopped", "interrupted", "error"])),
  /** What was answered to the agent below each shown message, if anything. */
  decisions: z.record(z.array(decisionView)).optional(),
});
export type ThreadView = z.infer<typeof threadView>;

/** Name of the CUSTOM event that carries a `ThreadView` in the streams of run and connect. */
export const THREAD_VIEW_EVENT = "thread-view";

/** AG-UI messages and events are the agent's: checked where they come in, passed on whole. */
const messages = z.array(z.unknown()).transform((value) => value as Message[]);
const events = z.array(z.unknown()).transform((value) => value as BaseEvent[]);

/**
 * `GET /api/threads/{id}/events?after=<cursor>`. Without `after`: messages, state, and the events since. `done`: no run
 * is on, or it has ended and all its events have been given. The view comes with the first answer and with the last.
 */
export const threadEvents = z.object({
  cursor: z.string(),
  run: z.object({ id: z.string(), status: runStatus }).nullable(),
  messages: messages.optional(),
  state: z.unknown().optional(),
  view: threadView.optional(),
  events,
  done: z.boolean(),
});
export type ThreadEvents = z.infer<typeof threadEvents>;

/** `POST /api/threads/{id}/runs` → 202: the run has begun; its events are read with `cursor`. */
export const runStarted = z.object({ runId: z.string(), cursor: z.string() });
export type RunStarted = z.infer<typeof runStarted>;

/** Body of `POST /api/threads/{id}/warm`: the agent that is to be there soon. Answered 202 with nothing. */
export const warmRequest = z.object({ agentId: z.string().min(1).max(128) }).strict();
export const warmAsked = z.object({}).strict();

/** `POST /api/runs/{runId}/stop` */
export const runStopped = z.object({ stopped: z.boolean(), status: runStatus });
export type RunStopped = z.infer<typeof runStopped>;

/** `PATCH /api/threads/{id}`: one change at a time or several. */
export const threadPatch = z
  .object({
    title: z.string().trim().min(1).max(200),
    pinned: z.boolean(),
    archived: z.boolean(),
    /** Brings a deleted thread back. */
    deleted: z.literal(false),
    /** Its owner has it on screen. */
    seen: z.literal(true),
    /** Shows the branch that this message is on. */
    branch: z.string().min(1).max(128),
  })
  .partial()
  .strict()
  .refine((value) => Object.keys(value).length > 0, "names nothing to change");
export type ThreadPatch = z.infer<typeof threadPatch>;

/** `DELETE /api/threads/{id}` and `DELETE /api/threads`: how many are gone. */
export const threadsDeleted = z.object({ deleted: z.number().int() });

/** `GET|POST|DELETE /api/threads/{id}/share`: the live share of a thread, or null. */
export const threadShare = z.object({
  share: z.object({ id: z.string(), url: z.string(), createdAt: isoTime, expiresAt: isoTime.nullable() }).nullable(),
});
export type ThreadShare = z.infer<typeof threadShare>;

/** Body of `POST /api/threads/{id}/share`: days until it ends by itself; null for never. */
export const shareRequest = z.object({ expiresInDays: z.number().int().min(1).max(365).nullable() }).strict();

/** `GET /api/sessions`: where the person is signed in, this browser first, then by last use. */
export const sessionList = z.object({
  sessions: z.array(
    z.object({
      id: z.string().uuid(),
      /** This browser's own. */
      current: z.boolean(),
      /** As the browser names itself: "Chrome", "macOS"; null when that says nothing known. */
      browser: z.string().nullable(),
      system: z.string().nullable(),
      address: z.string().nullable(),
      startedAt: isoTime,
      seenAt: isoTime,
      /** When it ends by itself if it is used until then. */
      endsAt: isoTime,
    }),
  ),
});
export type SessionList = z.infer<typeof sessionList>;

/** `DELETE /api/sessions/{id}`: that one. `DELETE /api/sessions`: all but this browser's. */
export const sessionsEnded = z.object({ ended: z.number().int() });

/** Body of `POST /api/account/erase`: said, and not by accident. */
export const eraseRequest = z.object({ erase: z.literal("everything") }).strict();
/** Where the browser goes next: the Auth0 address that ends the session there. */
export const erased = z.object({ url: z.string() });

/** `GET /api/health/live`, `GET /api/health/ready`: 200 with `ok`, or 503 with why not. */
export const health = z
  .object({
    status: z.enum(["ok", "unavailable"]),
    reason: z.enum(["draining", "database-unreachable", "database-behind"]).optional(),
  })
  .strict();
export type Health = z.infer<typeof health>;
