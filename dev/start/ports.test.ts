import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { describeTaken, takenPorts } from "./ports.ts";
import { freePort } from "./testing.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
const hold = async (host: string, port: number) => {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen({ host, port, ipv6Only: host === "::1" }, resolve));
};

const want = (port: number) => ({ port, part: "the site", variable: "PORT" });

test("a free port is not reported", async () => {
  expect(await takenPorts([want(await freePort())])).toEqual([]);
});

test.each([
  ["127.0.0.1", ["127.0.0.1"]],
  ["::1", ["::1"]],
  ["0.0.0.0", ["127.0.0.1"]],
  ["::", ["127.0.0.1", "::1"]],
])("one that is held on %s is, with the address", async (host, addresses) => {
  const [port, other] = [await freePort(), await freePort()];
  await hold(host, port);
  expect(await takenPorts([want(other), want(port)])).toEqual([{ ...want(port), addresses }]);
});

test("the person reads which port, who wants it, who may hold it, and what to do", () => {
  const text = describeTaken([
    { port: 4010, part: "the local Auth0", variable: "LOCAL_AUTH0_PORT", addresses: ["::1"] },
  ]);
  expect(text).toContain("Port 4010 is taken (on ::1), and the local Auth0 wants it.");
  expect(text).toContain("lsof -nP -iTCP:4010 -sTCP:LISTEN");
  expect(text).toContain("LOCAL_AUTH0_PORT=4011 npm run dev");
});
