import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LANES, secondLane, testsOfOtherLanes } from "../../e2e/support/lanes";

const folder = join(process.cwd(), "e2e");
const all = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".spec.ts"));

it("runs every test file in exactly one lane, and what looks at a lane's records in each", () => {
  const runs = LANES.flatMap((lane) => {
    const ignored = new Set(testsOfOtherLanes(folder, lane));
    return all.filter((file) => !ignored.has(join(folder, file)));
  });
  const after = all.filter((file) => file.startsWith("after/"));
  expect(runs.toSorted()).toEqual([...all, ...after].toSorted());
});

it("names files that exist", () => {
  expect(secondLane().filter((file) => !existsSync(join(folder, file)))).toEqual([]);
});

it("leaves nothing out where the tests run as one", () => {
  expect(testsOfOtherLanes(folder, null)).toEqual([]);
});
