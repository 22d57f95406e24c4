import type { ErrorCode } from "../errors";

/** How an answer is over. `over`: the agent itself has ended, so that nobody has to tell it. */
export type AnswerEnd = { kind: "finished" } | { kind: "failed"; code: ErrorCode; detail: string; over: boolean };

/** What some bytes of an answer have turned out to be. */
export type Reading = {
  /** Whole AG-UI frames, to be passed on. */
  frames: string;
  /** For the log: what was left out, and why. */
  notes: string[];
  /** Set when the run is over; nothing is read after that. */
  end: AnswerEnd | null;
};

/**
 * Turns the bytes of one answer into AG-UI frames as they come.
 *
 * @throws RangeError (`push`) when there is more than is read of anybody
 */
export type AnswerReader = {
  push(bytes: Uint8Array): Reading;
  /** The answer has ended by itself. */
  close(): Reading & { end: AnswerEnd };
};

/** One call of a runtime in its protocol. */
export type Exchange = {
  body: string;
  accept: string;
  /** Reads an answer of that content type; null when the protocol has no such answer. */
  reader(contentType: string): AnswerReader | null;
};

/** @param input the `RunAgentInput` of the run, as JSON */
export type AgentProtocol = (input: string) => Exchange;

export const isEventStream = (contentType: string): boolean => /^text\/event-stream\b/i.test(contentType);
