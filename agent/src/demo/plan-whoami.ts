import type { Planned } from "./plan-types.ts";

const ASKS =
  /\bwho am i\b|\bwho i am\b|\bwhoami\b|\bwhat(?:'s| is) my (?:name|e-?mail|user ?(?:name|id)|account|subject)\b|\bam i (?:signed|logged) in\b|\b(?:signed|logged) in as\b|\bdo you know (?:who i am|my name|me)\b|\bmy (?:identity|claims)\b/i;
const ASKS_JA =
  /(?:私|わたし|僕|ぼく|俺|自分)(?:は|って|が)(?:、)?(?:誰|だれ|何者)|(?:私|わたし|僕|ぼく|俺|自分)の(?:名前|氏名|メール|アカウント|ユーザー)|(?:誰|どのアカウント)(?:で|として)(?:サインイン|ログイン)|(?:サインイン|ログイン)(?:して(?:い)?る|中|状態)/;

/** Plans a look at the caller's own claims when the question is about the person who asks. */
export function planWhoami(question: string): Planned {
  const asks = ASKS.test(question) || ASKS_JA.test(question);
  return { calls: asks ? [{ name: "whoami", input: {} }] : [], rest: question };
}
