/** What stands in quotation marks, each closed by its own kind: the apostrophe in “don't forget” closes nothing. */
const QUOTED = /“([^”]+)”|"([^"]+)"|(?<!\w)[‘'](.+?)[’'](?!\w)|「([^」]+)」|『([^』]+)』/g;
const JOINTS = /^(?:\s|,|、|&|\band\b|と)*$/i;

/** The titles in quotation marks, if any: all of them when nothing but commas and "and" is between, else the first. */
export function quotedTitles(said: string): string[] {
  const titles = [...said.matchAll(QUOTED)].map((match) => match.slice(1).find(Boolean)?.trim() ?? "").filter(Boolean);
  return JOINTS.test(said.replace(QUOTED, " ")) ? titles : titles.slice(0, 1);
}

/** What takes everything that follows for its object: "call Anna, Bob and Carla" is one task. */
const VERB =
  /^(?:to\s+)?(?:ask|book|bring|buy|call|check|clean|cook|email|e-mail|fetch|find|fix|get|invite|make|meet|message|order|pack|pay|phone|pick|plan|prepare|read|remind|return|review|ring|sell|send|tell|text|thank|visit|wash|water|write)\b/i;
const LEAD_IN_JA = /^(?:あと|それと|それから|また|今日|明日|明後日|今週|来週|今月|来月|.*\d+[日時月])$|[はにで]$/;

/**
 * The titles in an unquoted text. "milk, eggs and bread" and 「牛乳、卵、パン」 are lists; what might as well be one title
 * (「牛乳とパン」, "fish and chips", "lunch with Ana, Friday") stays one.
 *
 * @param afterColon whether it follows a colon, where any comma separates
 */
export function unquotedTitles(text: string, afterColon: boolean): string[] {
  if (afterColon) return text.split(/\s*,\s*(?:and\s+)?|\s+and\s+(?=\S+$)/);
  if (/,.*\band\s+\S/.test(text)) {
    const parts = text.split(/\s*,\s*(?:and\s+)?|\s+and\s+(?=[^,]+$)/i);
    const verbs = parts.filter((part) => VERB.test(part)).length;
    const isList = parts.length > 2 && parts.every((part) => part.trim().split(/\s+/).length <= 4);
    return isList && (verbs === 0 || verbs === parts.length) ? parts : [text];
  }
  const parts = text.split(/\s*、\s*/);
  const phrases = parts.filter((part) => part.includes("を")).length;
  const isList = parts.length > 1 && !LEAD_IN_JA.test(parts[0] ?? "") && (phrases === 0 || phrases === parts.length);
  if (!isList) return [text];
  // In a list with commas, と joins the last: 「牛乳、卵とパン」.
  const last = parts.at(-1) ?? "";
  return [...parts.slice(0, -1), ...(phrases === 0 ? last.split(/(?<=\S)と(?=\S)/) : [last])];
}
