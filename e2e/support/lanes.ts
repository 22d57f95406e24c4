import { readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Most of a browser test is waiting: for a page, for an agent's pace, for a silence to be long enough. So the whole suite is
 * run as two lanes side by side, each with a local cloud, sites, ports and records of its own (see addresses.ts); within a lane
 * one test runs at a time, since its cloud's faults and records belong to that test.
 *
 * Null when the tests are run as one: with arguments of Playwright's, and in a soak.
 */
export const LANE: Lane | null = process.env.E2E_LANE === "0" ? 0 : process.env.E2E_LANE === "1" ? 1 : null;

export type Lane = 0 | 1;
export const LANES: readonly Lane[] = [0, 1];

/** Where a lane's report is, when the one of all tests was to be `file`. */
export const reportOfLane = (file: string, lane: number): string => `${file}.${lane}`;

/** What the second lane runs; the first has the rest. Chosen so that both take about as long. */
const SECOND = new Set([
  "agents.spec.ts",
  "approval.spec.ts",
  "boot.spec.ts",
  "bring-your-agent.spec.ts",
  "headers.spec.ts",
  "hosts/freezing-host.spec.ts",
  "hosts/run-limit.spec.ts",
  "look.spec.ts",
  "markdown-attacks.spec.ts",
  "releases.spec.ts",
  "sign-in.spec.ts",
  "standalone/container.spec.ts",
  "thread-list.spec.ts",
]);

/** What is looked at when a lane's tests are over belongs to each. */
const OF_EACH = "after/";

/**
 * The test files that are not of this lane, by their full paths: for Playwright's `testIgnore`.
 *
 * @param folder the one that holds all of them
 */
export function testsOfOtherLanes(folder: string, lane: Lane | null): string[] {
  if (lane === null) return [];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".spec.ts"));
  return files.filter((file) => !file.startsWith(OF_EACH) && laneOf(file) !== lane).map((file) => join(folder, file));
}

/** @param file a test file's path below `e2e/` */
export function laneOf(file: string): Lane {
  return SECOND.has(file) ? 1 : 0;
}

/** The names that `SECOND` holds, for the test that each is a file. */
export const secondLane = (): string[] => [...SECOND];
