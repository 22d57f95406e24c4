import { type Planned, type PlannedCall, without } from "./plan-types.ts";

const DELETE = `(?:delete|remove|clear|erase|drop|wipe|throw away|get rid of)`;
const DONE = `(?:finished|completed?|done|ticked[- ]off|checked[- ]off)`;
const TASKS = `(?:tasks?|to-?dos?|items)`;
const OFF = String.raw`(?:\s+(?:from|on|off|in)\s+(?:my|the|our)\s+(?:task |to-?do )?(?:list|tasks))?`;
const NOT_ONE = String.raw`(?:all\s+(?:of\s+)?|every(?:thing)?\s+)?(?:(?:my|the|our)\s+)?`;

const DELETE_JA = "(?:(?:全部|すべて|全て|ぜんぶ|まとめて)\\s*)?(?:削除|消し|消去|片付け|クリア)";
const DONE_JA = "(?:完了(?:した|済みの?)|終わった|済んだ|済みの)";
const TASKS_JA = "(?:タスク|やること|ToDo|TODO)";

/** Order counts: what names the finished ones is not about all. */
const PATTERNS: ["finished" | "all", RegExp][] = [
  ["finished", new RegExp(String.raw`\b${DELETE}\s+${NOT_ONE}${DONE}\s+${TASKS}${OFF}`, "i")],
  [
    "finished",
    new RegExp(String.raw`\b${DELETE}\s+${NOT_ONE}(?:${TASKS}|ones)\s+(?:that|which|I)\b[^.?!]*\b${DONE}${OFF}`, "i"),
  ],
  [
    "finished",
    new RegExp(
      String.raw`\b${DELETE}\s+(?:everything|all)\s+(?:that(?:'s| is| are)\s+|I(?:'ve| have)\s+)?${DONE}${OFF}`,
      "i",
    ),
  ],
  ["finished", new RegExp(`${DONE_JA}\\s*(?:${TASKS_JA}|もの)?(?:は|を|も)?\\s*${DELETE_JA}`, "i")],
  ["all", new RegExp(String.raw`\b${DELETE}\s+(?:all|every)\s+(?:of\s+)?(?:(?:my|the|our)\s+)?${TASKS}${OFF}`, "i")],
  [
    "all",
    new RegExp(
      String.raw`\b${DELETE}\s+everything\s+(?:from|on|off|in)\s+(?:my|the|our)\s+(?:task |to-?do )?(?:list|tasks)`,
      "i",
    ),
  ],
  [
    "all",
    /\b(?:clear|empty|wipe|delete)\s+(?:out\s+)?(?:my|the|our)\s+(?:whole\s+|entire\s+)?(?:task|to-?do|todo)\s*(?:list|s)\b/i,
  ],
  [
    "all",
    new RegExp(
      `(?:(?:全部|すべて|全て|ぜんぶ)の\\s*${TASKS_JA}(?:を|は)?\\s*|${TASKS_JA}(?:を|は)?\\s*(?:全部|すべて|全て|ぜんぶ)\\s*)(?:削除|消し|消去|片付け|クリア)`,
      "i",
    ),
  ],
  ["all", new RegExp(`${TASKS_JA}(?:リスト|一覧)(?:を)?\\s*(?:空|から)に`, "i")],
];

/**
 * Plans to delete many tasks at once, which asks first; a single one goes without.
 *
 * @param titles of tasks that the question wants added; what one of them says is not meant
 */
export function planDeletion(question: string, titles: string[]): Planned {
  const calls: PlannedCall[] = [];
  let rest = question;
  for (const [which, pattern] of PATTERNS) {
    const match = rest.match(pattern);
    if (!match || titles.some((title) => title.includes(match[0]))) continue;
    calls.push({ name: "delete_tasks", input: { which } });
    rest = without(rest, match[0]);
  }
  return { calls, rest };
}
