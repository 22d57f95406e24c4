import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { log } from "@/lib/log";
import { startSite } from "@/lib/runs/testing/site";
import { GET, POST } from "./route";

const seen = vi.hoisted(() => ({ search: [] as string[] }));
vi.mock("next-auth", () => ({
  default: () => async (request: Request) => {
    seen.search.push(new URL(request.url).search);
    return new Response();
  },
}));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, getAll: () => [], set: () => undefined }),
  headers: async () => new Headers(),
}));

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  vi.spyOn(log, "info").mockReturnValue();
  site = await startSite("embedded");
}, 60_000);
afterAll(() => site.stop());

const HERE = "http://localhost:3000/api/auth";
const contextOf = (...nextauth: string[]) => ({ params: Promise.resolve({ nextauth }) });

it.each(["signin/auth0", "%73ignin/auth0", "signin/auth0/x"])(
  "a sign-in begun at %s asks Auth0 for nothing but what a page of ours may ask",
  async (path) => {
    const query =
      "prompt=login&max_age=0&ui_locales=ja&scope=admin&redirect_uri=https%3A%2F%2Fevil.example&organization=o";
    const request = new Request(`${HERE}/${path}?${query}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "csrfToken=x&scope=admin",
    });
    expect((await POST(request, contextOf("signin", ...path.split("/").slice(1)))).status).toBe(200);
    expect(seen.search.at(-1)).toBe("?ui_locales=ja&prompt=login&max_age=0");
  },
);

it("what Auth0 sends back stays as it is", async () => {
  const request = new Request(`${HERE}/callback/auth0?code=c&state=s`);
  expect((await GET(request, contextOf("callback", "auth0"))).status).toBe(200);
  expect(seen.search.at(-1)).toBe("?code=c&state=s");
});
