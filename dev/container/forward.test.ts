import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { forwardFromOutside } from "./forward";

/** Of loopback as well, and not the one that the service listens on: as the outer address of a container is to it. */
const OUTSIDE = "127.0.0.2";

// Elsewhere than on Linux only one address of 127.0.0.0/8 is there.
const here = it.skipIf(process.platform !== "linux");
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function service(answer: (server: Server) => void): Promise<number> {
  const server = createServer();
  answer(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return (server.address() as AddressInfo).port;
}

here("answers outside for what listens on loopback alone, whole and with the Host that was asked for", async () => {
  const body = "x".repeat(3_000_000);
  const port = await service((server) =>
    server.on("request", (request, response) => {
      let size = 0;
      request.on("data", (chunk: Buffer) => (size += chunk.length));
      request.on("end", () => response.end(`${request.headers.host} ${size} ${body}`));
    }),
  );
  await expect(fetch(`http://${OUTSIDE}:${port}`)).rejects.toThrow();
  ends.push(await forwardFromOutside(port, [OUTSIDE]));
  const answer = await fetch(`http://${OUTSIDE}:${port}`, { method: "POST", body });
  expect(await answer.text()).toBe(`${OUTSIDE}:${port} ${body.length} ${body}`);
});

here("breaks off when the service does, instead of waiting for ever", async () => {
  const port = await service((server) =>
    server.on("request", (_request, response) => {
      response.write("begun");
      setTimeout(() => response.destroy(), 50);
    }),
  );
  ends.push(await forwardFromOutside(port, [OUTSIDE]));
  const answer = await fetch(`http://${OUTSIDE}:${port}`);
  await expect(answer.text()).rejects.toThrow();
});
