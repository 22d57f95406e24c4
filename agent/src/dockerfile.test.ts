import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

type Instruction = { name: string; value: string };

/** The stages of a Dockerfile, each the instructions from one FROM to the next; comments and line ends taken out. */
function stages(text: string): Instruction[][] {
  const lines = text
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line.trim());
  const all: Instruction[][] = [];
  for (const line of lines) {
    const [, name = "", value = ""] = line.match(/^(\w+)\s+(.*)$/) ?? [];
    if (name === "FROM") all.push([]);
    all.at(-1)?.push({ name, value: value.trim() });
  }
  return all;
}

describe("the agent's Dockerfile", () => {
  const all = stages(read("agent/Dockerfile"));
  const image = all.at(-1) ?? [];
  const of = (stage: Instruction[], name: string) => stage.filter((i) => i.name === name).map((i) => i.value);

  it("makes a linux/arm64 image of Node 24 slim", () => {
    expect(of(image, "FROM")).toEqual(["--platform=linux/arm64 node:24-slim"]);
  });

  it("runs as a numeric user that is not root, from its one USER on", () => {
    const [user = "", ...others] = of(image, "USER");
    expect(others).toEqual([]);
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const at = image.findIndex(({ name }) => name === "USER");
    expect(image.slice(at).some(({ name }) => name === "RUN" || name === "COPY")).toBe(false);
  });

  it("serves port 8080 with node as the process that gets the signals", () => {
    expect(of(image, "EXPOSE")).toEqual(["8080"]);
    expect(of(image, "ENV").join(" ")).toContain("PORT=8080");
    expect(of(image, "CMD")).toEqual(['["node", "agent/dist/main.js"]']);
  });

  it("takes over production dependencies only, and no source", () => {
    const copies = of(image, "COPY");
    expect(copies.every((copy) => copy.startsWith("--from="))).toBe(true);
    const from = all.find((stage) => of(stage, "FROM")[0]?.endsWith("AS dependencies")) ?? [];
    const installs = of(from, "RUN").filter((run) => run.includes("npm"));
    expect(installs).toHaveLength(1);
    expect(installs[0]).toContain("npm ci --workspace agent --omit=dev");
    expect(copies.filter((copy) => copy.includes("node_modules"))).toEqual([
      "--from=dependencies /app/node_modules node_modules",
    ]);
    expect(copies.filter((copy) => copy.startsWith("--from=build"))).toEqual([
      "--from=build /app/agent/dist agent/dist",
    ]);
  });

  it("copies only what exists and what the context lets in", () => {
    const ignore = read("agent/Dockerfile.dockerignore").split("\n");
    expect(ignore).toContain("*");
    const sources = all
      .flatMap((stage) => of(stage, "COPY"))
      .filter((copy) => !copy.startsWith("--from="))
      .flatMap((copy) => copy.split(/\s+/).slice(0, -1));
    expect(sources.length).toBeGreaterThan(4);
    for (const source of sources) {
      expect(existsSync(fileURLToPath(new URL(source, root))), source).toBe(true);
      expect(ignore, source).toContain(`!${source}`);
    }
  });

  it("has no secret in it", () => {
    expect(read("agent/Dockerfile")).not.toMatch(/_KEY|SECRET|TOKEN|PASSWORD/i);
  });
});
