import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { composeProblems } from "./compose-rules";
import { stagesOf } from "./dockerfile-rules";
import { repositoryFiles } from "./repository-files";

const files = repositoryFiles().filter((file) => /(^|\/)(docker-)?compose(\.[\w-]+)?\.ya?ml$/.test(file));

it("finds the compose file", () => {
  expect(files).toContain("compose.yaml");
});

it.each(files)("%s is a compose file as Docker and we want it", (file) => {
  const checked = stagesOf(readFileSync("Dockerfile", "utf8")).flatMap(({ name, instructions }) =>
    name && instructions.some((one) => one.getKeyword() === "HEALTHCHECK") ? [name] : [],
  );
  expect(composeProblems(readFileSync(file, "utf8"), checked)).toEqual([]);
});

const variable = (text: string) => `\${${text}}`;
const GOOD = `name: chat
services:
  postgres:
    image: postgres:17-alpine
    environment:
      POSTGRES_PASSWORD: local-only
    healthcheck:
      test: ["CMD", "pg_isready"]
      interval: 2s
      start_interval: 500ms
  migrate:
    build: { context: ., target: site }
    command: ["node", "migrate.mjs"]
    environment:
      DATABASE_URL: &database postgres://chat:local-only@postgres:5432/chat
    depends_on:
      postgres: { condition: service_healthy }
  site:
    build: { context: ., target: site }
    ports:
      - 127.0.0.1:${variable("PORT:-3000")}:3000
      - { target: 3001, published: 3001, host_ip: 127.0.0.1 }
    environment:
      DATABASE_URL: *database
      TOKEN_KEYS: ${Buffer.from("local-only-token-key-no-secret!!").toString("hex")}
      OPENAI_API_KEY: ${variable("OPENAI_API_KEY:-")}
    depends_on:
      migrate: { condition: service_completed_successfully, restart: true }
`;

it("has nothing against one that is well", () => {
  expect(composeProblems(GOOD, ["site"])).toEqual([]);
});

it.each<[string, string, string, RegExp]>([
  [
    "a key that there is not",
    "command:",
    "comand:",
    /\/services\/migrate must NOT have additional properties : comand/,
  ],
  ["a condition that there is not", "service_healthy", "service_well", /\/depends_on/],
  ["a time that is none", "interval: 2s", "interval: soon", /interval must match format "duration"/],
  ["what is no compose file", GOOD, "services: []", /not a compose file/],
  [
    "a service that nobody asks",
    'healthcheck:\n      test: ["CMD", "pg_isready"]',
    "x-was:\n      y: 1",
    /postgres: has no health check/,
  ],
  [
    "a wait for one that nobody asks",
    "healthcheck:",
    "x-was:",
    /migrate: waits for postgres, which has no health check/,
  ],
  [
    "a wait for nobody",
    "      postgres: { condition",
    "      database: { condition",
    /depends on database, which there is not/,
  ],
  [
    "a wait for a start",
    "      migrate: { condition: service_completed_successfully, restart: true }",
    "      - migrate",
    /for a start only/,
  ],
  ["a port of every network", "127.0.0.1:$", "0.0.0.0:$", /open to the whole network/],
  ["a port without an address", "127.0.0.1:$", "$", /open to the whole network/],
  ["a long port of every network", "host_ip: 127.0.0.1", "host_ip: 0.0.0.0", /open to the whole network/],
  ["the latest image", "postgres:17-alpine", "postgres:latest", /postgres:latest may be another/],
  ["an image without a version", "postgres:17-alpine", "postgres", /postgres may be another/],
  [
    "a password",
    "POSTGRES_PASSWORD: local-only",
    "POSTGRES_PASSWORD: hunter2",
    /POSTGRES_PASSWORD looks like a secret/,
  ],
  ["a password in an address", "chat:local-only@", "chat:hunter2@", /migrate: DATABASE_URL looks like a secret/],
  ["a default that is a key", "OPENAI_API_KEY:-", "OPENAI_API_KEY:-sk-1", /OPENAI_API_KEY looks like a secret/],
  [
    "a privileged service",
    "image: postgres:17-alpine",
    "image: postgres:17-alpine\n    privileged: true",
    /root on the host/,
  ],
  ["the host's network", "    ports:", "    network_mode: host\n    ports:", /host's network/],
  [
    "Docker's socket",
    "    ports:",
    "    volumes: [/var/run/docker.sock:/var/run/docker.sock]\n    ports:",
    /Docker's socket/,
  ],
])("sees %s", (_, good, bad, words) => {
  const text = GOOD.replace(good, () => bad);
  expect(text).not.toBe(GOOD);
  expect(composeProblems(text, ["site"]).join("\n")).toMatch(words);
});

it("sees an image without a health check of its own", () => {
  expect(composeProblems(GOOD, [])).toEqual(["site: has no health check"]);
});
