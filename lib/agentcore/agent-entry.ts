import { z } from "zod";
import { isSafeAddress } from "../config/address";

/** `arn:aws:bedrock-agentcore:<region>:<account>:runtime/<id>`, also of the other AWS partitions. */
const ARN = /^arn:aws[a-z-]*:bedrock-agentcore:([a-z0-9-]+):\d{12}:runtime\/[A-Za-z][A-Za-z0-9_-]*$/;

const text = z.union(
  [z.string().min(1).max(400), z.object({ en: z.string().min(1).max(400), ja: z.string().min(1).max(400) }).strict()],
  { errorMap: () => ({ message: 'must be a text of 1–400 characters, or {"en": "…", "ja": "…"} with two such' }) },
);

const agentUrl = z
  .string()
  .refine(isSafeAddress, "must be https:// (http:// is for localhost only: the person's token travels with each call)");

/** The keys of an entry, each by itself; `docs/agents.schema.json` is made from it. Unknown keys are refused, so that a typing slip is seen. */
export const agentFields = z
  .object({
    id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "must be 1–63 of a–z, 0–9, - and _"),
    name: text,
    description: text.optional(),
    icon: z.string().max(8).optional(),
    arn: z
      .string()
      .regex(ARN, "must look like arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/my_agent-AbC123")
      .optional(),
    url: agentUrl.optional(),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region such as us-east-1")
      .optional(),
    qualifier: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]{0,47}$/)
      .default("DEFAULT"),
    protocol: z.enum(["agui", "http"]).default("agui"),
    /** Where a runtime of the HTTP protocol reads the message in its JSON body. */
    http: z
      .object({ input: z.enum(["prompt", "input.prompt"]) })
      .strict()
      .optional(),
    stop: z.enum(["session", "command"]).default("session"),
    /** The agent answers `{"command":"warm"}`: its microVM is started when a conversation is opened. */
    warm: z.boolean().default(false),
    /** What the agent is sent: the whole conversation, or the new message only since it has a memory of its own. */
    history: z.enum(["full", "last"]).optional(),
    /**
     * The runtime's `idleRuntimeSessionTimeout`: after so many seconds without a call AgentCore ends a session, and what its
     * process remembered is gone. The service's own default.
     */
    idleSeconds: z.number().int().min(60).max(28_800).default(900),
    /** Tools that only look: an answer that used no others can be written again without a warning. */
    readOnlyTools: z.array(z.string().min(1).max(128)).max(100).default([]),
    prompts: z
      .object({ en: z.array(z.string().min(1).max(200)).max(6), ja: z.array(z.string().min(1).max(200)).max(6) })
      .strict()
      .optional(),
    /** Who may use it: people whose access token has one of these values in that claim. Everybody when not given. */
    allow: z
      .object({ claim: z.string().min(1).max(200), anyOf: z.array(z.string().min(1).max(200)).min(1).max(50) })
      .strict()
      .optional(),
  })
  .strict();

type Issue = { message: string; path: (string | number)[] };

/** What is wrong between the keys of one entry, which no key shows by itself. */
function contradictionsIn(entry: unknown): Issue[] {
  if (typeof entry !== "object" || entry === null) return [];
  const { arn, url, http, protocol, history } = entry as Record<string, unknown>;
  const issues: Issue[] = [];
  if ((arn === undefined) === (url === undefined))
    issues.push({ message: "needs either arn or url, and not both", path: ["arn"] });
  if (http !== undefined && protocol !== "http")
    issues.push({ message: 'is for protocol "http" only', path: ["http"] });
  if (protocol === "http" && history === "full") {
    const why = "such a runtime takes one message and remembers the others by its session";
    issues.push({ message: `cannot be "full" with protocol "http": ${why}`, path: ["history"] });
  }
  return issues;
}

function idsUsedTwice(entries: unknown): Issue[] {
  if (!Array.isArray(entries)) return [];
  const ids = entries.map((entry: { id?: unknown } | null) => entry?.id);
  return ids.flatMap((id, index) =>
    typeof id === "string" && ids.indexOf(id) < index
      ? [{ message: `"${id}" is used twice`, path: [index, "id"] }]
      : [],
  );
}

/** Looked at before the keys and not after them, where zod would do so only once all else is right: every problem is to be told at once. */
const withIssues = <S extends z.ZodTypeAny>(issuesIn: (value: unknown) => Issue[], schema: S) =>
  z.preprocess((value, context) => {
    for (const issue of issuesIn(value)) context.addIssue({ code: "custom", ...issue });
    return value;
  }, schema);

/** One agent as the environment names it (`AGENTS`). */
export const agentEntrySchema = withIssues(
  contradictionsIn,
  agentFields.transform((entry) => ({
    ...entry,
    history: entry.history ?? (entry.protocol === "http" ? "last" : "full"),
  })),
);

export type AgentEntry = z.infer<typeof agentEntrySchema>;

export const agentListSchema = withIssues(idsUsedTwice, z.array(agentEntrySchema).min(1, "needs at least one agent"));

/** The region inside a runtime's ARN. */
export function regionOfArn(arn: string): string | null {
  return ARN.exec(arn)?.[1] ?? null;
}
