import { type Planned, type PlannedCall, without } from "./plan-types.ts";
import { quotedTitles, unquotedTitles } from "./task-titles.ts";

type Kind = "add_task" | "complete_task" | "remove_task";

const LIST = String.raw`(?:(?:my|the|our|a)\s+)?(?:task|to-?do|todo|shopping)?\s*(?:tasks?|list|to-?dos?|todos?)`;

/** English: what is captured is the title, or the task that is meant. Order counts: the first that fits is taken. */
const ENGLISH: [Kind, RegExp][] = [
  [
    "add_task",
    /\b(?:add|put|create|make|note)\b(?:\s+(?:a|an|another|the|these|some|new|me|\d+|two|three|four|five))*\s+(?:task|to-?do|todo|reminder)s?(?:\s+(?:called|named|titled))?\s*(?::|to(?=\s)|for(?=\s)|that says)?\s*([^.?!\n⏹]+)/i,
  ],
  [
    "add_task",
    new RegExp(String.raw`\b(?:add|put|write)\s+([^.?!\n⏹]+?)\s+(?:to|on|onto|in|into|as)\s+(?:a\s+)?${LIST}\b`, "i"),
  ],
  ["add_task", /\bremind me to\s+([^.?!\n⏹]+)/i],
  [
    "complete_task",
    /\b(?:mark|set|tick off|check off|tick|check)\s+(?:off\s+)?(?:the\s+)?(?:task\s+)?([^.?!\n⏹]+?)(?:\s+task)?\s+(?:(?:as|is|to)\s+)?(?:done|completed?|finished)\b/i,
  ],
  [
    "complete_task",
    /\b(?:complete|finish|tick off|check off|tick|close)\s+(?:off\s+)?(?:the\s+|my\s+)?task\s*:?\s+([^.?!\n⏹]+)/i,
  ],
  [
    "complete_task",
    /\b(?:tick off|check off|complete|finish)\s+(?:the\s+)?([^.?!\n⏹]+?)(?:\s+(?:task|on my list|from my list|on the list))/i,
  ],
  ["complete_task", /\bI(?:'ve| have)?\s+(?:finished|completed|done)\s+(?:the\s+)?(?:task\s+)([^.?!\n⏹]+)/i],
  ["remove_task", /\b(?:remove|delete|drop|cancel|take)\s+(?:the\s+|my\s+)?task\s*:?\s+([^.?!\n⏹]+)/i],
  [
    "remove_task",
    new RegExp(
      String.raw`\b(?:remove|delete|drop|take|cross)\s+([^.?!\n⏹]+?)\s+(?:from|off)\s+(?:of\s+)?${LIST}\b`,
      "i",
    ),
  ],
  ["remove_task", /\b(?:remove|delete|drop|cancel)\s+(?:the\s+)?([^.?!\n⏹]+?)\s+task\b/i],
  // On their own, with no list named: only as the whole message, and not about what was written.
  ["add_task", /^\s*(?:please\s+)?add\s+(?!.*\d\s+(?:and|to|\+)\s+\d)([^.?!:\n⏹]{2,60})[.!]?\s*$/i],
  [
    "complete_task",
    /^\s*(?:please\s+)?(?:complete|tick off|check off)\s+(?!.*\b(?:last|first|sentence|word|story|text|poem|essay|paragraph|code|function|following|that|this|it|all|every\w*|list|tasks?)\b)([^.?!:\n⏹]{2,60})[.!]?\s*$/i,
  ],
  [
    "remove_task",
    /^\s*(?:please\s+)?(?:remove|delete)\s+(?!.*\b(?:last|first|sentence|word|that|this|it|everything)\b)([^.?!:\n⏹]{2,60})[.!]?\s*$/i,
  ],
];

const JA_LIST = "(?:タスク(?:リスト|一覧)?|やることリスト|やること|ToDo(?:リスト)?|TODO(?:リスト)?|リスト)";
const JAPANESE: [Kind, RegExp][] = [
  [
    "add_task",
    new RegExp(
      `${JA_LIST}(?:に|へ)(?:は)?、?\\s*([^。？！?!\\n⏹]+?)\\s*(?:を|と)?(?:追加|登録|加え|入れ|書い|足し)`,
      "i",
    ),
  ],
  [
    "add_task",
    new RegExp(
      `([^。？！?!\\n⏹]+?)\\s*(?:を|って|と)\\s*${JA_LIST}(?:に|へ|として)\\s*(?:追加|登録|加え|入れ|書い|足し)`,
      "i",
    ),
  ],
  ["add_task", /(?:新しい)?タスク(?:を)?(?:追加|登録)(?:して(?:ください)?)?[:：]\s*([^。？！?!\n⏹]+)/i],
  ["add_task", /タスク[「『]([^」』]+)[」』]を(?:追加|登録|作成|作っ)/i],
  ["complete_task", /([^。？！?!\n⏹]+?)(?:の?タスク)?\s*を\s*(?:完了|終了|済み|チェック)/i],
  [
    "complete_task",
    /([^。？！?!\n⏹]+?)(?:の?タスク)?(?:は|が|を)(?:終わった|終わりました|済んだ|完了した|完了しました|やり終えた)/i,
  ],
  [
    "remove_task",
    new RegExp(`${JA_LIST}(?:から|の)、?\\s*([^。？！?!\\n⏹]+?)\\s*を\\s*(?:削除|消し|外し|除い|取り消)`, "i"),
  ],
  ["remove_task", /([^。？！?!\n⏹]+?)(?:の?タスク)?\s*を\s*(?:リスト|タスク|一覧)(?:から)\s*(?:削除|消し|外し|除い)/i],
  ["remove_task", /([^。？！?!\n⏹]+?)の?タスクを\s*(?:削除|消し|外し|取り消)/i],
  ["add_task", /^\s*([^。？！?!\n⏹]{2,60}?)を(?:追加|登録)して(?:ください)?[。！!]?\s*$/],
  ["remove_task", /^\s*([^。？！?!\n⏹]{2,60}?)を(?:削除)して(?:ください)?[。！!]?\s*$/],
];

const LISTS =
  /\bwhat(?:'s|’s| is) (?:still |left )?on (?:my|the|our) list\b|\b(?:what(?:'s| is| are| tasks)?\s+(?:left\s+|still\s+)?(?:on\s+|in\s+)?(?:my|the|our|do i)|show|list|see|read|display|tell me|do i have)\b[^.?!]*\b(?:tasks?|to-?dos?|to-?do list|task list|my list)\b|\bwhat do i (?:have|need) to do\b|一覧(?:を|も)(?:見せ|表示|教え|出し)|(?:タスク|やること|ToDo|TODO)(?:リスト)?(?:の)?(?:一覧|を見せ|を教え|を表示|は[?？何なあ]|には?何|が?いくつ)/i;

/**
 * Plans what to do to the task list. Several titles may be given at once, quoted or as a list; a title keeps the
 * words it was given, arithmetic and place names included, so they are taken out of the rest.
 */
export function planTasks(question: string): Planned {
  const calls: PlannedCall[] = [];
  let rest = question;
  for (const [kind, pattern] of [...JAPANESE, ...ENGLISH]) {
    const match = rest.match(pattern);
    const said = match?.[1]?.trim();
    if (!match || !said) continue;
    const { titles, used } = titlesIn(said, match[0]);
    if (titles.length === 0) continue;
    const argument = kind === "add_task" ? "title" : "task";
    calls.push(...titles.map((title) => ({ name: kind, input: { [argument]: title } })));
    rest = without(rest, used);
  }
  if (LISTS.test(rest)) calls.push({ name: "list_tasks", input: {} });
  return { calls, rest };
}

/** Quoted titles are taken as they are; otherwise a new request that follows ("… and what time is it") ends it. */
function titlesIn(said: string, whole: string): { titles: string[]; used: string } {
  const quoted = quotedTitles(said);
  if (quoted.length > 0) return { titles: quoted, used: whole };
  const [first = ""] = said.split(NEXT_REQUEST);
  const used = first.length < said.length ? whole.slice(0, whole.indexOf(said) + first.length) : whole;
  const parts = unquotedTitles(clean(first), /:\s*[^:]+,/.test(whole));
  return { titles: parts.map(clean).filter(Boolean), used };
}

const NEXT_REQUEST =
  /(?:,?\s+(?:and|then|and then|also)\s+(?=(?:what|tell|show|list|calculate|who|how|add|remind|mark|remove|delete)\b))|(?:して|て)、(?=.)/i;

function clean(title: string): string {
  return title
    .replace(/^(?:to|that|a|an|the|some)\s+(?=\S)/i, "")
    .replace(/^(?:私の|僕の|わたしの)?(?:タスク|やること)(?:の|に|から|、)/, "")
    .replace(/(?:,?\s+(?:please|for me))+$/i, "")
    .replace(/^[\s:：、,"'「『]+|[\s:：、,"'」』]+$/g, "")
    .replace(/^\s*(?:please|では|じゃあ|それでは)[\s、]*/i, "");
}
