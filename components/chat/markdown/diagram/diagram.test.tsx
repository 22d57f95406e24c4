import { act } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { byTestId, click, render } from "../../../testing/render";
import { Markdown } from "../markdown";
import { drawDiagram } from "./draw";
import type { Drawn } from "./frame";

const drawing = { address: "data:image/svg+xml;charset=utf-8,x", width: 400, height: 200, words: "Start, End" };
const { drawInFrame } = vi.hoisted(() => ({ drawInFrame: vi.fn() }));
vi.mock("./frame", async (original) => ({ ...(await original<object>()), drawInFrame }));

const observed = new Set<() => void>();
beforeEach(() => {
  observed.clear();
  drawInFrame.mockReset();
  drawInFrame.mockResolvedValue({ ok: true, drawing } satisfies Drawn);
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      readonly #see: () => void;
      constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
        this.#see = () => callback([{ isIntersecting: true }]);
      }
      observe() {
        observed.add(this.#see);
      }
      disconnect() {
        observed.delete(this.#see);
      }
    },
  );
});

/** Scrolls to everything that waits to be seen. */
const comeIntoSight = () =>
  act(async () => {
    for (const see of [...observed]) see();
    await new Promise((resolve) => setTimeout(resolve, 0));
  });

let number = 0;
/** A source of its own for each test: what was drawn once is remembered. */
const source = () => `graph TD\n  A${++number}-->B`;
const fenced = (text: string) => `\`\`\`mermaid\n${text}\n\`\`\``;

async function show(text: string, live = false, locale: "en" | "ja" = "en") {
  const view = await render(<Markdown text={text} live={live} />, locale);
  await vi.waitFor(async () => {
    await act(async () => undefined);
    byTestId("diagram");
  });
  return view;
}

describe("a diagram of an answer", () => {
  it("is drawn when it comes into sight, not before, and said in words", async () => {
    const text = source();
    const { host } = await show(fenced(text));
    expect(host.querySelector("pre")?.textContent).toBe(text);
    expect(drawInFrame).not.toHaveBeenCalled();
    await comeIntoSight();
    expect(drawInFrame).toHaveBeenCalledExactlyOnceWith(text, "light");
    const image = host.querySelector("img");
    expect(image?.getAttribute("src")).toBe(drawing.address);
    expect(image?.alt).toBe("Diagram with the words: Start, End");
    expect(host.querySelector("pre")).toBeNull();
  });

  it("has its source one click away, and back", async () => {
    const text = source();
    const { host } = await show(fenced(text), false, "ja");
    await comeIntoSight();
    await click(byTestId("diagram-toggle"));
    expect(byTestId("diagram-toggle").getAttribute("aria-label")).toBe("図を表示");
    expect(host.querySelector("pre")?.textContent).toBe(text);
    expect(host.querySelector("img")).toBeNull();
    await click(byTestId("diagram-toggle"));
    expect(host.querySelector("img")).not.toBeNull();
  });

  it.each([
    ["unreadable", "This could not be drawn as a diagram, so its source is shown."],
    ["unavailable", "The diagram could not be drawn just now, so its source is shown."],
  ] as const)("that is %s stays source, with a note", async (reason, note) => {
    drawInFrame.mockResolvedValue({ ok: false, reason } satisfies Drawn);
    const text = source();
    const { host } = await show(fenced(text));
    await comeIntoSight();
    expect(byTestId("diagram-note").textContent).toBe(note);
    expect(host.querySelector("pre")?.textContent).toBe(text);
    expect(document.querySelector('[data-testid="diagram-toggle"]')).toBeNull();
  });

  it.each([
    ["its fence has not begun to end", "```mermaid\ngraph TD\n  A-->B"],
    ["its fence ends half", "```mermaid\ngraph TD\n  A-->B\n``"],
    ["what ends is too short", "````mermaid\ngraph TD\n```"],
    ["it stands in a quotation", "> ```mermaid\n> graph TD"],
    ["it stands in a list", "- x\n  ```mermaid\n  graph TD"],
  ])("is code as long as it is being written: %s", async (_name, text) => {
    const { host } = await render(<Markdown text={text} live={true} />);
    await vi.waitFor(async () => {
      await act(async () => undefined);
      expect(host.querySelector("pre")).not.toBeNull();
    });
    await act(async () => await new Promise((resolve) => setTimeout(resolve, 20)));
    expect(host.querySelector('[data-testid="diagram"]')).toBeNull();
  });

  it.each(["> ```mermaid\n> graph TD\n> ```", "- x\n  ~~~~mermaid\n  graph TD\n  ~~~~~"])(
    "is one as soon as it ends: %j",
    async (text) => {
      await show(text, true);
    },
  );

  it("is not drawn twice when it comes back", async () => {
    const text = source();
    const { rerender } = await show(fenced(text));
    await comeIntoSight();
    await rerender(null);
    const { host } = await show(fenced(text));
    await comeIntoSight();
    expect(drawInFrame).toHaveBeenCalledTimes(1);
    expect(host.querySelector("img")).not.toBeNull();
  });

  it("follows the page's theme", async () => {
    await show(fenced(source()));
    await comeIntoSight();
    await act(async () => {
      document.documentElement.className = "dark";
      await new Promise((resolve) => setTimeout(resolve, 10));
    });
    document.documentElement.className = "";
    expect(drawInFrame.mock.calls.map(([, theme]) => theme)).toEqual(["light", "dark"]);
  });
});

describe("the queue of diagrams", () => {
  const signal = new AbortController().signal;

  it("draws one at a time, and not those that are no longer wanted", async () => {
    const order: string[] = [];
    const draw = async (text: string): Promise<Drawn> => {
      order.push(`+${text}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(`-${text}`);
      return { ok: true, drawing };
    };
    const gone = new AbortController();
    const results = [
      drawDiagram("q1", "light", { signal, draw }),
      drawDiagram("q2", "light", { signal: gone.signal, draw }),
      drawDiagram("q3", "light", { signal, draw }),
    ];
    gone.abort();
    expect((await Promise.all(results)).map((one) => one?.ok)).toEqual([true, undefined, true]);
    expect(order).toEqual(["+q1", "-q1", "+q3", "-q3"]);
  });

  it("tries again what had no answer, and never what is longer than a diagram", async () => {
    const draw = vi.fn(async (): Promise<Drawn> => ({ ok: false, reason: "unavailable" }));
    await drawDiagram("q4", "light", { signal, draw });
    await drawDiagram("q4", "light", { signal, draw });
    expect(draw).toHaveBeenCalledTimes(2);
    expect(await drawDiagram("x".repeat(20_001), "light", { signal, draw })).toEqual({
      ok: false,
      reason: "unreadable",
    });
    expect(draw).toHaveBeenCalledTimes(2);
  });
});
