import type { ChatAgent } from "./agent";

/** Full and half width, hiragana and katakana, upper and lower case are the same to whoever looks for a word. */
const plain = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));

/** The agents that have every word of the query in their name or description, in their order. */
export function findAgents(agents: readonly ChatAgent[], query: string): readonly ChatAgent[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return agents;
  return agents.filter(({ name, description }) => {
    const text = plain(`${name} ${description ?? ""}`);
    return words.every((word) => text.includes(word));
  });
}
