import type { Bank } from "./fit.ts";

/** What the demo model can say of itself, in sentences that are all true of it. */
export const SELF_EN: Bank = {
  openings: [
    "I am the demo model of this chat: a small program inside the agent, and not an AI service.",
    "Hello! I am a demo model, a small program that stands in where a real model will be.",
  ],
  beats: [
    [
      "I plan which of the agent's tools a question needs, and I write from sentences that were prepared beforehand.",
      "A question goes in, I look for what a tool could answer in it, and the rest I write from a fixed stock of sentences.",
    ],
    [
      "The tools themselves are real: the time in any zone, exact arithmetic, who you are signed in as, and your task list.",
      "What I call is real, be it the clock of a distant city, the calculator, your sign-in or your tasks.",
    ],
    [
      "I know nothing about the world, so I never guess at facts, and I say so when a question is beyond me.",
      "Facts, news and opinions are not my trade, and I would rather admit that than invent something.",
    ],
    [
      "I write in English and in Japanese, to the word or to the character if a length is asked for.",
      "Both English and Japanese are fine with me, and so is a length that must be met exactly.",
    ],
    [
      "I need no account, no key and no network, which makes me useful for trying everything around me.",
      "Because I run without a network, everything around me can be tried before any account exists.",
    ],
    [
      "When you want real answers, set MODEL_PROVIDER, and a real model takes my place with the same tools.",
      "A real model can replace me at any time: the variable MODEL_PROVIDER is all it takes.",
    ],
  ],
  closings: [
    "Hello!",
    "Try me.",
    "Ask me anything.",
    "I am glad you asked.",
    "That is really all of me.",
    "The clock is what I like best.",
    "Nothing of what I say is made up.",
    "Ask for a time, a sum or a story.",
    "A real model would say much more about itself.",
    "I think aloud, I call tools, and I stop when told.",
    "Welcome!",
    "Small, but honest.",
    "My answers are the same every day, which is a comfort to some people.",
    "Give me a number of words and I will keep to it.",
  ],
};

/** The same in Japanese. */
export const SELF_JA: Bank = {
  openings: [
    "はじめまして。私はこのチャットのデモ用モデルです。",
    "私はデモ用モデルで、エージェントの中で動く小さなプログラムです。",
  ],
  beats: [
    [
      "質問にどのツールが必要かを考え、あらかじめ用意された文から文章を組み立てます。",
      "質問の中からツールで答えられるところを探し、残りは決まった文を組み合わせて書きます。",
    ],
    [
      "呼び出すツールは本物で、各地の時刻、正確な計算、サインイン中の本人確認、タスクの管理ができます。",
      "遠い街の時計も、計算も、タスクの一覧も、すべて本物のツールで調べています。",
    ],
    [
      "世の中の知識は持っていないので、分からないことは分からないとお伝えします。",
      "事実やニュースは専門外ですから、想像で答えることはしません。",
    ],
    [
      "日本語と英語で書くことができ、字数を指定されれば一字も違えません。",
      "長さを決めていただければ、その字数ちょうどの文章を日本語でも英語でも書きます。",
    ],
    [
      "アカウントも鍵もネットワークも要らないので、周りの仕組みを試すのに向いています。",
      "ネットワークなしで動くため、何も契約しないうちから全体を試していただけます。",
    ],
    [
      "MODEL_PROVIDERを設定すると、同じツールを使う本物のモデルが私の代わりを務めます。",
      "本物の答えが必要になったら、MODEL_PROVIDERの設定で本物のモデルに交代できます。",
    ],
  ],
  closings: [
    "では。",
    "どうぞ。",
    "以上です。",
    "試して。",
    "嘘はなし。",
    "それが私です。",
    "よろしくどうぞ。",
    "小さくても正直です。",
    "気軽に聞いてください。",
    "どうぞよろしくお願いします。",
    "得意なのは時刻と計算です。",
    "考えていることも声に出して見せます。",
    "止めてと言われたら、すぐに止まります。",
    "毎日同じ答えを返すところも、私の持ち味です。",
    "時刻でも計算でも物語でも、何か一つ頼んでみてください。",
    "はい。",
    "私。",
  ],
};
