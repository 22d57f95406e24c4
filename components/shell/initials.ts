/** "Ann Lee" → "AL", "山田 花子" → "山": two letters where letters are narrow, one where each is a word. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s　]+/)
    .filter(Boolean);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  if (/[\u3040-\u30ff\u3400-\u9fff]/.test(first)) return first;
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}
