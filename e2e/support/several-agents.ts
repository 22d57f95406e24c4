import { invocationsUrl, LOCAL } from "../../lib/local-defaults";
import { AGENTCORE } from "./addresses";

const url = invocationsUrl(AGENTCORE, LOCAL.agentArn);

/** The agent that Chiyo may use and Aiko may not; nothing of this may reach a browser of Aiko's. */
export const RESTRICTED = {
  id: "payroll",
  name: { en: "Payroll records", ja: "給与台帳" },
  description: { en: "Knows what everybody earns.", ja: "全員の給与を知っています。" },
  icon: "🔐",
  prompts: { en: ["What is the salary budget?"], ja: ["人件費の予算は？"] },
};

/** Agents of all kinds of looks, which are one and the same agent behind; as the site's `AGENTS` wants them. */
export function severalAgents(): string {
  const common = { url, stop: "command", readOnlyTools: ["current_time", "calculate", "whoami", "list_tasks"] };
  return JSON.stringify([
    {
      ...common,
      id: "helper",
      name: { en: "Everyday helper", ja: "日常ヘルパー" },
      description: { en: "Times, sums and tasks.", ja: "時刻、計算、タスク。" },
      icon: "🧭",
    },
    {
      ...common,
      id: "writer",
      name: { en: "Story writer", ja: "物語ライター" },
      description: {
        en: "Writes as many words as you ask for, about whatever you like, and does not stop before it is told to.",
        ja: "どんなテーマでも、指定された文字数で文章を書きます。",
      },
      icon: "✍️",
      prompts: { en: ["Write a 30-word story about a lighthouse."], ja: ["灯台について30字で説明して"] },
    },
    { ...common, id: "plain", name: "Unadorned" },
    { ...common, ...RESTRICTED, allow: { claim: LOCAL.rolesClaim, anyOf: ["analyst"] } },
  ]);
}
