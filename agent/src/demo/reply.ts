import { answerFromResults } from "./answer-results.ts";
import { type Ask, readAsk } from "./ask.ts";
import { codeSample } from "./code-samples.ts";
import { askedLanguage, type Language, languageOf } from "./language.ts";
import { bulletList } from "./lists.ts";
import { ONLY_NOW } from "./other-time.ts";
import { asksForOtherMoment, planCalls } from "./plan.ts";
import type { PlannedCall } from "./plan-types.ts";
import { table } from "./table.ts";
import { cannotAnswer, capabilities, GREETING, IDENTITY, JOKE, recollect, SMALLTALK, THANKS } from "./talk.ts";
import type { Turn } from "./turns.ts";
import { haiku, japaneseLength, poem, writeProse } from "./write.ts";

/** What the demo model says next: thoughts first, if any, then tool calls or a text. */
export type Reply = { reasoning?: string } & ({ calls: PlannedCall[] } | { text: string });

/**
 * Decides the next thing to say.
 *
 * @param turns the conversation, its last turn the one to answer
 * @param offered the names of the tools that may be called
 */
export function reply(turns: Turn[], offered: Set<string>): Reply {
  const turn = turns.at(-1);
  if (!turn) return { text: GREETING.en };
  const language = languageOf(turn.question);
  const before = turns.slice(0, -1);
  const previousTools = before.at(-1)?.calls.map((call) => call.name) ?? [];
  const onlyNow = asksForOtherMoment(turn.question, previousTools) ? [ONLY_NOW[language]] : [];
  if (turn.calls.length > 0) return { text: [answerFromResults(turn, language), ...onlyNow].join("\n\n") };
  const calls = planCalls(turn.question, offered, previousTools);
  if (calls.length > 0) return { reasoning: thoughtOnCalls(calls, language), calls };
  if (onlyNow[0]) return { text: onlyNow[0] };
  const ask = readAsk(turn.question, language);
  return { reasoning: thoughtOnAsk(ask, language), text: answer(ask, turn, before, offered, language) };
}

function answer(ask: Ask, turn: Turn, before: Turn[], offered: Set<string>, language: Language): string {
  switch (ask.kind) {
    case "greeting":
      return GREETING[language];
    case "thanks":
      return THANKS[language];
    case "smalltalk":
      return SMALLTALK[language];
    case "joke":
      return JOKE[language];
    case "identity":
      return ask.words || ask.characters || ask.sentences ? writeProse(ask, "self", language) : IDENTITY[language];
    case "capabilities":
      return capabilities(language, offered);
    case "memory":
      return recollect(language, before, "last");
    case "first-memory":
      return recollect(language, before, "first");
    case "translate":
      return sayAgain(turn, before, offered, language);
    case "story":
    case "text":
      return writeProse(ask, ask.kind, language);
    case "haiku":
      return haiku(ask.topic, language);
    case "poem":
      return poem(ask.topic, language);
    case "code":
      return codeSample(turn.question, language);
    case "table":
      return table(ask.topic, turn.question, language);
    case "list":
      return bulletList(ask.topic, ask.bullets ?? 5, language);
    case "unknown":
      return cannotAnswer(language, offered, turn.hasAttachments);
  }
}

/**
 * The last answer in another language. It is not translated, it is given again: from the same tool results, or to the same
 * question.
 */
function sayAgain(turn: Turn, before: Turn[], offered: Set<string>, language: Language): string {
  const last = before.at(-1);
  const target = askedLanguage(turn.question) ?? (last && languageOf(last.question) === "en" ? "ja" : "en");
  const cannot = {
    en: "I can't translate: I'm a demo model. I can only give an answer of my own again in English or Japanese.",
    ja: "翻訳はできません。デモ用モデルなので、自分の答えを日本語か英語で言い直すことだけができます。",
  };
  if (!last) return cannot[language];
  if (last.calls.some((call) => call.result)) return answerFromResults(last, target);
  const ask = readAsk(last.question, languageOf(last.question));
  const repeatable = ["greeting", "thanks", "smalltalk", "joke", "identity", "capabilities", "unknown"];
  return repeatable.includes(ask.kind) ? answer(ask, last, before.slice(0, -1), offered, target) : cannot[target];
}

function thoughtOnCalls(calls: PlannedCall[], language: Language): string {
  const named = calls.map(({ name, input }) => {
    const values = Object.values(input).join(", ");
    return values ? `${name}（${values}）` : name;
  });
  if (language === "ja")
    return `この質問にはツールが必要です。${named.join("、")}を呼び出し、その結果だけをもとに答えます。`;
  const list = named.map((name) => name.replace("（", " (").replace("）", ")")).join(" and ");
  return `This needs the agent's tools. I will call ${list}, and answer only from what comes back.`;
}

function thoughtOnAsk(ask: Ask, language: Language): string {
  const { kind, words, characters, sentences, bullets, topic } = ask;
  const sizes =
    language === "ja"
      ? [
          words && `${words}語分の${japaneseLength(words)}字`,
          characters && `${characters}字`,
          sentences && `${sentences}文`,
          bullets && `${bullets}項目`,
        ]
      : [
          words && `${words} words`,
          characters && `${characters} characters`,
          sentences && `${sentences} sentence${sentences > 1 ? "s" : ""}`,
          bullets && `${bullets} points`,
        ];
  const size = sizes.filter(Boolean).join(", ");
  if (language === "ja") {
    if (kind === "unknown") return "ツールでも用意した文でも答えられない質問です。正直にそう伝えます。";
    return `日本語で答えます。${topic ? `題材は「${topic}」です。` : ""}${size ? `長さはちょうど${size}にします。` : ""}`;
  }
  if (kind === "unknown") return "Neither a tool nor anything prepared answers this, so I will say so plainly.";
  return ["I will answer in English.", topic && `The topic is ${topic}.`, size && `It should come to exactly ${size}.`]
    .filter(Boolean)
    .join(" ");
}
