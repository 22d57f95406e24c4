import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { repositoryFiles } from "./repository-files";
import { workflowProblems } from "./workflow-rules";

const files = repositoryFiles(".github").filter((file) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(file));

it("finds the workflows", () => {
  expect(files).toEqual(
    expect.arrayContaining(["audit", "deploy", "plan", "test"].map((name) => `.github/workflows/${name}.yml`)),
  );
});

it.each(files)("%s is a workflow as GitHub and we want it", async (file) => {
  expect(await workflowProblems(readFileSync(file, "utf8"))).toEqual([]);
});

const SHA = "3d3c42e5aac5ba805825da76410c181273ba90b1";
const expression = (text: string) => `\${{ ${text} }}`;
const GOOD = `name: deploy
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
concurrency:
  group: deploy
  cancel-in-progress: false
jobs:
  deploy:
    if: github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-latest
    timeout-minutes: 30
    environment: production
    permissions:
      contents: read
      id-token: write
    services:
      postgres:
        image: postgres:17
    outputs:
      digest: \${{ steps.push.outputs.digest }}
    steps:
      - uses: actions/checkout@${SHA} # v7.0.1
        with:
          persist-credentials: false
      - id: push
        env:
          TITLE: \${{ github.event.pull_request.title }}
          TOKEN: \${{ secrets.TOKEN }}
        run: echo "$TITLE"
`;

it("has nothing against one that is well", async () => {
  expect(await workflowProblems(GOOD)).toEqual([]);
});

it.each<[string, string, string, RegExp]>([
  ["a key that GitHub does not know", "branches: [main]", "branchs: [main]", /line 4: Unexpected value 'branchs'/],
  ["an output that no step has", "steps.push.outputs", "steps.pull.outputs", /Context access might be invalid: pull/],
  ["what is no workflow", GOOD, "jobs: []", /not a workflow/],
  ["a tag in place of a commit", `@${SHA} # v7.0.1`, "@v7", /line 26: pin by commit/],
  ["a short commit", `@${SHA}`, `@${SHA.slice(0, 12)}`, /pin by commit/],
  ["a commit without its version", " # v7.0.1", "", /pin by commit/],
  ["pull_request_target", "  pull_request:\n", "  pull_request_target:\n", /on: pull_request_target gives strangers/],
  ["workflow_run", "  pull_request:\n", "  workflow_run:\n    workflows: [x]\n", /on: workflow_run gives strangers/],
  ["no permissions", "permissions:\n  contents: read\nc", "c", /permissions are missing/],
  [
    "rights for all jobs",
    "permissions:\n  contents: read\nc",
    "permissions:\n  contents: write\nc",
    /whole workflow write/,
  ],
  ["all rights", "permissions:\n  contents: read\nc", "permissions: write-all\nc", /whole workflow write/],
  [
    "all rights of a job",
    "    permissions:\n      contents: read\n      id-token: write",
    "    permissions: write-all",
    /name each/,
  ],
  ["no concurrency", "concurrency:\n  group: deploy\n  cancel-in-progress: false\n", "", /concurrency is missing/],
  ["a deployment that is cancelled", "in-progress: false", "in-progress: true", /cancelled half-way/],
  [
    "a deployment that may be cancelled",
    "in-progress: false",
    `in-progress: ${expression("github.ref != 'x'")}`,
    /cancelled half-way/,
  ],
  ["no time-out", "    timeout-minutes: 30\n", "", /timeout-minutes is missing/],
  ["a time-out of six hours", "timeout-minutes: 30", "timeout-minutes: 360", /timeout-minutes is missing or above/],
  [
    "an identity for forks",
    "    if: github.event.pull_request.head.repo.full_name == github.repository\n",
    "",
    /takes an identity/,
  ],
  ["a secret outside of an environment", "    environment: production\n", "", /uses TOKEN outside of an environment/],
  ["an AWS key among the secrets", "secrets.TOKEN", "secrets.AWS_KEY", /AWS key that lasts/],
  ["an AWS key by another name", "          TOKEN:", "          AWS_ACCESS_KEY_ID:", /AWS key that lasts/],
  ["credentials that stay", "        with:\n          persist-credentials: false\n", "", /persist-credentials: false/],
  [
    "a title inside of a script",
    'echo "$TITLE"',
    `echo ${expression("github.event.pull_request.title")}`,
    /can be made to run/,
  ],
  ["any expression inside of a script", 'echo "$TITLE"', `echo ${expression("github.sha")}`, /can be made to run/],
  ["an image without a version", "postgres:17", "postgres", /postgres may be another image tomorrow/],
  ["the latest image", "postgres:17", "postgres:latest", /may be another image tomorrow/],
])("sees %s", async (_, good, bad, words) => {
  const text = GOOD.replace(good, () => bad);
  expect(text).not.toBe(GOOD);
  expect((await workflowProblems(text)).join("\n")).toMatch(words);
});

it("sees secrets that a called workflow inherits", async () => {
  const called = `${GOOD}  test:\n    uses: ./.github/workflows/test.yml\n    secrets: inherit\n`;
  expect((await workflowProblems(called)).join("\n")).toMatch(/job test: secrets: inherit/);
});
