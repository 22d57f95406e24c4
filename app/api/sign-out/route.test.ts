import { expect, it, vi } from "vitest";
import { log } from "@/lib/log";

const state = vi.hoisted(() => ({ user: true, ended: [] as string[], cookies: [] as unknown[][] }));
vi.mock("@/lib/auth/session", () => ({
  currentUser: async () => (state.user ? { id: "auth0|愛子", sid: "s" } : null),
}));
vi.mock("@/lib/db/client", () => ({ database: async () => null }));
vi.mock("@/lib/limits/count", () => ({ countStranger: async () => ({ ok: true }) }));
vi.mock("@/lib/auth/sign-out", async (original) => ({
  ...(await original<object>()),
  signOut: async ({ id }: { id: string }) => {
    state.ended.push(id);
    return "https://tenant.example/v2/logout";
  },
}));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, set: (...cookie: unknown[]) => void state.cookies.push(cookie) }),
  headers: async () => new Headers(),
}));

const signOut = async (headers: Record<string, string>) => {
  vi.stubEnv("NODE_ENV", "development");
  vi.spyOn(log, "info").mockReturnValue();
  [state.ended, state.cookies] = [[], []];
  const { POST } = await import("./route");
  const own = { origin: "http://localhost:3000", "content-type": "application/json" };
  const init = { method: "POST", body: "{}", headers: { ...own, ...headers } };
  return await POST(new Request("http://localhost:3000/api/sign-out", init));
};

it("a page that was made for somebody else does not sign out who came after them", { timeout: 60_000 }, async () => {
  const response = await signOut({ "x-person": encodeURIComponent("auth0|b") });
  expect([response.status, response.headers.get("x-person")]).toEqual([401, "other"]);
  expect(state).toMatchObject({ ended: [], cookies: [] });
});

it.each([[{ "x-person": encodeURIComponent("auth0|愛子") }], [{}]])("a page of one's own does: %j", async (headers) => {
  const response = await signOut(headers as Record<string, string>);
  expect(await response.json()).toEqual({ url: "https://tenant.example/v2/logout" });
  expect(state.ended).toEqual(["auth0|愛子"]);
  expect(state.cookies).toHaveLength(1);
});

it("who is signed out here already still ends Auth0's session: the next at this computer is not let in as them", async () => {
  state.user = false;
  const { url } = (await (await signOut({})).json()) as { url: string };
  expect(new URL(url).pathname).toBe("/v2/logout");
  expect(new URL(url).searchParams.get("returnTo")).toBe("http://localhost:3000/signin");
  expect(state.cookies).toHaveLength(1);
});
