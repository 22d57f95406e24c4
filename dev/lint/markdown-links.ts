import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import GithubSlugger from "github-slugger";
import { Marked, type Token } from "marked";

const marked = new Marked();

/** The addresses that a page links to or shows, and the anchors that it has. */
export function readMarkdown(text: string): { links: string[]; anchors: Set<string> } {
  const links: string[] = [];
  const slugger = new GithubSlugger();
  const anchors = new Set([...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map((match) => match[1] ?? ""));
  marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === "link" || token.type === "image") links.push(token.href);
    if (token.type === "heading") anchors.add(slugger.slug(plain(token.tokens ?? [])));
  });
  return { links, anchors };
}

/** A heading's words as GitHub makes its anchor of them: without marks, entities as what they stand for. */
function plain(tokens: Token[]): string {
  return tokens
    .map((token) =>
      "tokens" in token && token.tokens ? plain(token.tokens) : "text" in token ? String(token.text) : "",
    )
    .join("")
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'");
}

/**
 * The links of one page that lead nowhere: to no file of the repository, or to no heading of a page.
 *
 * @param file the page's path from the repository's root
 */
export function brokenLinks(file: string, text: string): string[] {
  const own = readMarkdown(text);
  return own.links
    .filter((link) => !/^[a-z][a-z0-9+.-]*:/i.test(link))
    .flatMap((link) => {
      const [path = "", anchor] = decodeURI(link).split("#");
      const target = path === "" ? file : normalize(path.startsWith("/") ? path.slice(1) : join(dirname(file), path));
      if (path !== "" && !existsSync(target)) return [`${link}: there is no ${target}`];
      if (anchor === undefined || anchor === "" || !target.endsWith(".md")) return [];
      const { anchors } = path === "" ? own : readMarkdown(readFileSync(target, "utf8"));
      return anchors.has(anchor) ? [] : [`${link}: ${target} has no heading #${anchor}`];
    });
}
