import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { freePort } from "./testing.ts";
import { waitUntilAnswers } from "./wait.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
const serve = async (listener: RequestListener, port = 0) => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};
const never = new AbortController().signal;

test.each([200, 302, 401, 403])("a %i is an answer", async (status) => {
  const url = await serve((_request, response) => response.writeHead(status, { location: "/elsewhere" }).end());
  expect((await waitUntilAnswers(url, { timeoutMs: 10_000, signal: never })).ok).toBe(true);
});

test.each<[string, RequestListener, string]>([
  ["an error", (_request, response) => response.writeHead(503).end(), "it answers 503"],
  ["a page that is not there", (_request, response) => response.writeHead(404).end(), "it answers 404"],
  ["silence", () => {}, "it takes the request but does not answer"],
])("%s is none, and the reason says so", async (_name, listener, why) => {
  const url = await serve(listener);
  const waited = await waitUntilAnswers(url, { timeoutMs: 400, signal: never });
  expect(waited).toEqual({ ok: false, reason: `${url} did not answer within 0 s (${why})` });
});

test("nobody there is none, until somebody is", async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const waited = await waitUntilAnswers(url, { timeoutMs: 300, signal: never });
  expect(waited).toMatchObject({ ok: false, reason: expect.stringContaining("nothing listens there") });
  const waiting = waitUntilAnswers(url, { timeoutMs: 10_000, signal: never });
  await serve((_request, response) => response.end(), port);
  expect((await waiting).ok).toBe(true);
});

test("waiting ends with the reason of the signal", async () => {
  const gone = new AbortController();
  const waiting = waitUntilAnswers(await serve(() => {}), { timeoutMs: 60_000, signal: gone.signal });
  gone.abort("it died");
  expect(await waiting).toEqual({ ok: false, reason: "it died" });
});
