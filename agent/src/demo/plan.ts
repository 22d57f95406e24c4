import { planCalendar } from "./plan-calendar.ts";
import { planDeletion } from "./plan-deletion.ts";
import { planMaths } from "./plan-maths.ts";
import { planTasks } from "./plan-tasks.ts";
import { asksForOtherTime, planTime } from "./plan-time.ts";
import type { PlannedCall } from "./plan-types.ts";
import { planWhoami } from "./plan-whoami.ts";

/** More than these at once is not a question any more. */
const MAX_CALLS = 8;

/**
 * The tool calls that a question needs, of the tools that are offered.
 *
 * @param offered the names of the tools in this call's specification; others are never called
 * @param previousTools the tools that the turn before used, for questions that only make sense after it
 */
export function planCalls(question: string, offered: Set<string>, previousTools: string[] = []): PlannedCall[] {
  if (isWriting(question)) return [];
  // Tasks first: a title may hold arithmetic or a place, and is nobody else's to read.
  const titles = planTasks(question).calls.flatMap(({ input }) => input.title ?? []);
  const deletion = planDeletion(question, titles);
  const tasks = planTasks(deletion.rest);
  const afterTime = previousTools.includes("current_time");
  const others = [
    planTime(tasks.rest, afterTime),
    planMaths(tasks.rest),
    planWhoami(tasks.rest),
    planCalendar(tasks.rest),
  ];
  const calls = [tasks, deletion, ...others].flatMap((planned) => planned.calls);
  const keys = new Set<string>();
  const isNew = (call: PlannedCall) => {
    const key = JSON.stringify(call);
    return !keys.has(key) && Boolean(keys.add(key));
  };
  return calls.filter((call) => offered.has(call.name) && isNew(call)).slice(0, MAX_CALLS);
}

/** Whether a question asks for the time at another moment than now, outside the titles of tasks. */
export function asksForOtherMoment(question: string, previousTools: string[]): boolean {
  return !isWriting(question) && asksForOtherTime(planTasks(question).rest, previousTools.includes("current_time"));
}

/** Someone who wants a text, code or a table wants no tool, even when numbers or places are in it. */
function isWriting(question: string): boolean {
  return (
    /\b(?:write|compose|tell|draft)\b[^.?!]*\b(?:story|poem|haiku|essay|paragraph|function|program|script|code|email|letter)\b|\b(?:translate|summari[sz]e|rewrite)\b/i.test(
      question,
    ) || /(?:物語|小説|詩|俳句|作文|エッセイ|関数|コード|プログラム)(?:を|の)|翻訳|要約/.test(question)
  );
}
