import { isToolError } from "../tools/define.ts";
import { failureLine } from "./failures.ts";
import type { Language } from "./language.ts";
import { placesIn } from "./places.ts";
import type { Call, Turn } from "./turns.ts";

/** What a turn's tool results say, in words. Everything in it is from the results; nothing is computed here. */
export function answerFromResults(turn: Turn, language: Language): string {
  const lines = turn.calls.flatMap((call) => (call.result ? [lineFor(call, turn.question, language)] : []));
  return lines.length === 1 ? (lines[0] ?? "") : lines.map((line) => `- ${line.replaceAll("\n", "\n  ")}`).join("\n");
}

function lineFor(call: Call, question: string, language: Language): string {
  const { value, failed } = call.result ?? { value: undefined, failed: true };
  if (failed || isToolError(value)) return failureLine(call, value, language);
  const result = isRecord(value) ? value : {};
  switch (call.name) {
    case "current_time":
      return timeLine(result, question, language);
    case "calculate":
      // An asterisk in Markdown begins an emphasis; people write a cross anyway.
      return `${text(result.expression).replaceAll("*", "×")} = **${text(result.result)}**`;
    case "whoami":
      return whoamiLine(result, language);
    case "add_task":
    case "complete_task":
    case "remove_task":
      return taskLine(call.name, result, language);
    case "delete_tasks":
      return deletedLine(result, language);
    case "connect_calendar":
      return language === "ja"
        ? `**${text(result.provider)}** と連携しました。`
        : `Your calendar at **${text(result.provider)}** is connected.`;
    case "list_tasks":
      return listLine(result, language);
    default:
      return `${call.name}: ${JSON.stringify(value)}`;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value ?? ""));

function timeLine(result: Record<string, unknown>, question: string, language: Language): string {
  const zone = text(result.timeZone);
  const iso = text(result.iso);
  const place = placesIn(question).find((p) => p.zone === zone && !p.text.includes("/"))?.text;
  // The sign in Etc/GMT-9 is POSIX's and reads as its opposite, so such a zone goes by its offset.
  const fixed = zone.match(/^Etc\/GMT([+-])(\d+)$/);
  const utcName = fixed && `UTC${fixed[1] === "-" ? "+" : "-"}${fixed[2]}`;
  const name = place ?? utcName ?? zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  // The result's own wall clock: read as UTC and written as UTC, so no zone of this machine comes in.
  const clock = new Date(`${iso.slice(0, 19)}Z`);
  const part = (locale: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(clock);
  const offset = text(result.utcOffset);
  const details = zone === "UTC" ? "UTC" : fixed ? `UTC${offset}` : `${zone}, UTC${offset}`;
  if (language === "ja") {
    const date = part("ja-JP", { year: "numeric", month: "long", day: "numeric" });
    const weekday = part("ja-JP", { weekday: "long" });
    const time = iso.slice(11, 16);
    const subject = zone === "UTC" ? "協定世界時" : zone === "Asia/Tokyo" && !place ? "日本" : name;
    return `${subject}は${date}（${weekday}）**${time}** です（${details}）。`;
  }
  // Put together here: ICU's own long forms change their commas and spaces from one release to the next.
  const date = `${part("en", { weekday: "long" })}, ${clock.getUTCDate()} ${part("en", { month: "long" })} ${iso.slice(0, 4)}`;
  const hour = clock.getUTCHours();
  const time = `${hour % 12 || 12}:${iso.slice(14, 16)} ${hour < 12 ? "am" : "pm"}`;
  return zone === "UTC" && !place
    ? `It is **${time}** on ${date} in UTC. Name a city and I will look up its local time.`
    : `In ${name} it is **${time}** on ${date} (${details}).`;
}

function whoamiLine(result: Record<string, unknown>, language: Language): string {
  if (result.signedIn !== true) {
    return language === "ja"
      ? "この依頼にはアクセストークンが付いていないので、どなたか分かりません。"
      : "I can't tell: this request carried no access token that I can read.";
  }
  const name = result.name ?? result.email ?? result.sub;
  const labels: [string, string, unknown][] = [
    ["Name", "名前", result.name],
    ["Email", "メール", result.email],
    ["Subject", "サブジェクト", result.sub],
    ["Issued by", "発行者", result.issuer],
    ["Valid until", "有効期限", result.expiresAt],
  ];
  const rows = labels.flatMap(([en, ja, value]) =>
    typeof value === "string" ? [`- ${language === "ja" ? ja : en}: ${value}`] : [],
  );
  const head =
    language === "ja"
      ? `あなたは **${text(name)}** さんとしてサインインしています。`
      : `You are signed in as **${text(name)}**.`;
  return [head, "", ...rows].join("\n");
}

const DONE: Record<string, [string, string]> = {
  add_task: ["Added **%** to your tasks.", "**%** をタスクに追加しました。"],
  complete_task: ["Marked **%** as done.", "**%** を完了にしました。"],
  remove_task: ["Removed **%** from your tasks.", "**%** をタスクから削除しました。"],
};

function taskLine(name: string, result: Record<string, unknown>, language: Language): string {
  const title = isRecord(result.task) ? text(result.task.title) : "";
  const [en = "", ja = ""] = DONE[name] ?? [];
  const open = Array.isArray(result.tasks) ? result.tasks.filter((t) => isRecord(t) && t.done !== true).length : 0;
  const sentence = (language === "ja" ? ja : en).replace("%", () => title);
  return language === "ja" ? `${sentence}未完了は${open}件です。` : `${sentence} ${open} open.`;
}

function deletedLine(result: Record<string, unknown>, language: Language): string {
  const titles = (Array.isArray(result.deleted) ? result.deleted.filter(isRecord) : []).map((task) => text(task.title));
  const left = Array.isArray(result.tasks) ? result.tasks.length : 0;
  if (language === "ja") {
    if (titles.length === 0) return `削除するタスクはありませんでした。残りは${left}件です。`;
    return `タスクを${titles.length}件削除しました：${titles.map((title) => `**${title}**`).join("、")}。残りは${left}件です。`;
  }
  if (titles.length === 0) return `There were no tasks to delete. ${left} left.`;
  const count = titles.length === 1 ? "1 task" : `${titles.length} tasks`;
  return `Deleted ${count}: ${titles.map((title) => `**${title}**`).join(", ")}. ${left} left.`;
}

function listLine(result: Record<string, unknown>, language: Language): string {
  const tasks = Array.isArray(result.tasks) ? result.tasks.filter(isRecord) : [];
  if (tasks.length === 0) return language === "ja" ? "タスクはまだありません。" : "Your task list is empty.";
  const rows = tasks.map((task) => `- [${task.done === true ? "x" : " "}] ${text(task.title)}`);
  return [language === "ja" ? "タスクの一覧です。" : "Your tasks:", "", ...rows].join("\n");
}
