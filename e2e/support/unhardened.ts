import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import katex from "katex";

/** The markdown parser that the site's own renderer brings along, without anything of the site's around it. */
async function parser(): Promise<(markdown: string) => string> {
  const streamdown = createRequire(createRequire(import.meta.url).resolve("streamdown"));
  const { marked } = (await import(pathToFileURL(streamdown.resolve("marked")).href)) as {
    marked: (markdown: string, options: { async: false }) => string;
  };
  return (markdown) => marked(markdown, { async: false });
}

/**
 * The HTML that a page without any care makes of an answer: raw HTML stands as it is, formulas may link and load
 * (`trust`), and diagrams are drawn into the page with `securityLevel: "loose"`.
 *
 * @param blank a page without a policy, in which Mermaid can draw; what it loads by that is not counted
 */
export async function unhardened(markdown: readonly string[], blank: Page): Promise<string[]> {
  const render = await parser();
  const made: string[] = [];
  for (const text of markdown) {
    const math = text.match(/\$\$([^$]+)\$\$/)?.[1];
    const diagram = text.match(/```mermaid\n([\s\S]*)\n```/)?.[1];
    if (math) made.push(formula(math));
    else if (diagram) made.push(await drawing(diagram, blank));
    else made.push(render(text));
  }
  return made;
}

function formula(tex: string): string {
  return katex.renderToString(tex, { trust: true, strict: false, throwOnError: false, maxSize: 50 });
}

async function drawing(source: string, blank: Page): Promise<string> {
  if (!(await blank.evaluate(() => "mermaid" in window)))
    await blank.addScriptTag({ path: "node_modules/mermaid/dist/mermaid.min.js" });
  return await blank.evaluate(async (text) => {
    const { mermaid } = window as unknown as {
      mermaid: { initialize: (o: object) => void; render: (id: string, t: string) => Promise<{ svg: string }> };
    };
    mermaid.initialize({ startOnLoad: false, securityLevel: "loose", secure: [], htmlLabels: true });
    try {
      return (await mermaid.render(`d${Math.random().toString(36).slice(2)}`, text)).svg;
    } catch (error) {
      return `<p>${String(error)}</p>`;
    }
  }, source);
}
