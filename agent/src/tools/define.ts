import { type InvokableTool, type JSONValue, type ToolContext, tool } from "@strands-agents/sdk";
import type { z } from "zod";
import type { Logger } from "../log.ts";

export type ToolFailureCode =
  | "UNKNOWN_TIME_ZONE"
  | "BAD_EXPRESSION"
  | "NOT_FOUND"
  | "AMBIGUOUS"
  | "LIMIT"
  | "DECLINED"
  | "CANCELLED"
  | "NEEDS_APPROVAL"
  | "TOOL_FAILED";

/** A failure that the model, and so the person, may read. Its message must be safe to show. */
export class ToolFailure extends Error {
  readonly code: ToolFailureCode;
  constructor(code: ToolFailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** `reason`: the person's own words, when they declined the call. */
export type ToolError = { error: { code: ToolFailureCode; message: string; reason?: string } };

/** Whether a tool's result says that the tool failed. */
export function isToolError(value: unknown): value is ToolError {
  if (typeof value !== "object" || value === null || !("error" in value)) return false;
  const { error } = value;
  return typeof error === "object" && error !== null && "code" in error && "message" in error;
}

/** What a tool asks a person: whether it may run at all, before it runs; for their consent elsewhere, while it runs. */
export type Asks = { approval: boolean; consent: boolean };

export type ToolSpec<Schema extends z.ZodObject> = {
  name: string;
  description: string;
  inputSchema: Schema;
  /** Each call waits until a person has approved it. */
  needsApproval?: boolean;
  /** The tool may ask for consent (see `interrupts/consent.ts`), and begins again when it has it. */
  needsConsent?: boolean;
};

const NOTHING: Asks = { approval: false, consent: false };
const asked = new WeakMap<object, Asks>();

/** What a tool was defined to ask; nothing for one that was not defined here. */
export function asksOf(tool: object | undefined): Asks {
  return (tool && asked.get(tool)) ?? NOTHING;
}

/**
 * A Strands tool whose failures are results: `{error: {code, message}}`, so that the model can explain them and a
 * screen can show them. Anything unexpected goes to the log; the SDK would put its message into the conversation.
 */
export function defineTool<Schema extends z.ZodObject>(
  log: Logger,
  { needsApproval = false, needsConsent = false, ...spec }: ToolSpec<Schema>,
  run: (input: z.output<Schema>, context: ToolContext | undefined) => JSONValue | Promise<JSONValue>,
): InvokableTool<z.output<Schema>, JSONValue> {
  const defined = tool({
    ...spec,
    callback: async (input: z.output<Schema>, context): Promise<JSONValue> => {
      try {
        return await run(input, context);
      } catch (err) {
        if (err instanceof ToolFailure) return { error: { code: err.code, message: err.message } };
        // How Strands stops a tool that asks; its class is not exported.
        if (err instanceof Error && err.name === "InterruptError") throw err;
        log.error({ err, tool: spec.name }, "tool failed");
        return { error: { code: "TOOL_FAILED", message: `The tool ${spec.name} failed.` } };
      }
    },
  });
  asked.set(defined, { approval: needsApproval, consent: needsConsent });
  return defined;
}
