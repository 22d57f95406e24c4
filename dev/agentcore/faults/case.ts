import { AGUI_ARN, eventsOf, HTTP_ARN, type Reply } from "../fixtures/harness.ts";

export type Shape = "stream" | "json";

export const frames = (body: string) => body.split("\n\n").filter((frame) => frame.startsWith("data:"));
export const types = (reply: Reply) => eventsOf(reply.body).map(({ type }) => type);
export const WORD = "TEXT_MESSAGE_CONTENT";
export const UNTOUCHED = ["RUN_STARTED", WORD, WORD, WORD, "RUN_FINISHED"];
export const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** One fault, what it is tried on (an agui stream if nothing is said), and what the caller then sees. */
export type Case = {
  rule: { kind: string; [key: string]: unknown };
  on?: [typeof AGUI_ARN | typeof HTTP_ARN, Shape];
  expect: (reply: Reply) => void;
};
export const AGUI: Case["on"] = [AGUI_ARN, "stream"];
export const HTTP: Case["on"] = [HTTP_ARN, "json"];
