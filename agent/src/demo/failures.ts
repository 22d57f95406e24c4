import { isToolError, type ToolFailureCode } from "../tools/define.ts";
import type { Language } from "./language.ts";
import type { Call } from "./turns.ts";

/** STOPPED is no tool's: a call that was cut off is given a result with it. */
type Code = ToolFailureCode | "STOPPED";

const REASONS_JA: Record<Code, string> = {
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

/**
 * That a tool failed, and why. In English the reason is the tool's own sentence; in Japanese it is one for the code, for
 * tools speak English.
 */
export function failureLine(call: Call, value: unknown, language: Language): string {
  const { code, message } = isToolError(value)
    ? value.error
    : { code: "TOOL_FAILED" as const, message: said(value).replace(/^Error: /, "") };
  const asked = said(Object.values(isRecord(call.input) ? call.input : {})[0] ?? call.name);
  if (language === "ja")
    return `「${asked}」${NOT_DONE_JA[call.name] ?? "はできませんでした"}。${reasonJa(call.name, code)}`;
  return `I could not do that for “${asked}”: the tool \`${call.name}\` failed. ${message}`;
}

function reasonJa(tool: string, code: string): string {
  const special = code === "LIMIT" ? LIMITS_JA[tool] : undefined;
  return special ?? (code in REASONS_JA ? REASONS_JA[code as Code] : REASONS_JA.TOOL_FAILED);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const said = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value ?? ""));
