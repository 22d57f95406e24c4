import type { Language } from "./language.ts";
import { digitsForCounts, digitsForWords } from "./number-words.ts";

export type Kind =
  | "greeting"
  | "thanks"
  | "smalltalk"
  | "joke"
  | "identity"
  | "capabilities"
  | "memory"
  | "first-memory"
  | "translate"
  | "story"
  | "poem"
  | "haiku"
  | "code"
  | "table"
  | "list"
  | "text"
  | "unknown";

/** What a question asks to be written, and in what form and length. */
export type Ask = {
  kind: Kind;
  topic?: string;
  words?: number;
  characters?: number;
  sentences?: number;
  bullets?: number;
};

/** Order counts: the first that fits is taken. */
const KINDS: [Kind, RegExp][] = [
  [
    "translate",
    /\btranslate\b|\b(?:say|repeat|answer|put) (?:that|it|this)(?: again)? in (?:japanese|english)\b|翻訳|訳して|(?:日本語|英語)で(?:もう一度|言って|お願い|言い直)/i,
  ],
  ["first-memory", /\b(?:first|very first) (?:question|thing|message)\b|(?:最初|初め|はじめ)に(?:何|なに)/i],
  [
    "memory",
    /\bwhat (?:did|have|was) (?:i|my)\b[^.?!]*\b(?:ask|asked|say|said|question|message)\b|\bmy (?:last|previous|earlier) (?:question|message)\b|(?:前|さっき|先ほど|今まで|これまで)に?[^。？！?!]*(?:何|なに)[^。？！?!]*(?:聞|言|尋ね|質問|話)|(?:前|さっき|先ほど)の質問/i,
  ],
  ["joke", /\bjoke\b|ジョーク|冗談|笑わせ/i],
  ["smalltalk", /\bhow are you\b|\bhow'?s it going\b|\bwhat'?s up\b|元気(?:です|\s*[？?]|$)|調子は/i],
  ["haiku", /\bhaiku\b|俳句/i],
  ["poem", /\bpoem\b|\bverse\b|\brhyme\b|(?<!歌)詩を|ポエム/i],
  [
    "code",
    /\b(?:function|code|snippet|script|program)\b[^.?!]*|\bhello,? world\b|コード|関数|プログラムを|スクリプト/i,
  ],
  ["story", /\b(?:story|tale|fable|fairy ?tale)\b|物語|小説|お話|昔話|ストーリー|の話を|な話を/i],
  ["table", /\btable\b(?! of contents)|表(?:に|を|で|形式)|テーブル/i],
  [
    "identity",
    /\b(?:who|what) are you\b|\bwhat(?:'s| is) your name\b|\b(?:which|what) (?:ai |language )?model\b|\bare you (?:a |an )?(?:real|human|ai|bot|robot|claude|gpt|chatgpt|demo)\b|\bintroduce yourself\b|(?:あなた|君|きみ|お前)(?:は|って)?(?:誰|だれ|何者|何ですか|何？|人間|AI)|自己紹介|(?:どの|何の|なんの)モデル/i,
  ],
  [
    "capabilities",
    /\bwhat can you do\b|\bcan you help\b|\bhow can you help\b|\bwhat (?:tools|are your)\b|^\s*help\s*[.!?]*$|何ができ|なにができ|できること|使い方|^ヘルプ/i,
  ],
];

const GREETING =
  /^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|yo|howdy|greetings|こんにちは|こんばんは|おはよう|やあ|はじめまして|もしもし|ハロー)(?:[\s,、。!！?？.〜~]|there|ございます|everyone|$)/i;
const THANKS =
  /^\W*(?:thanks|thank you|thx|cheers|great|nice|ok(?:ay)?|perfect|ありがとう|どうも|助かり|了解|わかりました)/i;
const WRITE =
  /\b(?:write|explain|describe|summari[sz]e|tell me about|what is|what's|what are|why|how|give me|discuss|essay|paragraph|outline|compare|difference)\b|説明|書いて|教えて|について|とは|述べ|比較|なぜ|どうして/i;
const LIST = /\b(?:list|name|suggest)\b(?:\s+me)?\s+(?:some|a few|\d+)?\s*|挙げて|あげて|リスト(?:に|を)?|列挙/i;

/** Reads a question that no tool answers: what to write, how long, and about what. */
export function readAsk(question: string, language: Language): Ask {
  const text = digitsForCounts(digitsForWords(question.normalize("NFKC")));
  const form = formOf(text);
  // A request in one language may name its topic in the other: "list three fruits in Japanese".
  const topic = language === "ja" ? (topicJa(text) ?? topicEn(text)) : topicEn(text);
  const kind = kindOf(text, form);
  return { kind, ...(topic && { topic }), ...form };
}

function kindOf(text: string, form: Partial<Ask>): Kind {
  const found = KINDS.find(([, pattern]) => pattern.test(text))?.[0];
  if (found) return found;
  const hasForm = form.words ?? form.characters ?? form.sentences;
  if (!hasForm && form.bullets === undefined) {
    if (GREETING.test(text) && text.length < 60) return "greeting";
    if (THANKS.test(text) && text.length < 60) return "thanks";
  }
  if (form.bullets !== undefined) return "list";
  if (!hasForm && LIST.test(text)) return "list";
  if (hasForm || (WRITE.test(text) && /\b(?:essay|paragraph|explain|describe|write)\b|説明|書いて|作文/i.test(text)))
    return "text";
  return "unknown";
}

function formOf(text: string): Partial<Ask> {
  const number = (pattern: RegExp) => {
    const match = text.match(pattern);
    const digits = match?.slice(1).find((group) => group !== undefined);
    return digits === undefined ? undefined : Number(digits.replaceAll(",", ""));
  };
  const below = /\b(?:under|below|less than|fewer than)\s+\d|未満/i.test(text) ? 1 : 0;
  const words = number(/(\d[\d,]*)[\s-]*(?:words?\b|単語|ワード|語(?!学))/i);
  const characters = number(/(\d[\d,]*)\s*(?:文字|字)|(\d[\d,]*)[\s-]*(?:character|characters|letters)\b/i);
  const sentences = number(/(\d+)[\s-]*sentences?\b|(\d+)文(?!字)/i) ?? (ONE_SENTENCE.test(text) ? 1 : undefined);
  const bullets =
    number(
      /(\d+)[\s-]*(?:short |brief |key |main |quick )?(?:bullet(?: |-)?points?|bullets?|points|tips|ideas|reasons|items|things|examples|steps|facts)\b|(\d+)\s*(?:つ|個|点|項目)の?(?:箇条書き|ポイント|理由|アイデア|例|項目)|箇条書きで?(\d+)|(\d+)\s*(?:つ|個|点)(?:を)?(?:挙げ|あげ|箇条書き|リスト|教えて)/i,
    ) ??
    number(/\b(?:list|name|suggest|give me)\s+(?:me\s+)?(\d+)\s+(?!words?\b|sentences?\b|characters?\b)/i) ??
    (/\bbullet|箇条書き/i.test(text) ? 3 : undefined);
  return {
    ...(words && { words: words - below }),
    ...(characters && { characters: characters - below }),
    ...(sentences && { sentences }),
    ...(bullets && { bullets }),
  };
}

const ONE_SENTENCE = /\b(?:a|one|single) sentence\b|一文で|ひとことで|一言で/i;

const STOP = String.raw`(?=\s+(?:in|using|with|within|of|as)\s+(?:about\s+|around\s+|exactly\s+|at most\s+|under\s+|less than\s+)?(?:a\s+|an\s+|the\s+)?(?:\d|one|single|few|markdown|table|bullet|japanese|english|style|simple)|[.?!\n;:]|,?\s+please|$)`;
const TOPICS_EN = [
  new RegExp(String.raw`\b(?:about|regarding|concerning)\s+(.+?)${STOP}`, "i"),
  new RegExp(
    String.raw`\b(?:explain|describe|summari[sz]e|outline|discuss|define)\s+(?:to me\s+)?(?!in\b)(.+?)${STOP}`,
    "i",
  ),
  new RegExp(
    String.raw`\b(?:points|bullets|tips|reasons|ideas|things|examples|essay|paragraph|summary|overview|description|haiku|poem|sentence|sentences|words|facts|steps)\s+(?:on|for|to|of|why|against)\s+(?!\d)(.+?)${STOP}`,
    "i",
  ),
  new RegExp(String.raw`\b(?:comparing|compare|difference between)\s+(.+?)${STOP}`, "i"),
  new RegExp(
    String.raw`\b(?:what is|what are|what's|why (?:is|are|do|does)|how (?:does|do|is|are))\s+(?:an?\s+)?(.+?)${STOP}`,
    "i",
  ),
  new RegExp(String.raw`\btable of\s+(.+?)${STOP}`, "i"),
  new RegExp(String.raw`\b(?:list|name|suggest|give me)\s+(?:me\s+)?(?:\d+|some|a few)\s+(.+?)${STOP}`, "i"),
];

function topicEn(text: string): string | undefined {
  for (const pattern of TOPICS_EN) {
    const topic = text.match(pattern)?.[1]?.trim();
    if (topic && topic.length <= 80)
      return topic
        .replace(/^(?:the )?(?:topic|subject) of\s+/i, "")
        .replace(/^what (.+) (?:is|are)$/i, "$1")
        .replace(/["“”]/g, "");
  }
  return undefined;
}

const TOPICS_JA = [
  /([^。、？！?!\n]{1,40}?)(?:について|に関する|に関して|をテーマに|を題材に)/,
  /([^。、？！?!\n]{1,40}?)(?:が主人公)?の(?:物語|小説|お話|昔話|話|ストーリー|詩|俳句|エッセイ|作文|利点|メリット|理由|特徴|ポイント|表)/,
  /([^。、？！?!\n]{1,40}?)を(?:[^。？！?!]{0,12})?(?:説明|紹介|比較|要約)/,
  /([^。、？！?!\n]{1,40}?)(?:とは|って何)/,
  /([^。、？！?!\n]{1,40}?)を\s*\d+\s*(?:つ|個|点)/,
];

function topicJa(text: string): string | undefined {
  for (const pattern of TOPICS_JA) {
    const topic = text
      .match(pattern)?.[1]
      ?.replace(/^.*?\d+\s*(?:文字|字|文|単語|ワード|語|つ|個)(?:程度|以内|未満|くらい|ぐらい|ほど|の)?(?:で|の)?/, "")
      .replace(/^(?:日本語|英語|一文|箇条書き)で/, "")
      .trim();
    if (topic) return topic;
  }
  return undefined;
}
