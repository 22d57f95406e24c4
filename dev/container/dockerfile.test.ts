import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Instruction, imageOf, stagesOf } from "./dockerfile";

const text = readFileSync("Dockerfile", "utf8");
const stages = stagesOf(text);
const named = (name: string) => stages.find(([from]) => from?.value.endsWith(` AS ${name}`)) ?? [];
const of = (stage: readonly Instruction[], name: string) =>
  stage.filter((one) => one.name === name).map(({ value }) => value);

describe("the site's image", () => {
  const site = stages.at(-1) ?? [];

  it("is what is built when nobody names a target, of Node 24 slim on whatever platform is asked for", () => {
    expect(of(site, "FROM")).toEqual(["node:24-slim AS site"]);
  });

  it("runs node itself as a numeric user that is not root, and builds nothing on the target's platform", () => {
    expect(imageOf(text).command).toEqual(["node", "server.js"]);
    expect(of(site, "USER")).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
    expect(of(site, "RUN")).toEqual([]);
  });

  it("has the finished folder and nothing else of the build: no development dependency, no source", () => {
    expect(of(site, "COPY")).toEqual([
      "--from=build /app/.next/standalone ./",
      "--from=build --chown=1000:1000 /data /data",
    ]);
  });

  it("listens on every address, is production, and is asked whether it lives", () => {
    const { env, healthcheck } = imageOf(text);
    expect(env).toMatchObject({ NODE_ENV: "production", HOSTNAME: "0.0.0.0", PORT: "3000", DATA_DIR: "/data" });
    expect(healthcheck.join(" ")).toMatch(
      /^node -e fetch\(`http:\/\/127\.0\.0\.1:\$\{process\.env\.PORT\}\/api\/health\/live`/,
    );
  });
});

describe("the build", () => {
  it("installs by the lock file, runs no script of a dependency, and gives the release its name", () => {
    const build = named("build");
    expect(of(build, "FROM")).toEqual(["--platform=$BUILDPLATFORM node:24-slim AS build"]);
    expect(of(build, "RUN")).toEqual([
      "npm ci --workspaces=false --ignore-scripts",
      'RELEASE="$RELEASE" npm run build:container',
      "mkdir /data",
    ]);
    expect(of(build, "ARG")).toEqual(['RELEASE=""']);
  });

  it("copies what there is, and its context has it", () => {
    const ignored = readFileSync("Dockerfile.dockerignore", "utf8").split("\n");
    const sources = stages
      .flatMap((stage) => of(stage, "COPY"))
      .filter((copy) => !copy.startsWith("--from="))
      .flatMap((copy) => copy.split(" ").slice(0, -1));
    expect(sources.length).toBeGreaterThan(10);
    for (const source of sources) {
      expect(existsSync(source), source).toBe(true);
      const kept = ignored.some(
        (line) => line === `!${source}` || (line.startsWith("!") && source.startsWith(`${line.slice(1)}/`)),
      );
      expect(kept, `${source} is in the context`).toBe(true);
    }
    expect(ignored).toContain("*");
  });

  it("has no file that needs one that stays out: the build checks every type that it finds", () => {
    // As the lines below "Of tests" in Dockerfile.dockerignore.
    const ofTests = /\.(test|testing|fixture)\.tsx?$|(^|\/)testing(\.tsx?$|\/)|(^|\/)fixtures\//;
    const files = ["app", "components", "lib"]
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
      )
      .filter((file) => /\.tsx?$/.test(file) && !ofTests.test(file));
    expect(files.length).toBeGreaterThan(300);
    const copied = of(named("build"), "COPY").flatMap((copy) => copy.split(" ").slice(0, -1));
    const isThere = (path: string) => copied.some((one) => path === one || path.startsWith(`${one}/`));
    const missing = files.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/from "((?:\.|@\/)[^"]+)"/g)]
        .map(([, what = ""]) => (what.startsWith("@/") ? what.slice(2) : join(dirname(file), what)))
        .filter((path) => ofTests.test(`${path}.ts`) || !["", ".ts", ".tsx"].some((end) => isThere(path + end)))
        .map((path) => `${file}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it("takes no settings and no state into the context, whatever is copied", () => {
    const lines = readFileSync("Dockerfile.dockerignore", "utf8").trimEnd().split("\n");
    const lastKept = lines.findLastIndex((line) => line.startsWith("!"));
    expect(lines.slice(lastKept)).toEqual(expect.arrayContaining(["**/.env*", "**/.data", "**/node_modules"]));
  });
});
