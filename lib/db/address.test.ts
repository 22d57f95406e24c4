import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import manifest from "../../package.json";
import { hasBarePassword } from "./address";

it.each([
  ["postgres://postgres:Hunter@Secret42/x@127.0.0.1:5432/db", true],
  ["postgres://site:p@ss@db.example.com/chat", true],
  ["postgres://site:pa/ss@db.example.com/chat", true],
  ["postgres://site:12?ss@db.example.com/chat", true],
  ["postgres://site:12#ss@db.example.com/chat", true],
  ["postgres://site:p%40s%2Fs@db.example.com/chat?sslmode=require", false],
  ["postgres:///chat?host=/var/run/postgresql", false],
])("%s has a password as it is: %s", (address, is) => {
  expect(hasBarePassword(address)).toBe(is);
});

it("a migration that fails prints no piece of the password", () => {
  const [, command = ""] = /^tsx (.*)$/.exec(manifest.scripts["db:migrate"]) ?? [];
  const { status, stdout, stderr } = spawnSync("node_modules/.bin/tsx", command.split(" "), {
    env: {
      PATH: process.env.PATH ?? "",
      NODE_ENV: "test",
      DATABASE_URL: "postgres://postgres:Hunter@Secret42/x@127.0.0.1:5432/db",
    },
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stdout + stderr).not.toMatch(/hunter|secret42/i);
  expect(stderr).toContain("DATABASE_URL: percent-encode the password (@ → %40");
}, 30_000);
