import { expect, it, vi } from "vitest";
import { log } from "../log";
import { routeFiles } from "./route-table.testing";

vi.mock("../auth/session", () => ({ currentUser: async () => null }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined }),
  headers: async () => new Headers(),
}));

const api = routeFiles().filter(({ pattern }) => pattern.startsWith("/api/") && !pattern.includes("csp-report"));

it.each(api)(
  "$pattern answers every verb, those that it does not have in the one shape of errors",
  { timeout: 60_000 },
  async ({ file }) => {
    const logged = vi.spyOn(log, "info").mockReturnValue();
    const exported = (await import(/* @vite-ignore */ file)) as Record<string, (request: Request) => Promise<Response>>;
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      const handler = exported[method];
      expect(handler, method).toBeTypeOf("function");
      if (handler?.name !== "unknownMethod") continue;
      const response = await handler(new Request("http://localhost:3000/api/x?q=secret", { method }));
      expect(response.status).toBe(404);
      // A page of another release takes that for what it is.
      expect([response.headers.get("x-no-route"), response.headers.get("x-release")]).toEqual(["1", "unbuilt"]);
      const requestId = response.headers.get("x-request-id");
      expect(await response.json()).toMatchObject({ code: "NOT_FOUND", requestId });
      expect(logged).toHaveBeenCalledWith(
        { event: "refused", requestId, code: "NOT_FOUND", status: 404, method, route: "/api/x" },
        "refused",
      );
    }
  },
);

it("an address that is too long is refused before anything else is asked", { timeout: 60_000 }, async () => {
  vi.spyOn(log, "info").mockReturnValue();
  const { asPerson } = await import("./as-person");
  const request = new Request(`http://localhost:3000/api/threads?q=${"x".repeat(4_096)}`);
  const work = vi.fn();
  const response = await asPerson(request, work);
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: "TOO_LARGE" });
  expect(work).not.toHaveBeenCalled();
});
