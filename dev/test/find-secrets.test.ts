import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { findSecrets } from "./find-secrets";

const secret = (bytes = 32) => randomBytes(bytes).toString("base64url");

describe("findSecrets", () => {
  const [a, b, c] = [secret(), secret(256), secret(15)];

  it.each([
    ["alone", (s: string) => s],
    ["between other things", (s: string) => `{"token":"${s}","x":1}`],
    ["within a longer word", (s: string) => `abc${s}def`],
    ["after half of itself", (s: string) => `${s.slice(0, 19)}${s}`],
    ["in a header", (s: string) => `authorization: Bearer eyJhbGciOi.${s}\r\n`],
    ["in an address", (s: string) => `https://site.example/?id_token=${s}&b=1`],
    ["in text of any script", (s: string) => `日本語${s}日本語`],
  ])("finds one %s", (_where, put) => {
    for (const one of [a, b, c]) expect(findSecrets(`before ${put(one)} after ${secret()}`, [a, b, c])).toEqual([one]);
  });

  it("finds several, and says so in the order in which they were given", () => {
    expect(findSecrets(`${c} ${a}${b}`, [a, b, c])).toEqual([a, b, c]);
  });

  it("tells apart two that begin alike", () => {
    const [long, short] = [`${a}-and-more`, a];
    expect(findSecrets(short, [long, short])).toEqual([short]);
    expect(findSecrets(long, [long, short])).toEqual([long, short]);
  });

  it("finds none in what has only a part of one", () => {
    expect(findSecrets(`${a.slice(0, -1)} ${a.slice(1)} ${a.slice(0, 20)}`, [a])).toEqual([]);
    expect(findSecrets("", [a])).toEqual([]);
  });

  it("refuses to look for what it could miss", () => {
    expect(() => findSecrets("text", ["too-short"])).toThrow(/9 characters/);
    expect(() => findSecrets("text", [`${a}.${b}`])).toThrow(/cannot look/);
  });
});
