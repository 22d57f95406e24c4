import { describe, expect, it } from "vitest";
import { releaseOfBuild } from "./of-build";
import { RELEASE_FORM } from "./release";

const env = (over: Record<string, string>) => ({ NODE_ENV: "production", ...over }) as NodeJS.ProcessEnv;
const git =
  (status: string | null = "", commit: string | null = "0123456789ab") =>
  (command: string) =>
    command === "status" ? status : commit;
const sha = "0123456789abcdef0123456789abcdef01234567";

describe("the release of a build", () => {
  it("is what RELEASE says, before anything that is known of the commit", () => {
    expect(releaseOfBuild(env({ RELEASE: " v1.4.0 ", VERCEL_GIT_COMMIT_SHA: sha }), git())).toBe("v1.4.0");
  });

  it("is the commit's short id: the one that Vercel names, else git's", () => {
    expect(releaseOfBuild(env({ VERCEL_GIT_COMMIT_SHA: sha }), git("", null))).toBe("0123456789ab");
    expect(releaseOfBuild(env({ RELEASE: "" }), git())).toBe("0123456789ab");
  });

  it("is a new one each time for a tree with changes, and where there is no git", () => {
    const changed = () => releaseOfBuild(env({}), git(" M lib/boot.ts"));
    const unknown = () => releaseOfBuild(env({}), git(null, null));
    for (const build of [changed, unknown]) expect(build()).not.toBe(build());
    expect(changed()).toMatch(/^0123456789ab-[0-9a-f]{8}$/);
    expect(unknown()).toMatch(RELEASE_FORM);
  });

  it("is the same in every process of one build, which inherit the environment", () => {
    const shared = env({});
    expect(releaseOfBuild(shared, git(null, null))).toBe(releaseOfBuild({ ...shared }, git(null, null)));
  });

  it.each(["a b", "ü", "x\r\nset-cookie: y", "-v1", "x".repeat(65)])("is refused when it is %j", (RELEASE) => {
    expect(() => releaseOfBuild(env({ RELEASE }), git())).toThrow(/RELEASE must be 1 to 64 letters/);
  });

  it("stays the same while the site is developed", () => {
    expect(releaseOfBuild(env({ NODE_ENV: "development" }), git(" M x"))).toBe("development");
  });
});
