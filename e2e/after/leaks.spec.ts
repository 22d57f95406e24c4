import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { findSecrets } from "../../dev/test/find-secrets";
import { STACK_LOG, TRAFFIC } from "../support/addresses";
import { issuedTokens } from "../support/local-cloud";
import type { Exchange } from "../support/recorder";

// Run after every other test (see playwright.config.ts): it searches what they have left.

test("no token that was issued during this run is in any response, address or log", async () => {
  const tokens = await issuedTokens();
  expect(new Set(tokens.map((token) => token.kind))).toEqual(new Set(["access", "refresh", "id"]));
  expect(tokens.length).toBeGreaterThan(10);
  const traffic = readFileSync(TRAFFIC, "utf8");
  const exchanges = traffic
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Exchange);
  const streams = exchanges.filter((one) => one.status === 200 && one.contentType.startsWith("text/event-stream"));
  expect(streams.length).toBeGreaterThan(50);
  expect(
    streams.filter((one) => !one.dropped && !one.body.includes("data: ")),
    "streams of which nothing was written down",
  ).toEqual([]);
  expect(exchanges.filter((one) => one.contentType.startsWith("text/html")).length).toBeGreaterThan(20);
  const logs = readFileSync(STACK_LOG, "utf8");
  // Of a signed token the signature: it would do for a thief who has the rest from a log elsewhere, and it is in the whole.
  const telling = tokens.map(({ kind, value }) => ({ kind, secret: value.split(".").at(-1) ?? value }));
  const secrets = telling.map(({ secret }) => secret);
  const kindsIn = (text: string) => {
    const found = new Set(findSecrets(text, secrets));
    return telling.filter(({ secret }) => found.has(secret)).map(({ kind }) => kind);
  };
  expect(kindsIn(`a log with ${secrets[0]} in it`), "a token that is there is found").toHaveLength(1);
  expect(kindsIn(traffic), "tokens in what the browser got").toEqual([]);
  expect(kindsIn(logs), "tokens in a log").toEqual([]);
});

test("the site met no unhandled rejection and no uncaught exception", () => {
  expect(existsSync(STACK_LOG)).toBe(true);
  const logs = readFileSync(STACK_LOG, "utf8");
  expect(logs).toContain("Ready in");
  expect(logs.match(/^.*(unhandledRejection|uncaughtException|UnhandledPromise).*$/gim)).toBeNull();
});
