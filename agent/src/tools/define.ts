import { type InvokableTool, type JSONValue, tool } from "@strands-agents/sdk";
import type { z } from "zod";
import type { Logger } from "../log.ts";

export type ToolFailureCode =
  | "UNKNOWN_TIME_ZONE"
  | "BAD_EXPRESSION"
  | "NOT_FOUND"
  | "AMBIGUOUS"
  | "LIMIT"
  | "TOOL_FAILED";

/** A failure that the model, and so the person, may read. Its message must be safe to show. */
export class ToolFailure extends Error {
  readonly code: ToolFailureCode;
  constructor(code: ToolFailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type ToolError = { error: { code: ToolFailureCode; message: string } };

/** Whether a tool's result says that the tool failed. */
export function isToolError(value: unknown): value is ToolError {
  if (typeof value !== "object" || value === null || !("error" in value)) return false;
  const { error } = value;
  return typeof error === "object" && error !== null && "code" in error && "message" in error;
}

/**
 * A Strands tool whose failures are results: `{error: {code, message}}`, so that the model can explain them and a
 * screen can show them. Anything unexpected goes to the log; the SDK would put its message into the conversation.
 */
export function defineTool<Schema extends z.ZodObject>(
  log: Logger,
  spec: { name: string; description: string; inputSchema: Schema },
  run: (input: z.output<Schema>) => JSONValue | Promise<JSONValue>,
): InvokableTool<z.output<Schema>, JSONValue> {
  return tool({
    ...spec,
    callback: async (input: z.output<Schema>): Promise<JSONValue> => {
      try {
        return await run(input);
      } catch (err) {
        if (err instanceof ToolFailure) return { error: { code: err.code, message: err.message } };
        log.error({ err, tool: spec.name }, "tool failed");
        return { error: { code: "TOOL_FAILED", message: `The tool ${spec.name} failed.` } };
      }
    },
  });
}
