import { describe, expect, it } from "vitest";
import { readAsk } from "./ask.ts";
import { languageOf } from "./language.ts";

const ask = (question: string) => readAsk(question, languageOf(question));

describe("readAsk", () => {
  it.each([
    ["Write a 300-word story about a lost umbrella", { kind: "story", words: 300, topic: "a lost umbrella" }],
    ["tell me a story about Ada in exactly 1,250 words", { kind: "story", words: 1250, topic: "Ada" }],
    ["a story in under 50 words about rain", { kind: "story", words: 49, topic: "rain" }],
    ["write a two hundred word essay on remote work", { kind: "text", words: 200, topic: "remote work" }],
    ["Explain recursion in one sentence", { kind: "text", sentences: 1, topic: "recursion" }],
    ["Give me three bullet points about remote work", { kind: "list", bullets: 3, topic: "remote work" }],
    ["5 tips for better sleep", { kind: "list", bullets: 5, topic: "better sleep" }],
    ["list 4 fruits", { kind: "list", bullets: 4, topic: "fruits" }],
    ["describe the sea in two sentences", { kind: "text", sentences: 2, topic: "the sea" }],
    ["400字で灯台の物語を書いて", { kind: "story", characters: 400, topic: "灯台" }],
    ["リモートワークについて200文字で説明して", { kind: "text", characters: 200, topic: "リモートワーク" }],
    ["量子コンピュータを一文で説明して", { kind: "text", sentences: 1, topic: "量子コンピュータ" }],
    ["睡眠について箇条書きで3つ", { kind: "list", bullets: 3, topic: "睡眠" }],
    ["果物を5つ挙げて", { kind: "list", bullets: 5, topic: "果物" }],
    ["Write a Python function that reverses a string", { kind: "code" }],
    ["make a markdown table comparing tea and coffee", { kind: "table", topic: "tea and coffee" }],
    ["お茶とコーヒーを比較する表を作って", { kind: "table", topic: "お茶とコーヒー" }],
    ["write a haiku about autumn", { kind: "haiku", topic: "autumn" }],
    ["Give me a 10-word sentence", { kind: "text", words: 10 }],
    ["Explain what an API is in one sentence", { kind: "text", sentences: 1, topic: "an API" }],
    [
      "an essay of 150 words on the importance of sleep",
      { kind: "text", words: 150, topic: "the importance of sleep" },
    ],
    ["Write a three-sentence summary of photosynthesis", { kind: "text", sentences: 3, topic: "photosynthesis" }],
    ["桃太郎の話を200字以内で", { kind: "story", characters: 200, topic: "桃太郎" }],
    ["三百字の物語を書いて", { kind: "story", characters: 300 }],
    ["千二百文字で海の話を書いて", { kind: "story", characters: 1200, topic: "海" }],
    ["二百字以内で猫について説明して", { kind: "text", characters: 200, topic: "猫" }],
    ["300語で物語を書いて", { kind: "story", words: 300 }],
    ["百五十語で折り紙の物語を書いて", { kind: "story", words: 150, topic: "折り紙" }],
    ["80ワードの猫の物語", { kind: "story", words: 80, topic: "猫" }],
    ["読書の利点を五つ挙げて", { kind: "list", bullets: 5 }],
    ["睡眠について箇条書きで四つ", { kind: "list", bullets: 4, topic: "睡眠" }],
    ["四字熟語について三百字で説明して", { kind: "text", characters: 300, topic: "四字熟語" }],
    ["三銃士の物語を二百字で", { kind: "story", characters: 200, topic: "三銃士" }],
    ["二百字で自己紹介を書いて", { kind: "identity", characters: 200 }],
    ["Introduce yourself in 50 words", { kind: "identity", words: 50 }],
    ["List three fruits in Japanese", { kind: "list", bullets: 3, topic: "fruits" }],
    ["Tell me a joke", { kind: "joke" }],
    ["元気？", { kind: "smalltalk" }],
    ["Can you help me?", { kind: "capabilities" }],
    ["hello", { kind: "greeting" }],
    ["こんにちは！", { kind: "greeting" }],
    ["thanks a lot", { kind: "thanks" }],
    ["who are you?", { kind: "identity" }],
    ["which model are you?", { kind: "identity" }],
    ["あなたは誰？", { kind: "identity" }],
    ["what can you do?", { kind: "capabilities" }],
    ["何ができますか", { kind: "capabilities" }],
    ["what did I just ask?", { kind: "memory" }],
    ["前に何を聞いた？", { kind: "memory" }],
    ["What was my first question?", { kind: "first-memory" }],
    ["translate that to Japanese", { kind: "translate" }],
    ["英語で言って", { kind: "translate" }],
    ["Who won the cup in 1998?", { kind: "unknown" }],
    ["首相は誰ですか", { kind: "unknown" }],
  ])("%s", (question, expected) => {
    expect(ask(question)).toMatchObject(expected);
  });
});
