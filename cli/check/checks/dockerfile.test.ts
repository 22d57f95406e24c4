import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createSheet } from "../report";
import { checkDockerfile } from "./dockerfile";

function statuses(text: string): Record<string, string> {
  const sheet = createSheet();
  checkDockerfile(text, sheet);
  return Object.fromEntries(sheet.results().map(({ id, status }) => [id.replace("dockerfile.", ""), status]));
}

const GOOD = `FROM --platform=linux/arm64 python:3.13-slim
USER 1000:1000
EXPOSE 8080
CMD ["python", "agent.py"]
`;
const ALL_OK = { platform: "ok", user: "ok", port: "ok", secrets: "ok" };

it("finds nothing wrong with this repository's own", () => {
  expect(statuses(readFileSync("agent/Dockerfile", "utf8"))).toEqual(ALL_OK);
  expect(statuses(GOOD)).toEqual(ALL_OK);
});

it.each([
  ["another platform", GOOD.replace("arm64", "amd64"), { platform: "failed" }],
  ["no platform", GOOD.replace("--platform=linux/arm64 ", ""), { platform: "warning" }],
  ["the platform of the build", GOOD.replace("linux/arm64", "$BUILDPLATFORM"), { platform: "warning" }],
  ["no user", GOOD.replace("USER 1000:1000\n", ""), { user: "failed" }],
  ["root by name", GOOD.replace("1000:1000", "root"), { user: "failed" }],
  ["root by number", GOOD.replace("1000:1000", "0:0"), { user: "failed" }],
  ["root again at the end", `${GOOD}USER root\n`, { user: "failed" }],
  ["a user with a name", GOOD.replace("1000:1000", "node"), { user: "warning" }],
  ["another port", GOOD.replace("8080", "3000"), { port: "failed" }],
  ["no port", GOOD.replace("EXPOSE 8080\n", ""), { port: "warning" }],
  ["a key as ENV", `${GOOD}ENV OPENAI_API_KEY=abc PORT=8080\n`, { secrets: "failed" }],
  ["a secret in the old ENV form", `${GOOD}ENV AUTH0_CLIENT_SECRET s3cret\n`, { secrets: "failed" }],
  ["a key under another name", `${GOOD}ENV SOME_ID="AKIAIOSFODNN7EXAMPLE"\n`, { secrets: "failed" }],
  ["a secret as the value of an ARG", `${GOOD}ARG NPM_TOKEN=abc\n`, { secrets: "failed" }],
  ["a copied .env", `${GOOD}COPY .env ./\n`, { secrets: "failed" }],
  ["a key in a RUN", `${GOOD}RUN curl -H "Authorization: sk-abcdefghijklmnopqrstu"\n`, { secrets: "failed" }],
])("names %s, and nothing else", (_, text, expected) => {
  expect(statuses(text)).toEqual({ ...ALL_OK, ...expected });
});

it("is not worried by what is no secret", () => {
  const text = `${GOOD}ARG NPM_TOKEN\nENV TOKEN_LIMIT_NOTE=\nENV API_KEY=$GIVEN\nCOPY .env.example ./\n# ENV PASSWORD=x\n`;
  expect(statuses(text)).toEqual(ALL_OK);
});

it("looks at the last stage and what it is made from, with lines that go on", () => {
  const text = `FROM --platform=$BUILDPLATFORM node:24 AS build
USER root
FROM --platform=linux/arm64 node:24-slim AS base
USER 1000
EXPOSE \\
  8080/tcp
from base
CMD ["node", "main.js"]
`;
  expect(statuses(text)).toEqual(ALL_OK);
});
