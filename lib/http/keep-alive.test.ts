import { Agent, createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { keepConnections } from "./keep-alive";

const agent = new Agent({ keepAlive: true });
let server: Server | undefined;
afterEach(() => {
  agent.destroy();
  server?.close();
});

/** What the second answer promises: Node has settled the words of a server's first before anybody hears of it. */
async function promised(keepAliveTimeout?: number): Promise<string | string[] | undefined> {
  const started = createServer((_request, response) => response.end("well"));
  server = started;
  if (keepAliveTimeout !== undefined) started.keepAliveTimeout = keepAliveTimeout;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const { port } = started.address() as AddressInfo;
  const ask = () =>
    new Promise<IncomingMessage>((resolve, reject) =>
      get({ port, host: "127.0.0.1", agent }, resolve).on("error", reject),
    );
  (await ask()).resume();
  const answer = (await ask()).resume();
  return answer.headers["keep-alive"];
}

it("keeps connections longer than load balancers do, from the first answer on, and never shorter than was set", async () => {
  expect(await promised()).toBe("timeout=5");
  keepConnections();
  expect(await promised()).toBe("timeout=75");
  expect(await promised(120_000)).toBe("timeout=120");
  expect(await promised(0)).toBeUndefined();
});
