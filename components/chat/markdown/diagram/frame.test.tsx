import { afterEach, describe, expect, it, vi } from "vitest";
import { drawInFrame, drawingOf } from "./frame";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>a &amp; 日本</text></svg>';

afterEach(() => {
  document.body.replaceChildren();
});

/** The frame that was just made; jsdom loads nothing into it, so the test speaks for it. */
function frame(): HTMLIFrameElement {
  const found = document.querySelector("iframe");
  if (!found) throw new Error("no frame");
  return found;
}

/** A message as if from that window and origin; `null` is what a sandbox without an origin says. */
function say(data: unknown, { source = frame().contentWindow as Window | null, origin = "null" } = {}) {
  dispatchEvent(new MessageEvent("message", { data, origin, source }));
}

/** Answers as the page in the frame does: says that it is there, and then what it is told to. */
function answering(answer: (asked: { id: string; source: string; theme: string }) => unknown) {
  const asked = vi.spyOn(frame().contentWindow as Window, "postMessage");
  say({ ready: true });
  const [message, target] = asked.mock.calls[0] as unknown as [{ id: string; source: string; theme: string }, string];
  expect(target).toBe("*");
  say(answer(message));
  return message;
}

describe("a diagram is drawn in a frame", () => {
  it("that may run scripts and nothing else, and is gone afterwards", async () => {
    const drawn = drawInFrame("graph TD", "dark");
    expect(frame().getAttribute("sandbox")).toBe("allow-scripts");
    expect(frame().getAttribute("src")).toBe("/diagram");
    expect(frame().getAttribute("aria-hidden")).toBe("true");
    expect(frame().tabIndex).toBe(-1);
    const asked = answering(({ id }) => ({ id, svg: SVG, width: 10, height: 20, words: "a" }));
    expect(asked).toMatchObject({ source: "graph TD", theme: "dark" });
    expect(await drawn).toEqual({
      ok: true,
      drawing: {
        address: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(SVG)}`,
        width: 10,
        height: 20,
        words: "a",
      },
    });
    expect(document.querySelector("iframe")).toBeNull();
  });

  it("and one that cannot be read is said to be so", async () => {
    const drawn = drawInFrame("nonsense", "light");
    answering(({ id }) => ({ id, failed: true }));
    expect(await drawn).toEqual({ ok: false, reason: "unreadable" });
  });

  it.each([
    ["that never loads", () => undefined],
    ["that never answers", () => say({ ready: true })],
    ["without its library", () => say({ ready: false })],
  ])("%s is given up and thrown away", async (_name, act) => {
    const drawn = drawInFrame("graph TD", "light", { loadMs: 30, drawMs: 30 });
    act();
    expect(await drawn).toEqual({ ok: false, reason: "unavailable" });
    expect(document.querySelector("iframe")).toBeNull();
  });

  it("has its time, however often it says that it is there", async () => {
    const drawn = drawInFrame("graph TD", "light", { loadMs: 5_000, drawMs: 60 });
    const asked = vi.spyOn(frame().contentWindow as Window, "postMessage");
    say({ ready: true });
    const speaking = setInterval(() => document.querySelector("iframe") && say({ ready: true }), 20);
    expect(await drawn).toEqual({ ok: false, reason: "unavailable" });
    clearInterval(speaking);
    expect(asked).toHaveBeenCalledOnce();
  });

  it("on a site without https too, where browsers make no ids", async () => {
    vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
    const drawn = drawInFrame("graph TD", "light");
    answering(({ id }) => ({ id, svg: SVG, width: 1, height: 1 }));
    vi.unstubAllGlobals();
    expect((await drawn).ok).toBe(true);
  });

  it("and nobody else is listened to", async () => {
    const drawn = drawInFrame("graph TD", "light", { loadMs: 5_000, drawMs: 60 });
    const answer = { svg: SVG, width: 1, height: 1 };
    answering(({ id }) => {
      const other = document.body.appendChild(document.createElement("iframe")).contentWindow;
      say({ ...answer, id }, { source: other });
      say({ ...answer, id }, { source: window });
      say({ ...answer, id }, { source: null });
      say({ ...answer, id }, { origin: location.origin });
      say({ ...answer, id }, { origin: "https://evil.example" });
      say({ ...answer, id: `${id}x` });
      say(answer);
      say("hello");
      return null;
    });
    expect(await drawn).toEqual({ ok: false, reason: "unavailable" });
  });
});

describe("what a frame says is no picture when", () => {
  const good = { svg: SVG, width: 1, height: 1 };
  it.each([
    ["it is no SVG", { ...good, svg: "<html>" }],
    ["it is no text", { ...good, svg: [SVG] }],
    ["it is too large to keep", { ...good, svg: `<svg>${"x".repeat(1_500_000)}</svg>` }],
    ["it holds half a character", { ...good, svg: `<svg>\ud83d</svg>` }],
    ["it has no size", { svg: SVG }],
    ["its size is no number", { ...good, width: "1" }],
    ["its size is not one", { ...good, height: Number.NaN }],
    ["its size is endless", { ...good, height: Number.POSITIVE_INFINITY }],
    ["its size is negative", { ...good, width: -1 }],
  ])("%s", (_name, said) => {
    expect(drawingOf(said)).toBeNull();
  });

  it("and words that are too many, or none, are cut and left out", () => {
    expect(drawingOf({ ...good, words: "x".repeat(10_000) })?.words).toHaveLength(600);
    expect(drawingOf({ ...good, words: 7 })?.words).toBe("");
  });
});
