import type { Language } from "./language.ts";
import { CATEGORIES } from "./lists.ts";
import { digitsForWords } from "./number-words.ts";

const COLUMNS: Record<Language, [head: string, cells: string[]][]> = {
  en: [
    ["What to check", ["Cost and effort", "Ease of keeping it up", "What others report"]],
    ["First step", ["Try it on a small scale", "Ask someone who knows it", "Keep notes for a week"]],
    ["Who to ask", ["Someone who uses it", "Someone who left it", "Whoever pays for it"]],
    ["When to look again", ["In a week", "In a month", "In a quarter"]],
  ],
  ja: [
    ["確かめること", ["費用と手間", "続けやすさ", "周りの評判"]],
    ["最初の一歩", ["小さく試す", "詳しい人に聞く", "一週間記録する"]],
    ["聞く相手", ["使っている人", "やめた人", "費用を払う人"]],
    ["見直す時期", ["一週間後", "一か月後", "三か月後"]],
  ],
};

/** Rows and columns of a table, where a question says how many. */
function sizeOf(question: string): { rows: number | undefined; columns: number | undefined } {
  const text = digitsForWords(question.normalize("NFKC"));
  const read = (pattern: RegExp) => {
    const digits = text.match(pattern)?.[1];
    return digits ? Math.max(1, Number(digits)) : undefined;
  };
  return { rows: read(/(\d+)\s*(?:rows?|行)/i), columns: read(/(\d+)\s*(?:columns?|列)/i) };
}

/**
 * A Markdown table of the things a topic names: of a set that the demo model knows, with what can be counted; of others,
 * with what to ask about each. As many rows and columns as are asked for, as far as it has them.
 */
export function table(topic: string | undefined, question: string, language: Language): string {
  const { rows, columns } = sizeOf(question);
  const category = CATEGORIES.find(({ names }) => names.test(topic ?? ""));
  if (category) return render(listed(category[language].split(", "), language), rows, columns);
  const named = (topic ?? "").split(/\s*(?:,|\band\b|\bvs\.?\b|\bwith\b|と|、)\s*/i).filter(Boolean);
  const count = rows ?? 3;
  const option = (index: number) => `${language === "ja" ? "案" : "Option "}${String.fromCharCode(65 + (index % 26))}`;
  const items = named.length > 1 ? named : Array.from({ length: count }, (_, index) => option(index));
  const shown = COLUMNS[language].slice(0, Math.max(1, (columns ?? 3) - 1));
  const head = [language === "ja" ? "項目" : "Item", ...shown.map(([name]) => name)];
  const body = items.map((item, index) => [item, ...shown.map(([, cells]) => cells[index % cells.length] ?? "")]);
  return render([head, ...body], rows, columns);
}

function listed(items: string[], language: Language): string[][] {
  const head = language === "ja" ? ["番号", "名前", "文字数"] : ["No.", "Name", "Letters"];
  const letters = (item: string) => String((item.match(/\p{L}/gu) ?? []).length);
  return [head, ...items.map((item, index) => [String(index + 1), item, letters(item)])];
}

function render(lines: string[][], rows: number | undefined, columns: number | undefined): string {
  const [head = [], ...body] = lines.map((cells) => cells.slice(0, columns).map((cell) => cell.replaceAll("|", "\\|")));
  const kept = body.slice(0, rows);
  return [head, head.map(() => "---"), ...kept].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
