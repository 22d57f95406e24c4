import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

// Some holes are easier to see in the source than in an answer. Who adds a line to a list here says why it is safe.

const FOLDERS = ["app", "lib", "components"];
const files = [
  "proxy.ts",
  "instrumentation.ts",
  ...FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  ),
].filter((file) => /\.tsx?$/.test(file) && !/\.(test|testing|fixture)\.tsx?$|\/testing[./]/.test(file));

/** Lines of what runs in production that match, each as `file: line`. */
function lines(pattern: RegExp, within = ""): string[] {
  return files
    .filter((file) => file.startsWith(within))
    .flatMap((file) =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => pattern.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
}

it("looks at the source", () => {
  expect(files.length).toBeGreaterThan(150);
  expect(lines(/sql`/, "lib/").length).toBeGreaterThan(20);
});

it("no statement is put together from text, and no name in one comes from outside (CVE-2026-39356)", () => {
  expect(lines(/sql\s*\.\s*raw\b|\.unsafe\(|\.query\([^)]*(\$\{|["'`]\s*\+)/)).toEqual([]);
  // There it is a number that the code counts.
  expect(
    lines(/sql\s*\.\s*identifier\b/).filter((line) => !/^lib\/limits\/take\.ts: .*\(index: number\)/.test(line)),
  ).toEqual([]);
});

it("the server calls the sign-in service and the agents, whose addresses are settings, and nobody else", () => {
  // The one in lib/runs hands CopilotKit's HttpAgent the way that lib/agentcore has.
  const callers = lines(/(?<![.\w])fetch\(|\bfetch\s*[:=,)]|XMLHttpRequest|EventSource\(/, "lib/").map(
    (line) => line.split(":")[0],
  );
  expect([...new Set(callers)].sort()).toEqual([
    "lib/agentcore/open-stream.ts",
    "lib/auth/oidc.ts",
    "lib/runs/http-agent.ts",
  ]);
  expect(lines(/(?<![.\w])fetch\(/, "app/")).toEqual([]);
  const modules = /from "(?:node:)?(?:https?|http2|net|tls|dgram|dns|undici|child_process|axios|got|ws)(?:\/\w+)?"/;
  // A type of what came in, and what tells an address from a name; and the build asks git for the commit.
  expect(lines(modules).filter((line) => !/import type|isIPv[46]|^lib\/release\/of-build\.ts: /.test(line))).toEqual(
    [],
  );
  expect(lines(/release\/of-build"|\.\/of-build"/), "no server does").toEqual([]);
});

it("a token goes to one address only: what calls out follows no redirect", () => {
  const calls = lines(/(?<![.\w])fetch\((?!\s*new URL\("\.well-known)/, "lib/").length;
  expect(lines(/redirect: "error"/, "lib/").length).toBeGreaterThanOrEqual(calls - 1);
  expect(lines(/redirect: "follow"/)).toEqual([]);
});

it("nothing asks next-auth who somebody is: it would take a bearer token for a session", () => {
  expect(lines(/\b(getToken|getServerSession|unstable_getServerSession)\b/)).toEqual([]);
});

it("nothing is run from text, and no HTML is made from it", () => {
  expect(lines(/\beval\(|new Function\(|from "node:vm"|setTimeout\(["'`]/)).toEqual([]);
  expect(lines(/dangerouslySetInnerHTML|\.innerHTML\b|insertAdjacentHTML|document\.write\(/)).toEqual([]);
});

it("there is no Server Action: each would be a way in that the table of routes does not know", () => {
  expect(lines(/^\s*["']use server["']/)).toEqual([]);
});
