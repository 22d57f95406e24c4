type Rule = [RegExp, string | ((match: string, ...groups: string[]) => string)];

const NUMBER = String.raw`\d+(?:\.\d+)?`;
/** What stands between two numbers of a list. */
const AND = String.raw`\s*(?:,\s*and\b|,|、|&|\band\b|と)\s*`;

/**
 * A rule in a short notation, so that what it says can be read: `#` is a number, `##` two or more of them, `@` an article
 * or nothing, and a space or a % may have any space around it.
 */
function rule(words: string, symbols: Rule[1]): Rule {
  const pattern = words
    .replaceAll(" ", "\\s+")
    .replaceAll("%", "\\s*%\\s*")
    .replaceAll("@", "(?:an?\\s+|the\\s+)?")
    .replaceAll("##", `(${NUMBER}(?:${AND}${NUMBER})+)`)
    .replaceAll("#", `(${NUMBER})`);
  return [new RegExp(`(?<![\\w.])${pattern}`, "gi"), symbols];
}

const listed = (numbers: string) => (numbers.match(/\d+(?:\.\d+)?/g) ?? []).join(", ");
const call = (name: string) => (_: string, numbers: string) => ` ${name}(${listed(numbers)}) `;
const product = (_: string, numbers: string) => ` ${listed(numbers).replaceAll(", ", " * ")} `;

const UNITS_EN = [
  "kg|mg|g|km|cm|mm|m|ml|l|lbs?|oz|usd|eur|gbp|jpy|ngn|kes",
  "(?:us )?dollars?|euros?|pounds?|yen|naira|shillings?|cents?|bucks|rupees?|people|persons?|items?|pieces?|boxes|box",
  "kilograms?|grams?|kilomet(?:er|re)s?|met(?:er|re)s?|miles?|lit(?:er|re)s?|hours?|days?|weeks?|units?",
].join("|");
const UNITS_JA =
  "円|ドル|ユーロ|ポンド|ナイラ|人(?!目)|名|個|本|枚|台|冊|匹|頭|杯|袋|箱|皿|件|点|回|歳|才|キロ|グラム|メートル|センチ|ミリ|リットル|時間|週間|日間|日(?!本)|分(?!の)|秒|年|度";

/** What is counted is not part of the arithmetic: 2400円, $80, 5 kg, "12 apples plus". */
const UNITS: Rule[] = [
  [/[$€£¥₦₹]\s*(?=\d)|(?<=\d)\s*[$€£¥₦₹]/g, ""],
  [/(?<=\d)\s*(?:per ?cent|パーセント)/gi, "%"],
  [new RegExp(String.raw`(?<=\d)\s*(?:${UNITS_JA})`, "g"), ""],
  [new RegExp(String.raw`(?<=\d)\s*(?:${UNITS_EN})\b(?!\s*\()`, "gi"), ""],
  [
    /(?<=\d)\s+(?!plus|minus|times|over|mod|divided|multiplied|squared|cubed|factorial|doubled)[a-z]{3,}(?=\s*(?:[+*/×÷]|plus|minus|times|divided by|multiplied by)\s*\d)/gi,
    "",
  ],
];

const LESS = " $1 * (1 - $2 / 100) ";
const MORE = " $1 * (1 + $2 / 100) ";
const [LESS_FIRST, MORE_FIRST] = [" $2 * (1 - $1 / 100) ", " $2 * (1 + $1 / 100) "];
const TAX = "(?:tip|tax|vat)";
/** A percentage that is not itself "of" or "off" the number that comes next. */
const ALONE = `(?!\\s*(?:${TAX} |discount )?(?:of|on|off|for|more|less)\\b)`;

/** A part of a number, or a number and a part of it. */
const PARTS: Rule[] = [
  rule("#%(?:discount )?off (?:of )?@#", LESS_FIRST),
  rule("#%(?:less|lower|smaller|cheaper) than #", LESS_FIRST),
  rule("#%(?:more|higher|greater|larger|bigger|above) than #", MORE_FIRST),
  rule("(?:increase|raise) # by #%", MORE),
  rule("(?:decrease|reduce|lower|discount) # by #%", LESS),
  rule("# (?:increased|raised) by #%", MORE),
  rule("# (?:decreased|reduced|discounted) by #%", LESS),
  rule(`add @#%(?:${TAX} )?to @#`, MORE_FIRST),
  rule("# (?:with|after|at) @#%(?:off|discount)\\b", LESS),
  rule(`# (?:plus|with) @#%${ALONE}(?:${TAX}\\b)?`, MORE),
  rule(`# (?:minus|less) @#%${ALONE}(?:discount\\b)?`, LESS),
  rule(`#%(?:(?:${TAX}|discount|commission|interest) )?(?:of|on|for) @(?=\\d)`, " $1 / 100 * "),
  rule("#(?:の|から)#%を?(?:引|割引|オフ|off|値引|減)", LESS),
  rule("#(?:の|に)#%(?:の(?:消費)?税)?を?(?:増|足|たし|加え|上乗せ)", MORE),
  rule("#の#%", " $1 * $2 / 100 "),
  rule("#の#割(?:引き?|びき)", " $1 * (1 - $2 / 10) "),
  rule("#の#割(?![るりっれろ])", " $1 * $2 / 10 "),
  rule("#の#分の#", " $1 * $3 / $2 "),
  rule("#の半分", " $1 / 2 "),
  rule("#[のを]#倍", " $1 * $2 "),
  rule("#/# of @#", " $1 / $2 * $3 "),
  rule("(?:a |1 )?half (?:of )?@#", " $1 / 2 "),
  rule("(?:a |1 )?third of @#", " $1 / 3 "),
  rule("(?:a |1 )?quarter of @#", " $1 / 4 "),
  rule("# thirds of @#", " $2 * $1 / 3 "),
  rule("# quarters of @#", " $2 * $1 / 4 "),
  rule("(?:double|twice) (?:of )?#", " 2 * $1 "),
  rule("triple (?:of )?#", " 3 * $1 "),
  rule("# doubled\\b", " $1 * 2 "),
];

/** Several numbers taken together. */
const TOGETHER: Rule[] = [
  rule("(?:the )?(?:sum|total)(?: of)? ##", call("sum")),
  rule(`add (?:up |together )?(${NUMBER}(?:\\s*,\\s*(?:and )?${NUMBER})+(?: and ${NUMBER})?)`, call("sum")),
  rule("(?:the )?(?:average|mean)(?: of)? ##", call("mean")),
  rule("(?:the )?median(?: of)? ##", call("median")),
  rule("(?:the )?(?:largest|biggest|greatest|highest|maximum|max) of ##", call("max")),
  rule("(?:the )?(?:smallest|lowest|least|minimum|min) of ##", call("min")),
  rule("(?:the )?product of ##", product),
  rule("(?:the )?difference (?:between|of) # and #", " abs($1 - $2) "),
  rule("##(?:の合計|の総和|の和|を合計|を合わせ)", call("sum")),
  rule("##(?:の平均|を平均)", call("mean")),
  rule("##の積", product),
  rule("#と#の差", " abs($1 - $2) "),
];

/** Words for operators, longest first; spaces around, so that what they join is apart. */
const OPERATORS: Rule[] = [
  [/([\d.]+)を([\d.]+)で(?:割[るりっれ]?|わ[るっり]|分け)/g, " $1 / $2 "],
  [/([\d.]+)で([\d.]+)を(?:割|わ[るっり]|分け)\S*/g, " $2 / $1 "],
  [/([\d.]+)から([\d.]+)を(?:引|ひ)/g, " $1 - $2 "],
  [/([\d.]+)[とに]([\d.]+)を(?:足|たし|加え)/g, " $1 + $2 "],
  [/([\d.]+)[とに]([\d.]+)を(?:掛け|かけ)/g, " $1 * $2 "],
  [/\b(?:multiplied by|times)\b|かける|掛ける|[×✕✖]/gi, " * "],
  [/\b(?:divided by|over)\b|[÷]|わる|割る/gi, " / "],
  [/\b(?:divide|split)\s+(\S+)\s+(?:by|between|among)\s+/gi, "$1 / "],
  [/\bmultiply\s+(\S+)\s+(?:by|and|with)\s+/gi, "$1 * "],
  [/\bsubtract\s+(\S+)\s+from\s+([\d.,]+)/gi, "$2 - $1"],
  [/\badd\s+([\d.,]+)\s+(?:and|to)\s+(?=[\d.])/gi, "$1 + "],
  [/\b(?:plus|added to)\b|たす|足す|プラス/gi, " + "],
  [/\b(?:minus|less)\b|ひく|引く|マイナス|−/gi, " - "],
  [/\b(?:to the power of|raised to)\b/gi, " ^ "],
  [/(?<=\d)\s*squared\b|(?<=\d)の(?:2乗|二乗|自乗)/gi, " ^ 2"],
  [/(?<=\d)\s*cubed\b|(?<=\d)の(?:3乗|三乗)/gi, " ^ 3"],
  [/(?<=\d)の(\d+)乗/g, " ^ $1"],
  [/\b(?:the )?cube root of (-?[\d.]+)/gi, " cbrt($1) "],
  [/\b(?:the )?(?:square )?root of (-?[\d.]+)/gi, " sqrt($1) "],
  [/√\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)の(?:平方根|ルート)/g, " sqrt($1$2) "],
  [/\b(\d+) factorial\b|(\d+)の階乗/gi, " $1$2! "],
  // Not the x of 0x1F.
  [/(?<=\d)(?:(?<!(?<![\d.])0)x|\s+x)(?=\s*\d)/gi, " * "],
  [/\*\*/g, " ^ "],
  [/π/g, " pi "],
];

/** A text whose numbers are digits, with its words for arithmetic as math.js writes them; all other words stay. */
export function inSymbols(text: string): string {
  let out = text;
  for (const [words, symbols] of [...UNITS, ...PARTS, ...TOGETHER, ...OPERATORS]) {
    // One call for each, as `replace` has no type for both.
    out = typeof symbols === "string" ? out.replace(words, symbols) : out.replace(words, symbols);
  }
  return out;
}
