"use client";
import { type ComponentProps, memo } from "react";
import { Streamdown } from "streamdown";
import { cx } from "../../ui/cx";
import { CodeBlock, InlineCode } from "./code-block";
import { hardenTree } from "./harden";
import { dollarDelimiters } from "./math/delimiters";
import { ImageNote, SafeAnchor, TaskMark } from "./references";
import { ScrollTable } from "./scroll-table";

type RendererProps = ComponentProps<typeof Streamdown>;

// CopilotKit renders with the same Streamdown; taken from there, a page that only shows a text would load its whole chat.
// Its own plugins allow every image, link and protocol and parse raw HTML. Given
// a list, it uses that list alone. The list and the components must not change between renderings: each change parses
// the whole answer anew.
const REHYPE = [hardenTree] as NonNullable<RendererProps["rehypePlugins"]>;
const COMPONENTS = {
  a: SafeAnchor,
  img: ImageNote,
  input: TaskMark,
  pre: CodeBlock,
  code: InlineCode,
  table: ScrollTable,
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h5>{children}</h5>,
  h5: ({ children }) => <h6>{children}</h6>,
  h6: ({ children }) => <h6>{children}</h6>,
  ...plain(
    "p",
    "ul",
    "ol",
    "li",
    "hr",
    "strong",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "blockquote",
    "sup",
    "sub",
    "section",
  ),
} as NonNullable<RendererProps["components"]>;

/** Elements without Streamdown's own looks: the page's style sheet has its say (`.prose`). */
function plain(...tags: string[]) {
  return Object.fromEntries(
    tags.map((Tag) => [Tag, ({ node: _node, ...rest }: Record<string, unknown>) => <Tag {...rest} />]),
  );
}

type Props = { text: string; live?: boolean; className?: string };

/**
 * Markdown of an answer, made harmless: it loads nothing from anywhere and leads only where one can see it leads.
 *
 * @param live the text was still growing when it was first shown; then it is parsed block by block
 */
export const Markdown = memo(function Markdown({ text, live = false, className }: Props) {
  return (
    <Streamdown
      className={cx("prose", className)}
      mode={live ? "streaming" : "static"}
      rehypePlugins={REHYPE}
      components={COMPONENTS}
      controls={false}
    >
      {dollarDelimiters(text)}
    </Streamdown>
  );
});
