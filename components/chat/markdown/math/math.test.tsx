import katex from "katex";
import { act } from "react";
import { describe, expect, it, vi } from "vitest";
import { render } from "../../../testing/render";
import { Markdown } from "../markdown";
import { engineOf } from "./engine";
import { mathTree } from "./tree";

async function show(text: string) {
  const { host } = await render(<Markdown text={text} />);
  return host;
}

async function formulas(text: string, count = 1) {
  const host = await show(text);
  await vi.waitFor(async () => {
    await act(async () => undefined);
    expect(host.querySelectorAll("math")).toHaveLength(count);
  });
  return host;
}

describe("a formula", () => {
  it.each([
    ["between two dollars", "so $$x^2$$ it is"],
    ["in a block of its own", "$$\nx^2\n$$"],
    ["in a fence", "```math\nx^2\n```"],
    ["in the brackets that models write", "so \\(x^2\\) it is"],
    ["in square brackets on one line", "\\[ x^2 \\]"],
    ["in square brackets over several lines", "\\[\nx^2\n\\]"],
    ["in a list", "- one\n- \\(x^2\\)"],
  ])("is set %s", async (_name, text) => {
    const host = await formulas(text);
    expect(host.querySelector("math msup")?.textContent).toBe("x2");
    expect(host.querySelector("annotation")).toBeNull();
  });

  it("stands alone in a block and within the line elsewhere", async () => {
    expect((await formulas("\\[ x \\]")).querySelector('math[display="block"]')).not.toBeNull();
    expect((await formulas("a \\(x\\)")).querySelector('math[display="block"]')).toBeNull();
  });

  it.each(["It costs $5 and $10.", "$HOME and $PATH", "a $x$ b", "`$$x$$`", "`\\(x\\)`", "```\n\\(x\\) $$x$$\n```"])(
    "is not seen where there is none: %j",
    async (text) => {
      const host = await show(text);
      await act(async () => await new Promise((resolve) => setTimeout(resolve, 20)));
      expect(host.querySelector("math")).toBeNull();
      expect(host.textContent).toContain(text.includes("\\(") ? "\\(x\\)" : "$");
    },
  );

  it("that cannot be read stays as it is written", async () => {
    const host = await show("$$\\frac{a$$");
    await act(async () => await new Promise((resolve) => setTimeout(resolve, 50)));
    expect(host.querySelector("code")?.textContent).toBe("\\frac{a");
  });
});

describe("what a formula may not do", () => {
  const set = engineOf(katex);

  it.each([
    "\\href{javascript:alert(1)}{x}",
    "\\url{https://evil.example}",
    "\\includegraphics{https://evil.example/x.png}",
    "\\htmlStyle{background:url(https://evil.example)}{x}",
    "\\htmlData{a=b}{x}",
    "\\htmlClass{skip-link}{x}",
    "\\htmlId{main}{x}",
  ])("link, load or set HTML: %s", async (tex) => {
    expect(set(tex, true)).not.toMatch(/<(?:a|img|span id|span style)\b|href=|style=|data-a/);
    const { host } = await render(<p>{mathTree(set(tex, true))}</p>);
    expect(host.querySelector("[href], [src], [style], [id], [class], a, img")).toBeNull();
  });

  it.each([
    "\\def\\a{\\a\\a}\\a",
    `${"\\def\\a#1{#1#1#1#1}".repeat(1)}${"\\a{".repeat(12)}x${"}".repeat(12)}`,
    "x".repeat(5_001),
    "\\textcolor{url(https://evil.example)}{x}",
  ])("go on without end: %s", (tex) => {
    const began = performance.now();
    expect(() => set(tex, false)).toThrow();
    expect(performance.now() - began).toBeLessThan(500);
  });

  it("be larger than a few lines", () => {
    expect(set("\\rule{99999em}{99999em}", false)).not.toContain('99999em"');
  });

  it("leave a macro for the next one", () => {
    set("\\gdef\\mine{x}\\mine", false);
    expect(() => set("\\mine", false)).toThrow();
  });

  it("bring along what is no mathematics, whoever has written it", async () => {
    const html =
      '<math><mrow onclick="x()" href="javascript:x" style="background:url(x)" mathcolor="url(x)" mathbackground="red"><mglyph src="x"/><a href="x">y</a><maction>z</maction><mtext><img src="x"></mtext><semantics><mi>v</mi><annotation-xml encoding="text/html"><img src="x"></annotation-xml></semantics></mrow></math>';
    const { host } = await render(<p>{mathTree(html)}</p>);
    expect(host.querySelector("p")?.innerHTML).toBe(
      '<math><mrow mathbackground="red"><mtext></mtext><mi>v</mi></mrow></math>',
    );
  });
});
