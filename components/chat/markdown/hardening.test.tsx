import { act } from "react";
import { describe, expect, it, vi } from "vitest";
import { render } from "../../testing/render";
import { Markdown } from "./markdown";
import { PAYLOADS } from "./payloads.testing";

const ADDRESS = "https://evil.example/path";

/** All that an answer may become. The icons of the site's own buttons are the only SVG. */
const ELEMENTS = new Set(
  "p br hr h3 h4 h5 h6 blockquote ul ol li strong em del code pre table thead tbody tr th td section sup sub div span figure figcaption button a svg path rect circle line polyline math".split(
    " ",
  ),
);
const MATH = /^m[a-z]+$/;
const HARMLESS = new Set(
  "class href target rel type aria-hidden aria-label role tabindex data-testid data-telling data-drawn data-state data-streamdown disabled checked start align".split(
    " ",
  ),
);

async function show(text: string, live: boolean) {
  const { host } = await render(<Markdown text={text} live={live} />);
  await vi.waitFor(async () => {
    await act(async () => undefined);
    expect(host.textContent).not.toBe("");
  });
  // What comes later: KaTeX, and the frame that is asked for a diagram when it is seen.
  for (let turn = 0; turn < 5; turn++) await act(async () => await new Promise((resolve) => setTimeout(resolve, 0)));
  return host;
}

/** Elements and attributes that an answer must never have, as one would look for them. */
function foreign(host: Element): string[] {
  return [...host.querySelectorAll("*")].flatMap((element) => {
    const name = element.localName;
    if (element.closest("svg.lucide")) return [];
    const isMath = element.closest("math") !== null;
    if (!ELEMENTS.has(name) && !(isMath && MATH.test(name))) return [`<${name}>`];
    const attributes = [...element.attributes].filter((one) => !isAllowed(element, one, isMath));
    return attributes.map((one) => `<${name} ${one.name}="${one.value}">`);
  });
}

function isAllowed(element: Element, { name, value }: Attr, isMath: boolean): boolean {
  if (isMath) return /^[a-z]+$/.test(name) && !/^on|^(?:style|href|src|id|class)$/.test(name) && !/[:(]/.test(value);
  if (name === "href") return element.localName === "a" && /^(?:https|mailto):/.test(value);
  return HARMLESS.has(name);
}

describe.each([
  ["finished", false],
  ["growing", true],
])("nothing of an attack survives in a %s answer", (_name, live) => {
  it.each(PAYLOADS)("$name", async ({ markdown }) => {
    const host = await show(markdown(ADDRESS), live);
    expect(foreign(host)).toEqual([]);
    // A frame is only ever made for a diagram that is seen, and never within the answer.
    expect(host.querySelector("iframe")).toBeNull();
  });

  it("and at no moment while it is being written", async () => {
    for (const { name, markdown } of PAYLOADS) {
      const text = markdown(ADDRESS);
      for (const share of [0.3, 0.6, 0.9]) {
        const part = text.slice(0, Math.ceil(text.length * share));
        const { host } = await render(<Markdown text={`x ${part}`} live={live} />);
        expect(foreign(host), `${name}: ${part}`).toEqual([]);
      }
    }
    // Some two hundred renderings, on whatever machine this is.
  }, 40_000);
});

it("has at least thirty ways to attack, each with a name of its own", () => {
  expect(new Set(PAYLOADS.map(({ name }) => name)).size).toBe(PAYLOADS.length);
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(30);
});
