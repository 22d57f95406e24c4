/**
 * Adds to package-lock.json the platform binaries that `npm install` left out.
 *
 * Why: npm drops an optional dependency from the lock file when the registry it asked does not carry it (some
 * mirrors hold Linux builds only), and `npm ci` then refuses the lock on every machine. The versions are exact in the
 * parents' `optionalDependencies`, so the entries can be written without fetching anything; they carry no
 * integrity hash because there was nothing to hash. Run it after each `npm install` that changed the lock:
 * `npm run lock:complete`. It changes nothing when nothing is missing.
 */
import { readFileSync, writeFileSync } from "node:fs";

const OS = ["android", "darwin", "win32", "linux", "freebsd", "netbsd", "openbsd", "openharmony", "sunos", "aix"];
const CPU = ["arm64", "x64", "arm", "ia32", "ppc64", "s390x", "riscv64", "loong64", "mips64el", "ppc64le", "wasm32"];

/** Reads `{os, cpu, libc}` out of a package name such as `@swc/core-linux-arm64-musl`. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = words.filter((word) => OS.includes(word));
  const cpu = words.filter((word) => CPU.includes(word));
  if (words.includes("gnueabihf") || words.includes("musleabihf")) cpu.splice(0, cpu.length, "arm");
  const libc = words.some((word) => word.startsWith("musl"))
    ? ["musl"]
    : words.some((word) => word.startsWith("gnu")) && os.includes("linux")
      ? ["glibc"]
      : [];
  if (name === "fsevents") return { os: ["darwin"] };
  return {
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 ? { libc } : {}),
  };
}

/** The lock paths at which `name` would be found from `parent`, nearest first. */
function lookup(parent, name) {
  const paths = [];
  for (let at = parent; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    paths.push(`${at === "" ? "" : `${at}/`}node_modules/${name}`);
    if (at === "") return paths;
  }
}

const file = new URL("../../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const added = [];
for (const [parent, entry] of Object.entries(lock.packages)) {
  const optional = Object.entries(entry.optionalDependencies ?? {});
  for (const [name, version] of optional) {
    const paths = lookup(parent, name);
    if (paths.some((path) => lock.packages[path])) continue;
    if (!/^\d/.test(version) && name !== "fsevents") continue;
    const sibling = optional
      .flatMap(([other]) => lookup(parent, other))
      .find((path) => lock.packages[path]?.optional && lock.packages[path].version === version);
    const base = sibling ? sibling.slice(0, sibling.lastIndexOf("node_modules/")) : "";
    const path = `${base}node_modules/${name}`;
    lock.packages[path] = {
      version: version.replace(/^[~^]/, ""),
      ...(entry.dev ? { dev: true } : {}),
      ...(entry.peer ? { peer: true } : {}),
      license: entry.license,
      optional: true,
      ...platformOf(name),
    };
    added.push(path);
  }
}
if (added.length > 0) {
  const sorted = Object.keys(lock.packages).sort((a, b) => a.localeCompare(b, "en"));
  lock.packages = Object.fromEntries(sorted.map((key) => [key, lock.packages[key]]));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
process.stdout.write(`complete-lock: ${added.length} entries added\n`);
