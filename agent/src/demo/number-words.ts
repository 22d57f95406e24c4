const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SCALES: Record<string, number> = { hundred: 100, thousand: 1000, million: 1e6, billion: 1e9 };
const WORD = [...ONES, ...TENS.slice(2), ...Object.keys(SCALES)].join("|");
const PHRASE = new RegExp(`\\b(?:${WORD})(?:(?:[\\s-]+and)?[\\s-]+(?:${WORD}))*\\b`, "gi");

const SCALED = new RegExp(`(\\d+(?:\\.\\d+)?)\\s+(${Object.keys(SCALES).join("|")})\\b`, "gi");

/** Numbers written in English words as digits: "twenty-one times three hundred and five" → "21 times 305". */
export function digitsForWords(text: string): string {
  // Rounded: 1.1 million is 1100000.0000000002 in binary arithmetic.
  const scaled = (_: string, digits: string, scale: string) =>
    String(Number((Number(digits) * (SCALES[scale.toLowerCase()] ?? 1)).toPrecision(12)));
  return text
    .replace(SCALED, scaled)
    .replace(PHRASE, (phrase) => String(numberOf(phrase.toLowerCase().split(/[\s-]+/))));
}

function numberOf(words: string[]): number {
  let total = 0;
  let current = 0;
  for (const word of words) {
    const scale = SCALES[word];
    if (ONES.includes(word)) current += ONES.indexOf(word);
    else if (TENS.includes(word)) current += TENS.indexOf(word) * 10;
    else if (scale === 100) current = (current || 1) * 100;
    else if (scale) {
      total += (current || 1) * scale;
      current = 0;
    }
  }
  return total + current;
}

const KANJI_DIGITS = "〇一二三四五六七八九";
const KANJI_PLACES: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };
const KANJI = "[〇一二三四五六七八九十百千万億]+";
const OPERATION =
  "(?:足|たす|たし|引|ひく|掛|かけ|割|わる|プラス|マイナス|の平方根|の階乗|の[二三2-9]乗|の[一二三四五六七八九十2-9]+倍|の半分)";
/** Money and percentages are amounts wherever they stand; people and things only as what is divided by. */
const AMOUNT =
  "(?:円|ドル|ユーロ|%|パーセント|(?:人|名|個|本|枚|回|日|つ)?で(?:割|わる|わっ|分け)|割(?:引|は|を|いくら|[?？])|倍)";
const KANJI_SUM = new RegExp(
  `(?<![\\d.])${KANJI}(?=(?:を|と|に|から)?${OPERATION}|${AMOUNT})|(?<=(?:足す|たす|引く|ひく|掛ける|かける|割る|わる|プラス|マイナス))${KANJI}`,
  "g",
);

/** Numbers in kanji beside an operation as digits: 「百二十三足す四」 → 「123足す4」. Elsewhere they are part of words. */
export function digitsForKanji(text: string): string {
  return text.replace(KANJI_SUM, (phrase) => String(kanjiNumber(phrase)));
}

/** Not 十字架, 四字熟語 and their like, which are words. */
const KANJI_COUNT = new RegExp(
  [
    `${KANJI}(?=文字|字(?![架路軍型句]|熟語)|単語|ワード|語(?!学)|文(?![字章化])(?=で|以内|程度|くらい|ほど))`,
    `${KANJI}(?=(?:つ|個|点|項目)(?:の?(?:箇条書き|ポイント|理由|アイデア|例|項目)|を?(?:挙げ|あげ|箇条書き|リスト|教えて)))`,
    `(?<=箇条書きで?)${KANJI}(?=つ|個|点|項目)`,
  ].join("|"),
  "g",
);

/** Numbers in kanji that say how long or how many as digits: 「三百字の物語」 → 「300字の物語」. */
export function digitsForCounts(text: string): string {
  return text.replace(KANJI_COUNT, (phrase) => String(kanjiNumber(phrase)));
}

function kanjiNumber(phrase: string): number {
  let [total, block, digit] = [0, 0, 0];
  for (const char of phrase) {
    const place = KANJI_PLACES[char];
    if (KANJI_DIGITS.includes(char)) digit = digit * 10 + KANJI_DIGITS.indexOf(char);
    else if (place) {
      block += (digit || 1) * place;
      digit = 0;
    } else {
      total += (block + digit || 1) * (char === "億" ? 1e8 : 1e4);
      [block, digit] = [0, 0];
    }
  }
  return total + block + digit;
}

const KANJI_SCALES: [string, number][] = [
  ["億", 1e8],
  ["万", 1e4],
  ["千", 1e3],
  ["百", 1e2],
];

/** Digits with a Japanese scale as plain digits: "3万" → "30000", "2億5000万" → "250000000". */
export function digitsForScales(text: string): string {
  return text.replace(/(?:\d+(?:\.\d+)?[億万千百])+(?:\d+)?/g, (phrase) => {
    let total = 0;
    for (const [, digits = "0", scale] of phrase.matchAll(/(\d+(?:\.\d+)?)([億万千百])?/g)) {
      total += Number(digits) * (KANJI_SCALES.find(([name]) => name === scale)?.[1] ?? 1);
    }
    return String(total);
  });
}
