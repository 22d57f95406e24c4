import { type RunAgentInput, RunAgentInputSchema } from "@ag-ui/core";
import { z } from "zod";
import type { FieldProblem } from "../errors.ts";

const id = z.string("must be a string").min(1, "must not be empty").max(512, "is too long");

const commandSchema = z.discriminatedUnion(
  "command",
  [
    z.object({ command: z.literal("stop"), threadId: id, runId: id.optional() }),
    z.object({ command: z.literal("warm"), threadId: id.optional() }),
    z.object({
      command: z.literal("feedback"),
      threadId: id,
      runId: id.optional(),
      messageId: id.optional(),
      rating: z.enum(["up", "down"], "must be up or down").optional(),
      comment: z.string("must be a string").max(10_000, "is too long").optional(),
    }),
  ],
  "must be stop, warm or feedback",
);

export type Command = z.output<typeof commandSchema>;

/** What a body of POST /invocations asks for. */
export type Invocation =
  | { kind: "run"; input: RunAgentInput }
  | { kind: "prompt"; prompt: string }
  | { kind: "command"; command: Command };

type Parsed = { ok: true; invocation: Invocation } | { ok: false; fields: FieldProblem[] };

/**
 * Reads a body in one of its three forms: `{command, …}`, `{prompt}` or `{input: {prompt}}`, or an AG-UI RunAgentInput.
 *
 * @returns the invocation, or every field that is wrong
 */
export function parseInvocation(body: unknown): Parsed {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return wrong("", "must be a JSON object");
  if ("command" in body) {
    const parsed = commandSchema.safeParse(body);
    return parsed.success ? { ok: true, invocation: { kind: "command", command: parsed.data } } : refused(parsed.error);
  }
  if ("prompt" in body && !("messages" in body)) return promptOf(body.prompt, "prompt");
  if ("input" in body && !("messages" in body)) {
    const { input } = body;
    const prompt = typeof input === "object" && input !== null && "prompt" in input ? input.prompt : undefined;
    return promptOf(prompt, "input.prompt");
  }
  const parsed = RunAgentInputSchema.safeParse(body);
  if (!parsed.success) return refused(parsed.error);
  const fields = [...emptyIds(parsed.data), ...remoteSources(parsed.data)];
  return fields.length > 0 ? { ok: false, fields } : { ok: true, invocation: { kind: "run", input: parsed.data } };
}

function promptOf(prompt: unknown, path: string): Parsed {
  if (typeof prompt !== "string") return wrong(path, "must be a string");
  if (!prompt.trim()) return wrong(path, "must not be empty");
  return { ok: true, invocation: { kind: "prompt", prompt } };
}

/** AG-UI's schema lets these be empty; the adapter would then put strangers together in one thread, "default". */
function emptyIds(input: RunAgentInput): FieldProblem[] {
  return (["threadId", "runId"] as const).flatMap((path) =>
    input[path].trim() ? [] : [{ path, message: "must not be empty" }],
  );
}

/**
 * Attachments come inline. The adapter would fetch an address from inside the container, where the metadata service
 * gives out the role's credentials, so an address in a message is a way to have it call anything.
 */
function remoteSources(input: RunAgentInput): FieldProblem[] {
  return input.messages.flatMap((message, m) => {
    if (message.role !== "user" || !Array.isArray(message.content)) return [];
    return message.content.flatMap((part, p) => {
      const isRemote = "source" in part ? part.source.type === "url" : "url" in part && Boolean(part.url);
      const path = `messages.${m}.content.${p}`;
      return isRemote ? [{ path, message: "must carry its data inline; addresses are not fetched" }] : [];
    });
  });
}

const wrong = (path: string, message: string): Parsed => ({ ok: false, fields: [{ path, message }] });

/** AG-UI validates with zod 3 and this file with zod 4; their issues have this much in common. */
function refused(error: { issues: { path: PropertyKey[]; message: string }[] }): Parsed {
  const fields = error.issues.map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }));
  return { ok: false, fields };
}
