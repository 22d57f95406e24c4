import { isToolError, type ToolFailureCode } from "../tools/define.ts";
import type { Language } from "./language.ts";
import type { Call } from "./turns.ts";

/** STOPPED is no tool's: a call that was cut off is given a result with it. */
type Code = ToolFailureCode | "STOPPED";
type Unwanted = Extract<Code, "DECLINED" | "CANCELLED" | "NEEDS_APPROVAL">;

const REASONS_JA: Record<Exclude<Code, Unwanted>, string> = {
  UNKNOWN_TIME_ZONE:
    "その名前のタイムゾーンが見つかりませんでした。都市名や Africa/Lagos のような名前で試してください。",
  BAD_EXPRESSION: "計算できない式か、有限の実数にならない式です（0での割り算など）。",
  NOT_FOUND: "そのタスクは一覧にありません。",
  AMBIGUOUS: "当てはまるタスクが複数あります。タイトル全体で指定してください。",
  LIMIT: "上限を超えています。",
  TOOL_FAILED: "ツールの中で問題が起きました。",
  STOPPED: "結果が出る前に止められました。",
};

const LIMITS_JA: Record<string, string> = {
  calculate: "数が大きすぎるか、計算に時間がかかりすぎます。",
  add_task: "タスクの一覧がいっぱいです。",
};

const NOT_DONE_JA: Record<string, string> = {
  current_time: "の時刻は調べられませんでした",
  calculate: "は計算できませんでした",
  add_task: "は追加できませんでした",
  complete_task: "は完了にできませんでした",
  remove_task: "は削除できませんでした",
};

/** What the person did not want, or could not be asked, is no failure of the tool, and is told in other words. */
const NOT_WANTED: Record<Unwanted, Record<Language, string>> = {
  DECLINED: { en: "You declined it, so I did not %.", ja: "承認されなかったので、%は行っていません。" },
  CANCELLED: {
    en: "You closed the question without an answer, so I did not %.",
    ja: "答えがないまま質問が閉じられたので、%は行っていません。",
  },
  NEEDS_APPROVAL: {
    en: "I need your approval to %, and this kind of request has no way to ask you, so I did not. Ask me in the chat.",
    ja: "%には承認が必要ですが、この形のリクエストでは確認できないので、行っていません。チャットで頼んでください。",
  },
};

const DEEDS: Record<string, Record<Language, string>> = {
  delete_tasks: { en: "delete any tasks", ja: "タスクの削除" },
  connect_calendar: { en: "connect your calendar", ja: "カレンダーの連携" },
};

function notWanted(tool: string, code: string, reason: string | undefined, language: Language): string | undefined {
  if (!(code in NOT_WANTED)) return undefined;
  const sentence = NOT_WANTED[code as Unwanted][language];
  const deed = DEEDS[tool]?.[language] ?? (language === "ja" ? `\`${tool}\`の実行` : `run \`${tool}\``);
  const why = reason && (language === "ja" ? `理由は「${reason}」ですね。` : ` Your reason: “${reason}”.`);
  return [sentence.replace("%", () => deed), why].filter(Boolean).join("");
}

/**
 * That a tool failed, and why. In English the reason is the tool's own sentence; in Japanese it is one for the code, for
 * tools speak English.
 */
export function failureLine(call: Call, value: unknown, language: Language): string {
  const { code, message, reason } = isToolError(value)
    ? value.error
    : { code: "TOOL_FAILED" as const, message: said(value).replace(/^Error: /, ""), reason: undefined };
  const unwanted = notWanted(call.name, code, reason, language);
  if (unwanted) return unwanted;
  const asked = said(Object.values(isRecord(call.input) ? call.input : {})[0] ?? call.name);
  if (language === "ja")
    return `「${asked}」${NOT_DONE_JA[call.name] ?? "はできませんでした"}。${reasonJa(call.name, code)}`;
  return `I could not do that for “${asked}”: the tool \`${call.name}\` failed. ${message}`;
}

function reasonJa(tool: string, code: string): string {
  const special = code === "LIMIT" ? LIMITS_JA[tool] : undefined;
  return special ?? (code in REASONS_JA ? REASONS_JA[code as keyof typeof REASONS_JA] : REASONS_JA.TOOL_FAILED);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const said = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value ?? ""));
