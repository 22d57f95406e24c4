/** How many backticks stand in a row at most: a fence in Markdown has to have more than what it holds. */
export function longestBackticks(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
