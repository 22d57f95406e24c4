import { expect, it } from "vitest";
import { readUserAgent } from "./user-agent";

const chrome = (system: string, more = "") =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36${more}`;
const safari = (system: string) =>
  `Mozilla/5.0 (${system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1`;

it.each([
  [chrome("Windows NT 10.0; Win64; x64"), "Chrome", "Windows"],
  [chrome("Windows NT 10.0; Win64; x64", " Edg/140.0.0.0"), "Edge", "Windows"],
  [chrome("Macintosh; Intel Mac OS X 10_15_7", " OPR/120.0.0.0"), "Opera", "macOS"],
  [chrome("Linux; Android 10; K"), "Chrome", "Android"],
  [chrome("X11; CrOS x86_64 14541.0.0"), "Chrome", "ChromeOS"],
  [chrome("X11; Linux x86_64").replace("Chrome/", "HeadlessChrome/"), "Chrome", "Linux"],
  [safari("Macintosh; Intel Mac OS X 10_15_7"), "Safari", "macOS"],
  [safari("iPhone; CPU iPhone OS 18_5 like Mac OS X"), "Safari", "iPhone"],
  [safari("iPad; CPU OS 18_5 like Mac OS X").replace("Version/18.5", "CriOS/140.0"), "Chrome", "iPad"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"],
  ["curl/8.5.0", null, null],
  ["<script>alert(1)</script>", null, null],
  ["", null, null],
  [null, null, null],
])("%s", (userAgent, browser, system) => {
  expect(readUserAgent(userAgent)).toEqual({ browser, system });
});

it("takes its time with nothing, however long", () => {
  const began = performance.now();
  readUserAgent(`Version/1${"1".repeat(1_000_000)}`);
  expect(performance.now() - began).toBeLessThan(100);
});
