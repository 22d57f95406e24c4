import { describe, expect, it } from "vitest";
import { readableInput, visible } from "./visible";

describe("a text that is agreed to", () => {
  it.each([
    ["a mark that turns the order around", "pay\u202egpj.exe", "pay⟨U+202E⟩gpj.exe"],
    ["an isolate", "\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩"],
    ["a space without width", "a\u200bb", "a⟨U+200B⟩b"],
    ["a tag, which models read and people do not", "ok\u{e0041}", "ok⟨U+E0041⟩"],
    ["a control", "a\u0007\u0000\r", "a⟨U+0007⟩⟨U+0000⟩⟨U+000D⟩"],
    ["a separator that some take for a line break", "a\u2028b", "a⟨U+2028⟩b"],
    ["half a character", "a\ud800", "a⟨U+D800⟩"],
    ["a filler", "\u3164\u2800", "⟨U+3164⟩⟨U+2800⟩"],
  ])("shows %s", (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it("is itself where all of it can be seen", () => {
    const text = "日本語 かな が\nعربي 🙂 e\u0301 <b>&amp;";
    expect(visible(text)).toBe(text);
  });
});

describe("arguments", () => {
  it("are laid out, with nothing left out, rounded or put in another order", () => {
    const input = `{"b":12345678901234567890,"a":1.10,"b":"\\u202e","long":"${"x".repeat(5_000)}"}`;
    expect(readableInput(input)).toBe(
      `{\n  "b": 12345678901234567890,\n  "a": 1.10,\n  "b": "⟨U+202E⟩",\n  "long": "${"x".repeat(5_000)}"\n}`,
    );
  });

  it("are shown as they are where they are no JSON", () => {
    expect(readableInput('{"cut":"off')).toBe('{"cut":"off');
    expect(readableInput("x".repeat(150_000))).toHaveLength(150_000);
  });
});
