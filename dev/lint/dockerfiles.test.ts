import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, it } from "vitest";
import { type Context, dockerfileProblems, readIgnoreFile } from "./dockerfile-rules";
import { repositoryFiles } from "./repository-files";

const files = repositoryFiles();
const dockerfiles = files.filter((file) => /^(.*\.)?Dockerfile(\.(?!dockerignore$)[\w-]+)?$/.test(basename(file)));

it("finds the Dockerfiles", () => {
  expect(dockerfiles).toEqual(expect.arrayContaining(["Dockerfile", "agent/Dockerfile"]));
});

it.each(dockerfiles)("%s makes an image as we want it", (file) => {
  // AgentCore asks the agent itself, at /ping.
  const context = { ignore: readIgnoreFile(file), files, needsHealthCheck: file === "Dockerfile" };
  expect(dockerfileProblems(readFileSync(file, "utf8"), context)).toEqual([]);
});

const GOOD = `# syntax=docker/dockerfile:1
FROM --platform=$BUILDPLATFORM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY lib lib
ARG RELEASE=""
RUN RELEASE="$RELEASE" npm run build

FROM build AS again
RUN true

FROM node:24-slim
ENV NODE_ENV=production \\
  PORT=3000
COPY --from=build /app/out ./
USER 1000:1000
HEALTHCHECK CMD ["node", "-e", "0"]
CMD ["node", "server.js"]
`;
const CONTEXT: Context = {
  ignore: "*\n!package.json\n!package-lock.json\n!lib\n**/.env*\n",
  files: ["package.json", "package-lock.json", "lib/config.ts", "app/page.tsx"],
  needsHealthCheck: true,
};

it("has nothing against one that is well", () => {
  expect(dockerfileProblems(GOOD, CONTEXT)).toEqual([]);
});

it.each<[string, string, string, RegExp]>([
  ["an instruction that there is not", "RUN true", "RUNN true", /line 11: Unknown instruction: RUNN/],
  ["a flag that there is not", "HEALTHCHECK CMD", "HEALTHCHECK --often CMD", /Unknown flag: often/],
  ["an image without a version", "FROM node:24-slim\n", "FROM node\n", /line 13: node may be another image tomorrow/],
  ["the latest image", "FROM node:24-slim\n", "FROM node:latest\n", /line 13: node:latest may be another/],
  ["root", "USER 1000:1000\n", "", /line 13: runs as root/],
  ["root by number", "USER 1000:1000", "USER 0:0", /runs as 0:0/],
  ["a user by name", "USER 1000:1000", "USER node", /runs as node/],
  ["root again", "USER 1000:1000", "USER 1000:1000\nUSER root", /runs as root/],
  ["no health check", 'HEALTHCHECK CMD ["node", "-e", "0"]\n', "", /no HEALTHCHECK/],
  ["a start by the shell", 'CMD ["node", "server.js"]', "CMD node server.js", /do not pass SIGTERM on/],
  ["a start by npm", 'CMD ["node", "server.js"]', 'CMD ["npm", "start"]', /do not pass SIGTERM on/],
  ["ADD of an address", "COPY lib lib", "ADD https://example.com/x.tgz /x", /ADD fetches/],
  ["npm install", "npm ci", "npm install", /use npm ci/],
  ["a script from somewhere", "RUN true", "RUN curl -s https://example.com/x | sh", /what an address gives today/],
  ["a secret argument", 'ARG RELEASE=""', 'ARG RELEASE=""\nARG NPM_TOKEN', /NPM_TOKEN would be in the image/],
  ["a secret in the environment", "PORT=3000", "NEXTAUTH_SECRET=x", /NEXTAUTH_SECRET would be in the image/],
  ["what is not there", "COPY lib lib", "COPY library lib", /line 6: library is not in the repository/],
  [
    "what the builder does not get",
    "COPY lib lib",
    "COPY app app",
    /line 6: app is not in the repository, or left out/,
  ],
])("sees %s", (_, good, bad, words) => {
  const text = GOOD.replace(good, () => bad);
  expect(text).not.toBe(GOOD);
  expect(dockerfileProblems(text, CONTEXT).join("\n")).toMatch(words);
});

it.each<[string, string[]]>([
  ["", [".env", ".env.local", "agent/.env", ".git/config", ".data/keys.json"]],
  ["*\n!lib\n!.env\n", [".env"]],
  ["*\n!infra\n!lib\n", ["infra/envs/example/terraform.tfstate"]],
  ["*\n!agent\n!lib\n", ["agent/.env", "agent/node_modules/x/index.js"]],
])("sees what %j sends to the builder", (ignore, sent) => {
  const problems = dockerfileProblems(GOOD, { ...CONTEXT, ignore }).join("\n");
  for (const file of sent) expect(problems).toContain(`${file} is sent to the builder`);
});
