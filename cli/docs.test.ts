import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CHECKS } from "./check/catalogue";
import { CHECKS as DOCTOR } from "./doctor/catalogue";
import { HELP } from "./help";

const page = readFileSync("docs/cli.md", "utf8");

it("the page tells every check with what it asks", () => {
  for (const [id, { asks }] of Object.entries(CHECKS)) {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${id}\` `));
    expect(row, id).toContain(asks.replaceAll("|", "\\|"));
  }
});

it("the doctor's page tells each of its checks with what it asks", () => {
  const lines = readFileSync("docs/doctor.md", "utf8").split("\n");
  for (const [id, { asks }] of Object.entries(DOCTOR)) {
    const row = lines.find((line) => line.startsWith(`| \`${id}\` `));
    expect(row, id).toContain(asks);
  }
});

it("the page names every option of the help", () => {
  const options = new Set(Object.values(HELP).flatMap((text) => text.match(/--[a-z]+\b/g) ?? []));
  for (const option of options) expect(page, option).toContain(option);
});
