/** The part of a hast node (unist, syntax-tree/hast) that hardening looks at. */
export type HastNode = {
  type: string;
  value?: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  children?: HastNode[];
  position?: { start: { line: number }; end: { line: number } };
};

/** Everything that markdown itself (CommonMark, GFM) can become. */
const TAGS = new Set(
  "p br hr h1 h2 h3 h4 h5 h6 blockquote ul ol li strong em del code pre a img table thead tbody tr th td input section sup sub".split(
    " ",
  ),
);

/** What an element may carry. No `style`, no `id` (it would shadow the page's own), no event handler. */
const PROPERTIES: Record<string, readonly string[]> = {
  a: ["href"],
  img: ["src", "alt"],
  code: ["className"],
  input: ["type", "checked", "disabled"],
  ol: ["start"],
  th: ["align"],
  td: ["align"],
};

/**
 * A rehype plugin that leaves only what markdown can say. Raw HTML becomes the text it is written as, so that an answer
 * about HTML is readable and none of it takes effect; unknown elements and attributes go.
 *
 * It stands alone, without rehype-raw: HTML that is never parsed needs no sanitizer to catch what the parser makes of it.
 * Addresses are judged where links and images are rendered, see `links.ts`. A block of code whose end has not been
 * written yet is marked (`data-open`), as only here the text around it is known.
 */
export function hardenTree() {
  return (tree: HastNode, source: { toString: () => string }): void => {
    let lines: string[] | null = null;
    const lineAt = (number: number) => {
      lines ??= String(source).split("\n");
      return lines[number - 1] ?? "";
    };
    tree.children = (tree.children ?? []).map((node) => hardenNode(node, lineAt));
  };
}

type LineAt = (number: number) => string;

function hardenNode(node: HastNode, lineAt: LineAt): HastNode {
  if (node.type === "text") return { type: "text", value: node.value ?? "" };
  if (node.type === "raw") return { type: "text", value: node.value ?? "" };
  if (node.type !== "element") return { type: "text", value: "" };
  const children = (node.children ?? []).map((child) => hardenNode(child, lineAt));
  const tagName = node.tagName ?? "";
  if (!TAGS.has(tagName)) return { type: "element", tagName: "span", properties: {}, children };
  const allowed = PROPERTIES[tagName] ?? [];
  const properties = Object.fromEntries(
    Object.entries(node.properties ?? {}).filter(([name]) => allowed.includes(name)),
  );
  if (tagName === "pre" && isOpenFence(node, lineAt)) properties.dataOpen = "true";
  return { ...node, tagName, properties, children };
}

const FENCE = /(`{3,}|~{3,})/;

/** Whether a fenced block begins but does not end: its last line is no fence, or one too short. */
function isOpenFence({ position }: HastNode, lineAt: LineAt): boolean {
  if (!position) return false;
  const opening = FENCE.exec(lineAt(position.start.line))?.[1];
  if (!opening) return false;
  if (position.end.line === position.start.line) return true;
  const closing = /^[\s>]*(`{3,}|~{3,})\s*$/.exec(lineAt(position.end.line))?.[1];
  return !closing?.startsWith(opening);
}
