import { CODE, type Dialect } from "./code-texts.ts";
import type { Language } from "./language.ts";

const DIALECTS: [Dialect, RegExp][] = [
  ["typescript", /\btypescript\b|\bts\b/i],
  ["javascript", /\bjavascript\b|\bjs\b|\bnode\b/i],
  ["python", /\bpython\b|パイソン/i],
  ["rust", /\brust\b/i],
  ["go", /\bgolang\b|\b(?:in|using) go\b|\bgo\b(?= (?:function|program|code|snippet))|Go言語/i],
  ["bash", /\bbash\b|\bshell\b|シェル/i],
  ["sql", /\bsql\b|\bquery\b/i],
];

type Sample = { asks: RegExp; code: Partial<Record<Dialect, string>>; en: string; ja: string };

const SAMPLES: Sample[] = [
  {
    code: CODE.reverse,
    asks: /revers|逆順|反転|逆に/i,
    en: "It reverses a text by its characters, so that accents and emoji made of one code point survive.",
    ja: "文字列を文字単位で逆順にします。",
  },
  {
    code: CODE.fibonacci,
    asks: /fibonacci|フィボナッチ/i,
    en: "It gives the first n Fibonacci numbers, each the sum of the two before.",
    ja: "フィボナッチ数列の最初のn個を返します。",
  },
  {
    code: CODE.prime,
    asks: /prime|素数/i,
    en: "It tells whether a number is prime, trying divisors up to the square root.",
    ja: "平方根までの数で割って素数かどうかを調べます。",
  },
  {
    code: CODE.fizzbuzz,
    asks: /fizz ?buzz/i,
    en: "It prints the numbers, with Fizz for multiples of three and Buzz for multiples of five.",
    ja: "3の倍数でFizz、5の倍数でBuzzと表示します。",
  },
  {
    code: CODE.palindrome,
    asks: /palindrome|回文/i,
    en: "It compares a text with itself read backwards, letters and digits only.",
    ja: "英数字だけを取り出し、逆から読んでも同じかを調べます。",
  },
  {
    code: CODE.fetchJson,
    asks: /\b(?:http|fetch|request|api call|download)\b|取得/i,
    en: "It fetches JSON and treats every status other than a success as an error.",
    ja: "JSONを取得し、成功以外のステータスはエラーとして扱います。",
  },
  {
    code: CODE.countRows,
    asks: /\bselect\b|\bjoin\b|集計/i,
    en: "It counts the orders of each customer, the most first.",
    ja: "顧客ごとの注文数を多い順に数えます。",
  },
  {
    code: CODE.hello,
    asks: /hello|ハロー|こんにちは/i,
    en: "The smallest program there is.",
    ja: "いちばん小さなプログラムです。",
  },
];

/** "A function that …", 「…する関数」; a plain "show me some code" is answered by any sample. */
const NAMES_A_TASK = /\b(?:that|which|to|for|of|using)\b|する|くる|を(?:計算|表示)/i;

/**
 * A code sample for what is asked, in the language that is asked for, else TypeScript or what there is. For a task it does
 * not have it says so, and shows one that it has.
 */
export function codeSample(question: string, language: Language): string {
  const asked = DIALECTS.find(([, pattern]) => pattern.test(question))?.[0];
  const wanted = SAMPLES.find(({ asks }) => asks.test(question));
  const sample = wanted ?? (asked === "sql" ? SAMPLES.at(-2) : SAMPLES[0]);
  if (!sample) return "";
  const has = (dialect: Dialect | undefined): dialect is Dialect => dialect !== undefined && dialect in sample.code;
  const dialect = has(asked) ? asked : ((["typescript", "python", "sql"] as const).find(has) ?? "python");
  const notes: string[] = [];
  if (!wanted && NAMES_A_TASK.test(question)) {
    notes.push(
      language === "ja"
        ? "デモ用モデルにはその題材の用意がないので、用意のある例をお見せします。"
        : "A demo model has no sample for that one, so here is one that it has.",
    );
  }
  if (asked && dialect !== asked) {
    notes.push(
      language === "ja"
        ? `${asked} の用意がないため ${dialect} です。`
        : `There is no ${asked} sample, so here is ${dialect}.`,
    );
  }
  return [...notes, `\`\`\`${dialect}\n${sample.code[dialect] ?? ""}\n\`\`\``, sample[language]].join("\n\n");
}
