import { eventFrame, type Frame, sseFrames, wholeBody } from "./frames.ts";
import type { FaultKind, FaultRule } from "./rules.ts";

/** What the writer is told to do next; `cut`, `end` and `killAgent` are the last step of an answer. */
export type Step =
  | Frame
  | { kind: "wait"; ms: number }
  /** Nothing more for as long as this rule is set. */
  | { kind: "hold"; rule: FaultRule }
  /** The socket is destroyed with the answer unfinished. */
  | { kind: "cut" }
  /** The answer ends as if it were complete. */
  | { kind: "end" }
  | { kind: "killAgent"; clean: boolean };

type Steps = AsyncIterable<Step>;
type Transform = (steps: Steps) => AsyncGenerator<Step>;

/**
 * Runs `act` once the answer has had `after` events (0: before anything), and lets it end the answer by returning true.
 *
 * @param of the type of event that counts; all do when not given
 */
function afterEvents(after: number, act: () => { steps: Step[]; last: boolean }, of?: string): Transform {
  const counts = (step: Step) => step.kind === "event" && (of === undefined || step.data.includes(`"type":"${of}"`));
  return async function* (steps) {
    let events = 0;
    if (after === 0) {
      const { steps: own, last } = act();
      yield* own;
      if (last) return;
    }
    for await (const step of steps) {
      yield step;
      if (!counts(step) || ++events !== after) continue;
      const { steps: own, last } = act();
      yield* own;
      if (last) return;
    }
  };
}

/** `change` is called for each event with its index from 0. */
function eachEvent(change: (frame: Frame, index: number) => Step[]): Transform {
  return async function* (steps) {
    let index = 0;
    for await (const step of steps) {
      if (step.kind === "event") yield* change({ kind: "event", data: step.data }, index++);
      else yield step;
    }
  };
}

function cutBytes(after: number): Transform {
  return async function* (steps) {
    let left = after;
    for await (const step of steps) {
      if (step.kind !== "event" && step.kind !== "other") {
        yield step;
        continue;
      }
      if (left > 0) yield { ...step, data: step.data.subarray(0, left) };
      left -= step.data.length;
      if (left > 0) continue;
      yield { kind: "cut" };
      return;
    }
  };
}

function halfFrame(after: number, clean: boolean): Transform {
  return async function* (steps) {
    let events = 0;
    for await (const step of steps) {
      if (step.kind !== "event" || events++ < after) {
        yield step;
        continue;
      }
      yield { kind: "other", data: step.data.subarray(0, Math.ceil(step.data.length / 2)) };
      yield { kind: clean ? "end" : "cut" };
      return;
    }
  };
}

async function* crlf(steps: Steps): AsyncGenerator<Step> {
  for await (const step of steps) {
    if (step.kind !== "event" && step.kind !== "other") yield step;
    else yield { ...step, data: Buffer.from(step.data.toString("utf8").replaceAll("\n", "\r\n")) };
  }
}

const inject = (event: Record<string, unknown> | string) => {
  const data = typeof event === "string" ? Buffer.from(event) : eventFrame(event);
  return () => ({ steps: [{ kind: "other", data } satisfies Step], last: false });
};
const finish = (step: Step) => () => ({ steps: [step], last: true });

/** The change that one rule makes to a stream, or nothing for rules that work elsewhere. */
function transformOf(rule: FaultRule): Transform | undefined {
  switch (rule.kind) {
    case "delayEvents":
      return eachEvent((frame) => [{ kind: "wait", ms: rule.ms }, frame]);
    case "duplicate":
      return eachEvent((frame, index) => (index === rule.event ? [frame, frame] : [frame]));
    case "cutBytes":
      return cutBytes(rule.after);
    case "cutEvents":
      return afterEvents(rule.after, finish({ kind: "cut" }));
    case "endEvents":
      return afterEvents(rule.after, finish({ kind: "end" }));
    case "idleKill":
      return afterEvents(rule.after, finish({ kind: "killAgent", clean: rule.clean }));
    case "halfFrame":
      return halfFrame(rule.after, rule.clean);
    case "silence":
      return afterEvents(rule.after, () => ({ steps: [{ kind: "wait", ms: rule.ms }], last: false }));
    case "hold":
      return afterEvents(rule.after, () => ({ steps: [{ kind: "hold", rule }], last: false }), rule.of);
    case "unknownEvent":
      return afterEvents(rule.after, inject({ type: rule.type, note: "injected by the fault switch" }));
    case "garbage":
      return afterEvents(rule.after, inject('data: {"type":"TEXT_MESSAGE_CONTENT","delta":\n\n'));
    case "crlf":
      return crlf;
    case "leak": {
      if (rule.after === undefined) return undefined;
      const data = eventFrame({ type: "RUN_ERROR", code: "STRANDS_ERROR", message: leakMessage(rule.text) });
      return afterEvents(rule.after, () => ({ steps: [{ kind: "other", data }, { kind: "end" }], last: true }));
    }
    default:
      return undefined;
  }
}

/** Kinds whose frames are SSE; injected into a JSON body they would not be the fault they are named after. */
const SSE_ONLY: ReadonlySet<FaultKind> = new Set(["unknownEvent", "crlf", "leak"]);

/** What a careless agent or platform says when it passes its provider's error on. */
export function leakMessage(text: string): string {
  return `Model call failed: ${text}`;
}

/**
 * The steps of an answer under the given rules, or nothing when no rule touches its body, so that an untouched answer is
 * passed on byte by byte and never framed.
 */
export function faultedBody(rules: readonly FaultRule[], body: AsyncIterable<Buffer>, sse: boolean): Steps | undefined {
  const transforms = rules
    .filter((rule) => sse || !SSE_ONLY.has(rule.kind))
    .map(transformOf)
    .filter((transform) => transform !== undefined);
  if (transforms.length === 0) return undefined;
  const frames: Steps = sse ? sseFrames(body) : wholeBody(body);
  return transforms.reduce((steps, transform) => transform(steps), frames);
}
