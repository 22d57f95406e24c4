import { beforeEach, expect, it, vi } from "vitest";
import type { HttpErrorBody } from "../errors";
import { log } from "../log";
import { callRoute, missingNames, ROUTE_TABLE, routeHandlers } from "./route-table.testing";

const state = vi.hoisted(() => ({ user: (): Promise<unknown> => Promise.resolve(null), acceptLanguage: () => "ja" }));
vi.mock("../auth/session", () => ({ currentUser: () => state.user() }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined }),
  headers: async () => new Headers({ "accept-language": state.acceptLanguage() }),
}));

const down = () => Promise.reject(new Error("connect ECONNREFUSED secret"));
const handlers = await routeHandlers();
const calls = Object.entries(ROUTE_TABLE).flatMap(([key, entry]) =>
  entry.about === "none" ? [] : entry.calls.slice(0, 1).map((call) => ({ key, call })),
);

beforeEach(() => {
  vi.restoreAllMocks();
  vi.stubEnv("NODE_ENV", "development");
  state.acceptLanguage = () => "ja";
});

async function answer({ key, call }: (typeof calls)[number]) {
  const handler = handlers.get(key);
  if (!handler) throw new Error(`no handler for ${key}`);
  const response = await callRoute(handler, key, call, missingNames(), "http://localhost:3000");
  return { response, body: (await response.json()) as HttpErrorBody };
}

it.each(calls)("$key answers in the one shape of errors when nobody can be looked up", async (one) => {
  const logged = vi.spyOn(log, "error").mockReturnValue();
  state.user = down;
  const { response, body } = await answer(one);
  expect(response.status).toBe(500);
  expect(response.headers.get("x-release")).toBe("unbuilt");
  expect(response.headers.get("x-no-route"), "it is there").toBeNull();
  expect(body).toEqual({
    code: "INTERNAL",
    message: expect.stringMatching(/[ぁ-ん]/) as string,
    requestId: response.headers.get("x-request-id"),
  });
  expect(logged).toHaveBeenCalledWith(expect.objectContaining({ requestId: body.requestId }), expect.any(String));
});

it.each(calls.slice(0, 1))("$key does so, too, when not even the language can be read", async (one) => {
  vi.spyOn(log, "error").mockReturnValue();
  state.acceptLanguage = () => {
    throw new Error("no headers");
  };
  expect((await answer(one)).body).toMatchObject({ code: "INTERNAL", message: expect.stringMatching(/^\w/) as string });
});
