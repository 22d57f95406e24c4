import type { Language } from "./language.ts";
import type { Turn } from "./turns.ts";

type Both = Record<Language, string>;

const TOOL_HELP: Record<string, Both> = {
  current_time: {
    en: "the time anywhere: “What time is it in Nairobi?”",
    ja: "各地の時刻：「ナイロビは今何時？」",
  },
  calculate: { en: "arithmetic: “What is 17.5% of 2,340?”", ja: "計算：「2340の17.5%は？」" },
  whoami: { en: "who you are signed in as: “Who am I?”", ja: "サインイン中の本人確認：「私は誰？」" },
  add_task: { en: "your task list: “Add milk to my tasks”", ja: "タスク管理：「タスクに牛乳を買うを追加して」" },
  delete_tasks: {
    en: "clearing up, once you approve: “Delete all my finished tasks”",
    ja: "承認のうえでの片付け：「完了したタスクを消して」",
  },
  connect_calendar: { en: "a demo of consent: “Connect my calendar”", ja: "同意のデモ：「カレンダーを連携して」" },
};

const WRITING: Both = {
  en: "texts of a set length: “Write a 300-word story about a lighthouse”",
  ja: "決まった長さの文章：「400字で灯台の物語を書いて」",
};

export const GREETING: Both = {
  en: "Hello! I'm the demo model of this chat. Ask me for the time somewhere, a calculation, your tasks, or a text.",
  ja: "こんにちは！このチャットのデモ用モデルです。各地の時刻、計算、タスク、文章づくりなどをお試しください。",
};

export const THANKS: Both = {
  en: "You're welcome! Is there anything else?",
  ja: "どういたしまして。ほかにもありますか？",
};

export const SMALLTALK: Both = {
  en: "All my parts are running, thank you! What would you like to try?",
  ja: "おかげさまで、すべて順調に動いています！何を試しましょうか？",
};

export const JOKE: Both = {
  en: "Why did the clock go to the doctor? It felt a little run down.",
  ja: "布団がふっとんだ。…デモ用モデルが知っている冗談はこれだけです。",
};

export const IDENTITY: Both = {
  en: "I'm a demo model: a small program inside the agent that plans tool calls and writes from fixed sentences. There is no AI service behind me, so I know nothing about the world. The tools I call are the agent's real ones, and a real model can be switched on with MODEL_PROVIDER.",
  ja: "私はデモ用モデルです。エージェントの中で動く小さなプログラムで、ツールの呼び出しを計画し、決まった文から文章を組み立てます。背後にAIサービスはないため、世の中の知識はありません。呼び出すツールは本物で、MODEL_PROVIDER を設定すると本物のモデルに切り替わります。",
};

/** What can be asked, of the tools that are there. */
export function capabilities(language: Language, offered: Set<string>): string {
  const tools = Object.entries(TOOL_HELP).filter(([name]) => offered.has(name));
  const rows = [...tools.map(([, help]) => help[language]), WRITING[language]].map((row) => `- ${row}`);
  const head =
    language === "ja" ? "デモ用モデルの私にできるのは次のことです。" : "As a demo model, this is what I can do:";
  return [head, "", ...rows].join("\n");
}

/** The answer to a question that only a real model could answer: no pretence, and what is possible instead. */
export function cannotAnswer(language: Language, offered: Set<string>, hasAttachments: boolean): string {
  const attached: Both = {
    en: "I can't see attachments: I'm a demo model without a real AI service behind me.",
    ja: "添付ファイルは見ることができません。背後に本物のAIサービスがないデモ用モデルだからです。",
  };
  const plain: Both = {
    en: "I can't answer that: I'm a demo model without a real AI service behind me, so I know no facts.",
    ja: "それにはお答えできません。背後に本物のAIサービスがないデモ用モデルなので、知識を持っていないためです。",
  };
  return `${(hasAttachments ? attached : plain)[language]}\n\n${capabilities(language, offered)}`;
}

/** What the person asked before, from the conversation itself. */
export function recollect(language: Language, before: Turn[], which: "first" | "last"): string {
  const turn = which === "first" ? before[0] : before.at(-1);
  if (!turn) {
    return language === "ja"
      ? "これがこの会話の最初の質問です。その前には何も聞かれていません。"
      : "This is the first thing you have asked me in this conversation.";
  }
  const said = turn.question.trim().replace(/\s+/g, " ");
  if (language === "ja") return `${which === "first" ? "最初" : "直前"}の質問は「${said}」でした。`;
  return `${which === "first" ? "The first thing you asked" : "Just before, you asked"}: “${said}”`;
}
