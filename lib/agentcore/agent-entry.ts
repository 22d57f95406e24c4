import { z } from "zod";
import { isSafeAddress } from "../config/address";

/** `arn:aws:bedrock-agentcore:<region>:<account>:runtime/<id>`, also of the other AWS partitions. */
const ARN = /^arn:aws[a-z-]*:bedrock-agentcore:([a-z0-9-]+):\d{12}:runtime\/[A-Za-z][A-Za-z0-9_-]*$/;

const text = z.union([
  z.string().min(1).max(400),
  z.object({ en: z.string().min(1).max(400), ja: z.string().min(1).max(400) }).strict(),
]);

const agentUrl = z
  .string()
  .refine(isSafeAddress, "must be https:// (http:// is for localhost only: the person's token travels with each call)");

/** One agent as the environment names it (`AGENTS`); unknown keys are refused so that a typing slip is seen at boot. */
export const agentEntrySchema = z
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
  .strict()
  .refine((entry) => entry.http === undefined || entry.protocol === "http", {
    message: 'is for protocol "http" only',
    path: ["http"],
  })
  .refine((entry) => entry.protocol !== "http" || entry.history !== "full", {
    message:
      'cannot be "full" with protocol "http": such a runtime takes one message and remembers the others by its session',
    path: ["history"],
  })
  .refine((entry) => (entry.arn === undefined) !== (entry.url === undefined), {
    message: "needs either arn or url, and not both",
    path: ["arn"],
  })
  .transform((entry) => ({ ...entry, history: entry.history ?? (entry.protocol === "http" ? "last" : "full") }));

export type AgentEntry = z.infer<typeof agentEntrySchema>;

export const agentListSchema = z
  .array(agentEntrySchema)
  .min(1, "needs at least one agent")
  .superRefine((entries, context) => {
    const seen = new Set<string>();
    entries.forEach((entry, index) => {
      if (seen.has(entry.id))
        context.addIssue({ code: "custom", message: `"${entry.id}" is used twice`, path: [index, "id"] });
      seen.add(entry.id);
    });
  });

/** The region inside a runtime's ARN. */
export function regionOfArn(arn: string): string | null {
  return ARN.exec(arn)?.[1] ?? null;
}
