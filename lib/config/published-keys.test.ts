import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { publishedKeys } from "./published-keys";

const NAMES = ["NEXTAUTH_SECRET", "TOKEN_KEYS", "SESSION_ID_KEY"];
const PUBLIC = { NEXTAUTH_URL: "https://chat.example.com" };

it.each(["compose.yaml", "docs/hosting/container.md"])("knows every key that stands in %s", (file) => {
  const text = readFileSync(file, "utf8");
  const keys = Object.fromEntries(
    NAMES.map((name) => [name, new RegExp(`^\\s*${name}[:=]\\s*(\\S+)$`, "m").exec(text)?.[1]]),
  );
  expect(publishedKeys({ ...PUBLIC, ...keys })).toEqual(NAMES);
  expect(publishedKeys({ NEXTAUTH_URL: "http://localhost:3000", ...keys })).toEqual([]);
});

it("knows them in another form, among others, and as another variable's", () => {
  const key = Buffer.from("local-only-token-key-no-secret!!");
  const own = Buffer.alloc(32, 7).toString("base64");
  expect(publishedKeys({ ...PUBLIC, TOKEN_KEYS: `${own}, ${key.toString("base64")}` })).toEqual(["TOKEN_KEYS"]);
  expect(publishedKeys({ ...PUBLIC, SESSION_ID_KEY: key.toString("base64url") })).toEqual(["SESSION_ID_KEY"]);
  expect(publishedKeys({ ...PUBLIC, TOKEN_KEYS: own, SESSION_ID_KEY: own })).toEqual([]);
});
