import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { log } from "@/lib/log";
import { startSite } from "@/lib/runs/testing/site";
import { GET, POST } from "./route";

vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, getAll: () => [], set: () => undefined }),
  headers: async () => new Headers(),
}));

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite("embedded", { LIMIT_SIGN_INS_PER_MINUTE: "2", LIMIT_PEOPLE_PER_ADDRESS: "1" });
}, 60_000);
afterAll(() => site.stop());

const form = (path: string, nextauth: string[], body: string) =>
  POST(
    new Request(`http://localhost:3000/api/auth/${path}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body,
    }),
    { params: Promise.resolve({ nextauth }) },
  );

it.each([
  ["_log", ["_log"]],
  ["_log/", ["_log"]],
  ["%5Flog", ["_log"]],
  ["_log/x", ["_log", "x"]],
])("lets nobody write into the log, by whatever address: %s", async (path, nextauth) => {
  const lines = [vi.spyOn(log, "error").mockReturnValue(), vi.spyOn(log, "warn").mockReturnValue()];
  vi.spyOn(log, "info").mockReturnValue();
  const response = await form(path, nextauth, "level=error&code=EVERYTHING_IS_FINE&message=x");
  expect(response.status).toBe(404);
  for (const line of lines) expect(line).not.toHaveBeenCalled();
});

it("counts what begins a sign-in as such, by whatever address", async () => {
  vi.spyOn(log, "info").mockReturnValue();
  // next-auth itself finds no request here and fails: only whether it is asked counts.
  vi.spyOn(log, "error").mockReturnValue();
  const isLimited = async (path: string) => (await form(path, ["signin", "auth0"], "csrfToken=x")).status === 429;
  const begun = [await isLimited("signin/auth0"), await isLimited("%73ignin/auth0"), await isLimited("%73ignin/auth0")];
  expect(begun).toEqual([false, false, true]);
  // What only asks has an allowance of its own.
  const csrf = { params: Promise.resolve({ nextauth: ["csrf"] }) };
  expect((await GET(new Request("http://localhost:3000/api/auth/csrf"), csrf)).status).not.toBe(429);
});
