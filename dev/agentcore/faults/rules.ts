import { z } from "zod";
import { ERROR_CODES, type ErrorCode } from "../errors.ts";

const count = z.number().int().min(0);
const ms = z.number().int().min(0).max(3_600_000);
const codes: [ErrorCode, ...ErrorCode[]] = ["INTERNAL_ERROR", ...ERROR_CODES];
const status = z.union([
  z.literal(400),
  z.literal(401),
  z.literal(402),
  z.literal(403),
  z.literal(404),
  z.literal(409),
  z.literal(424),
  z.literal(429),
  z.literal(500),
  z.literal(502),
  z.literal(503),
  z.literal(504),
]);

const common = {
  id: z.string().min(1).optional(),
  /** Which requests the rule looks at; all given parts must match. */
  match: z
    .object({
      sub: z.string(),
      sessionId: z.string(),
      arn: z.string(),
      /** Default `invoke`: StopRuntimeSession is left alone unless asked for. */
      op: z.enum(["invoke", "stop"]),
      /** Of the payload's `command`: this one, or null for runs only. Default: all but `warm`. */
      command: z.string().nullable(),
      /** Only the nth request (from 1) that matches the rest. */
      nth: z.number().int().min(1),
    })
    .partial()
    .strict()
    .optional(),
  /** How often the rule may apply; without limit by default. */
  times: z.number().int().min(1).optional(),
};

const rule = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.object({ ...common, kind: z.literal(kind), ...shape }).strict();

const after = { after: count };

export const faultRuleSchema = z.discriminatedUnion("kind", [
  // Answered by the platform; the agent hears nothing.
  rule("status", {
    status,
    code: z.enum(codes).optional(),
    message: z.string().optional(),
    retryAfterSeconds: z.number().min(0).optional(),
  }),
  rule("refuse", {}),
  rule("html", { status: z.number().int().min(200).max(599).default(200) }),
  rule("empty", {}),
  // Messages in the words of a test, `size` characters at a time.
  rule("say", {
    texts: z.array(z.string().min(1)).min(1),
    size: z.number().int().min(1).default(4),
    everyMs: ms.default(0),
  }),
  // The agent's process.
  rule("kill", {}),
  rule("idleKill", { ...after, clean: z.boolean().default(false) }),
  // The answer as a whole.
  rule("delay", { ms }),
  rule("wrongContentType", { contentType: z.string().default("application/json") }),
  rule("crlf", {}),
  // The answer's bytes and events.
  rule("delayEvents", { ms }),
  rule("cutBytes", after),
  rule("cutEvents", after),
  rule("endEvents", after),
  rule("halfFrame", { ...after, clean: z.boolean().default(false) }),
  rule("duplicate", { event: count }),
  rule("silence", { ...after, ms }),
  // Nothing but keep-alives until the rule is gone: a test looks around for as long as it takes.
  rule("hold", { ...after, of: z.string().min(1).optional() }),
  rule("unknownEvent", { ...after, type: z.string().default("SOMETHING_NOBODY_KNOWS") }),
  rule("garbage", { after: count.default(0) }),
  rule("leak", { text: z.string().min(1), after: count.optional() }),
]);

/** What `PUT /_local/faults` takes; unknown keys are refused, so that a misspelt fault cannot pass for a passing test. */
export const faultRulesSchema = z.array(faultRuleSchema);

export type FaultRule = z.infer<typeof faultRuleSchema>;
export type FaultKind = FaultRule["kind"];
export type RuleOf<K extends FaultKind> = Extract<FaultRule, { kind: K }>;
