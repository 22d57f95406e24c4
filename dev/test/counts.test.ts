import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { countsOf, readPlaywright, readVitest, sum } from "./counts";

const vitest = (extra: object) =>
  JSON.stringify({
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [],
    ...extra,
  });

it("reads Vitest's counts, and a file that does not load as a failure", () => {
  expect(readVitest(vitest({}))).toEqual({ passed: 5, failed: 0, skipped: 1 });
  expect(readVitest(vitest({ testResults: [{ status: "failed", assertionResults: [] }] }))).toMatchObject({
    failed: 1,
  });
});

it("reads Playwright's counts, a flaky test and a broken set-up as failures", () => {
  const report = (stats: object, errors: unknown[] = []) =>
    readPlaywright(JSON.stringify({ stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors }));
  expect(report({})).toEqual({ passed: 3, failed: 0, skipped: 0 });
  expect(report({ flaky: 1 })).toMatchObject({ failed: 1 });
  expect(report({}, ["set-up"])).toMatchObject({ failed: 1 });
});

it("cannot be green without a report, nor with a bad exit", () => {
  const folder = mkdtempSync(join(tmpdir(), "counts-"));
  const file = join(folder, "report.json");
  expect(countsOf(file, readVitest, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  writeFileSync(file, vitest({}));
  expect(countsOf(file, readVitest, 1)).toMatchObject({ passed: 5, failed: 1 });
  expect(countsOf(file, readVitest, 0)).toMatchObject({ passed: 5, failed: 0 });
  rmSync(folder, { recursive: true });
});

it("sums", () => {
  expect(
    sum([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 1, failed: 0, skipped: 0 },
    ]),
  ).toEqual({ passed: 2, failed: 2, skipped: 3 });
});
