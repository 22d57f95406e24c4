import { createFrameReader } from "../lib/agentcore/sse-frames";
import type { PromptForm } from "./target";

/** The body of a call to an HTTP-protocol runtime. */
export function promptBody(form: PromptForm, prompt: string): string {
  return JSON.stringify(form === "prompt" ? { prompt } : { input: { prompt } });
}

/** Names under which runtimes are known to give their text. */
const PLACES = ["output", "result", "response", "message", "content", "answer", "completion", "text"];

/**
 * The text of a JSON answer: a bare string, `output.message.content[].text`, `result`, `response` and their like.
 *
 * @returns null when there is no text in any known place
 */
export function textOfJson(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    const parts = value.map((part) => textOfJson(part)).filter((part) => part !== null);
    return parts.length > 0 ? parts.join("") : null;
  }
  if (typeof value !== "object" || value === null) return null;
  for (const name of PLACES) {
    const text = Object.hasOwn(value, name) ? textOfJson((value as Record<string, unknown>)[name]) : null;
    if (text !== null && text !== "") return text;
  }
  return null;
}

/**
 * Reads an HTTP-protocol answer piece by piece: JSON at its end, SSE (JSON strings, Strands' events, plain text) as it comes.
 *
 * `push` gives text to show at once. `end` gives the rest; an answer without any text that is known gives its JSON, formatted,
 * with `known: false`.
 */
export function createAnswerReader(contentType: string) {
  const isStream = /^text\/event-stream\b/i.test(contentType);
  const frames = createFrameReader();
  const decoder = new TextDecoder();
  const unknown: unknown[] = [];
  let whole = "";
  let said = false;
  let strands = false;
  const textOf = (data: string): string => {
    const value = parse(data);
    if (value === undefined) return data;
    const delta = strandsDelta(value);
    if (delta !== null) strands = true;
    // Strands says each piece twice: as Bedrock's own event, and as `data`.
    const text = delta ?? (strands ? null : frameText(value));
    if (text === null) unknown.push(value);
    return text ?? "";
  };
  return {
    push(bytes: Uint8Array): string {
      if (!isStream) {
        whole += decoder.decode(bytes, { stream: true });
        return "";
      }
      const text = frames
        .push(bytes)
        .map(({ data }) => textOf(data))
        .join("");
      said ||= text !== "";
      return text;
    },
    end(): { text: string; known: boolean } {
      if (isStream) {
        if (said) return { text: "", known: true };
        return { text: unknown.map((value) => JSON.stringify(value, null, 2)).join("\n"), known: false };
      }
      whole += decoder.decode();
      const value = parse(whole);
      if (value === undefined) return { text: whole, known: /^text\/plain\b/i.test(contentType) };
      const text = textOfJson(value);
      return text === null ? { text: JSON.stringify(value, null, 2), known: false } : { text, known: true };
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function strandsDelta(value: unknown): string | null {
  const path = ["event", "contentBlockDelta", "delta", "text"];
  let at: unknown = value;
  for (const name of path)
    at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[name] : undefined;
  return typeof at === "string" ? at : null;
}

function frameText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return null;
  const { data, delta } = value as { data?: unknown; delta?: unknown };
  if (typeof data === "string") return data;
  if (typeof delta === "string") return delta;
  return textOfJson(value);
}
