import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseKey } from "./keys";
import { loadLocalSecrets } from "./local-secrets";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("makes the secrets once, readable by the owner only, and keeps them", () => {
  const first = loadLocalSecrets(join(folder, "deep", "data"));
  expect(parseKey(first.tokenKey)).toHaveLength(32);
  expect(first.tokenKey).not.toBe(first.sessionIdKey);
  expect(loadLocalSecrets(join(folder, "deep", "data"))).toEqual(first);
  expect(statSync(join(folder, "deep", "data", "secrets.json")).mode & 0o777).toBe(0o600);
});

it("gives every data folder secrets of its own", () => {
  expect(loadLocalSecrets(join(folder, "a"))).not.toEqual(loadLocalSecrets(join(folder, "b")));
});
