import { expect, it } from "vitest";
import { SECRETS } from "../environment.ts";
import { loadSecrets } from "./secrets.ts";

it("puts each secret where the site looks for it, and keeps what is there", async () => {
  const env: NodeJS.ProcessEnv = { DATABASE_URL: "postgres://local" };
  await loadSecrets(async (name) => `secret ${name}`, env);
  const fetched = SECRETS.map((name) => [name, name === "DATABASE_URL" ? "postgres://local" : `secret ${name}`]);
  expect(env).toEqual(Object.fromEntries(fetched));
});

it("names every secret that is not there, and never a value", async () => {
  const fetchSecret = async (name: string) => {
    if (name === "TOKEN_KEYS" || name === "DATABASE_URL") throw new Error("not found");
    return "hidden";
  };
  const failure = loadSecrets(fetchSecret, {});
  await expect(failure).rejects.toThrow("TOKEN_KEYS (not found); DATABASE_URL (not found)");
  await expect(failure).rejects.not.toThrow("hidden");
});
