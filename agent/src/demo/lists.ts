import type { Language } from "./language.ts";

type Category = { names: RegExp; en: string; ja: string };

/** Things a demo model may list without knowing anything: closed sets and everyday words. */
export const CATEGORIES: Category[] = [
  {
    names: /\bfruits?\b|果物|フルーツ/i,
    en: "Apple, Banana, Cherry, Grape, Mango, Orange, Peach, Pear, Pineapple, Strawberry",
    ja: "りんご, バナナ, さくらんぼ, ぶどう, マンゴー, みかん, 桃, 梨, パイナップル, いちご",
  },
  {
    names: /\bvegetables?\b|野菜/i,
    en: "Carrot, Onion, Spinach, Pepper, Cabbage, Potato, Leek, Cucumber, Pumpkin, Radish",
    ja: "にんじん, 玉ねぎ, ほうれん草, ピーマン, キャベツ, じゃがいも, ねぎ, きゅうり, かぼちゃ, 大根",
  },
  {
    names: /\banimals?\b|動物/i,
    en: "Cat, Dog, Elephant, Fox, Giraffe, Horse, Lion, Otter, Owl, Whale",
    ja: "猫, 犬, 象, きつね, きりん, 馬, ライオン, かわうそ, ふくろう, くじら",
  },
  {
    names: /\bcolou?rs?\b|(?<!特)色(?!々)/i,
    en: "Red, Orange, Yellow, Green, Blue, Indigo, Violet, Black, White, Grey",
    ja: "赤, オレンジ, 黄, 緑, 青, 藍, 紫, 黒, 白, 灰色",
  },
  {
    names: /\bplanets?\b|惑星/i,
    en: "Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus, Neptune",
    ja: "水星, 金星, 地球, 火星, 木星, 土星, 天王星, 海王星",
  },
  {
    names: /\bcontinents?\b|大陸/i,
    en: "Africa, Antarctica, Asia, Europe, North America, Oceania, South America",
    ja: "アフリカ, 南極, アジア, ヨーロッパ, 北アメリカ, オセアニア, 南アメリカ",
  },
  {
    names: /\boceans?\b|大洋|海洋/i,
    en: "Pacific Ocean, Atlantic Ocean, Indian Ocean, Southern Ocean, Arctic Ocean",
    ja: "太平洋, 大西洋, インド洋, 南極海, 北極海",
  },
  { names: /\bseasons?\b|季節|四季/i, en: "Spring, Summer, Autumn, Winter", ja: "春, 夏, 秋, 冬" },
  {
    names: /\b(?:days of the week|weekdays)\b|曜日/i,
    en: "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
    ja: "月曜日, 火曜日, 水曜日, 木曜日, 金曜日, 土曜日, 日曜日",
  },
  {
    names: /\bmonths\b|月の名前/i,
    en: "January, February, March, April, May, June, July, August, September, October, November, December",
    ja: "1月, 2月, 3月, 4月, 5月, 6月, 7月, 8月, 9月, 10月, 11月, 12月",
  },
  {
    names: /\bprogramming languages?\b|プログラミング言語/i,
    en: "C, Go, Haskell, Java, JavaScript, Kotlin, Python, Ruby, Rust, TypeScript",
    ja: "C, Go, Haskell, Java, JavaScript, Kotlin, Python, Ruby, Rust, TypeScript",
  },
];

const POINTS: Record<Language, (topic: string) => string[]> = {
  en: (topic) => [
    `**Purpose**: say in one line what ${topic} should achieve, and for whom.`,
    `**First step**: try one small, real example before planning the rest.`,
    `**Cost**: count time and attention as well as money.`,
    `**Risk**: decide beforehand what would make you stop.`,
    `**People**: ask somebody who deals with ${topic} every day.`,
    `**Evidence**: keep what you saw apart from what you heard.`,
    `**Alternatives**: compare with the nearest other way of doing it.`,
    `**Rhythm**: set a day to look at it again.`,
    `**Notes**: write down each decision with its reason.`,
    `**Limits**: name what it will not solve.`,
    `**Handover**: make sure a second person could go on.`,
    `**Finish**: agree on what “done” looks like.`,
  ],
  ja: (topic) => [
    `**目的**：${topic}で誰の何を良くしたいのかを一行で書く。`,
    "**最初の一歩**：全体を計画する前に、小さな実例で試す。",
    "**費用**：お金だけでなく時間と手間も数える。",
    "**リスク**：どうなったらやめるかを先に決める。",
    `**人**：${topic}に毎日関わっている人に聞く。`,
    "**根拠**：見たことと聞いたことを分けておく。",
    "**代案**：いちばん近い別の方法と比べる。",
    "**頻度**：見直す日を決めておく。",
    "**記録**：決めたことを理由と一緒に残す。",
    "**限界**：解決できないことも書き出す。",
    "**引き継ぎ**：ほかの人でも続けられるようにする。",
    "**完了**：何をもって終わりとするか合意する。",
  ],
};

/** A bullet list with exactly as many points as asked for, as far as there are that many. */
export function bulletList(topic: string | undefined, count: number, language: Language): string {
  const category = CATEGORIES.find(({ names }) => names.test(topic ?? ""));
  const subject = topic ?? (language === "ja" ? "このテーマ" : "this topic");
  const all = category ? category[language].split(", ") : POINTS[language](subject);
  const rows = all.slice(0, Math.max(1, count)).map((item) => `- ${item}`);
  if (category && count <= all.length) return rows.join("\n");
  const short: Record<Language, string> = {
    en: `That is all I have: ${all.length}, not ${count}.`,
    ja: `${count}個には足りませんが、用意があるのは${all.length}個までです。`,
  };
  const general: Record<Language, string> = {
    en: "_General points: a demo model knows nothing about the subject itself._",
    ja: "_一般的な観点です。デモ用モデルは題材そのものの知識を持っていません。_",
  };
  const notes = [...(count > all.length ? [short[language]] : []), ...(category ? [] : [general[language]])];
  return [rows.join("\n"), ...notes].join("\n\n");
}
