import type { FaultKind, FaultRule, RuleOf } from "./rules.ts";

/** What a rule can be matched against. */
export type FaultSubject = {
  op: "invoke" | "stop";
  arn: string;
  sub: string;
  sessionId: string;
  /** The payload's `command`, null for a run. */
  command: string | null;
};

export type FaultStatus = FaultRule & { id: string; seen: number; applied: number };

export type FaultSwitch = {
  /** Replaces all rules and starts their counts anew. */
  set: (rules: readonly FaultRule[]) => void;
  list: () => readonly FaultStatus[];
  /** The rules that apply to one request, in the order they were given; counts it. */
  take: (subject: FaultSubject) => readonly FaultRule[];
  /** Whether a rule that was taken is still set. */
  has: (rule: FaultRule) => boolean;
};

/** Rules are independent: each counts for itself, and all that match a request apply to it together. */
export function createFaultSwitch(): FaultSwitch {
  let rules: FaultStatus[] = [];
  return {
    set: (next) => {
      rules = next.map((rule, at) => ({ ...rule, id: rule.id ?? `fault-${at + 1}`, seen: 0, applied: 0 }));
    },
    list: () => rules,
    take: (subject) =>
      rules.filter((rule) => {
        if (!matches(rule.match ?? {}, subject)) return false;
        rule.seen++;
        if (rule.match?.nth !== undefined && rule.match.nth !== rule.seen) return false;
        if (rule.times !== undefined && rule.applied >= rule.times) return false;
        rule.applied++;
        return true;
      }),
    has: (rule) => rules.some((one) => one === rule),
  };
}

function matches(match: NonNullable<FaultRule["match"]>, subject: FaultSubject): boolean {
  return (
    subject.op === (match.op ?? "invoke") &&
    (match.arn === undefined || match.arn === subject.arn) &&
    (match.sub === undefined || match.sub === subject.sub) &&
    (match.sessionId === undefined || match.sessionId === subject.sessionId) &&
    // A session that is started ahead is nothing that a person sees fail: it uses up no rule that does not ask for it.
    (match.command === undefined ? subject.command !== "warm" : match.command === subject.command)
  );
}

/** The first rule of a kind, for kinds that make no sense twice. */
export function ruleOf<K extends FaultKind>(rules: readonly FaultRule[], kind: K): RuleOf<K> | undefined {
  return rules.find((rule): rule is RuleOf<K> => rule.kind === kind);
}
