import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { FLOORS, isAtLeast, isPinned, lockedPackages } from "./floors";

const read = (file: string) => JSON.parse(readFileSync(file, "utf8"));
const locked = lockedPackages(read("package-lock.json"));
const MANIFESTS = ["package.json", "agent/package.json"];

/** What `import` would find, whatever the lock file says. */
function installedVersion(name: string): string {
  // Not every package lets its package.json be imported: it is looked for above the entry.
  let folder = dirname(createRequire(join(process.cwd(), "package.json")).resolve(name));
  for (;;) {
    try {
      const found = read(join(folder, "package.json"));
      if (found.name === name) return found.version;
    } catch {}
    if (folder === dirname(folder)) throw new Error(`${name} is not installed`);
    folder = dirname(folder);
  }
}

describe.each(FLOORS)("$name is $least or later: $because", ({ name, least }) => {
  it("as it is installed", () => {
    const version = installedVersion(name);
    expect(isAtLeast(version, least), version).toBe(true);
  });

  it("in every copy of the lock file", () => {
    const copies = locked.filter((one) => one.name === name);
    expect(copies.length).toBeGreaterThan(0);
    expect(copies.filter(({ version }) => !isAtLeast(version, least))).toEqual([]);
  });
});

it.each(MANIFESTS)("%s names one exact version of each dependency", (file) => {
  const { dependencies = {}, devDependencies = {}, overrides = {} } = read(file);
  const named = [dependencies, devDependencies, overrides].flatMap((one) => flat(one));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(([, wanted]) => !isPinned(wanted))).toEqual([]);
});

it.each(MANIFESTS)("what %s names is what the lock file has", (file) => {
  const { dependencies = {}, devDependencies = {} } = read(file);
  const inside = file === "package.json" ? "" : `${dirname(file)}/`;
  const versions = new Map(locked.map(({ path, version }) => [path, version]));
  for (const [name, wanted] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(versions.get(`${inside}node_modules/${name}`) ?? versions.get(`node_modules/${name}`), name).toBe(wanted);
});

/** Overrides nest: `{"a": {"b": "1.0.0"}}`. */
function flat(named: object): [string, string][] {
  return Object.entries(named).flatMap(([name, wanted]) =>
    typeof wanted === "string" ? [[name, wanted] as [string, string]] : flat(wanted as object),
  );
}

it("finds copies inside of other packages and behind aliases, and takes no link for a package", () => {
  const packages = {
    "": { version: "1.0.0" },
    agent: { version: "1.0.0" },
    "node_modules/agent": { link: true },
    "node_modules/next": { version: "16.4.6" },
    "node_modules/a/node_modules/@b/next": { version: "1.2.3" },
    "node_modules/a/node_modules/next": { version: "15.0.0" },
    "node_modules/old-next": { name: "next", version: "14.0.0" },
  };
  expect(
    lockedPackages({ packages })
      .filter(({ name }) => name === "next")
      .map(({ version }) => version),
  ).toEqual(["16.4.6", "15.0.0", "14.0.0"]);
});

it.each([
  ["16.2.6", "16.2.6", true],
  ["16.2.10", "16.2.6", true],
  ["17.0.0", "16.2.6", true],
  ["16.10.0", "16.9.9", true],
  ["16.2.5", "16.2.6", false],
  ["16.1.99", "16.2.6", false],
  ["9.9.9", "16.2.6", false],
  ["16.2.6-canary.1", "16.2.6", false],
  ["16.2.7-canary.1", "16.2.6", true],
  ["latest", "0.0.1", false],
])("%s against %s: %s", (version, least, expected) => {
  expect(isAtLeast(version, least)).toBe(expected);
});

it.each([
  "^1.2.3",
  "~1.2.3",
  ">=1.2.3",
  "1.x",
  "1.2",
  "*",
  "latest",
  "",
  "npm:other@1.2.3",
  "file:../x",
  "git+https://x/y",
])('"%s" is no exact version', (wanted) => {
  expect(isPinned(wanted)).toBe(false);
});
