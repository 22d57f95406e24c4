import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cutConnections, keepNoConnection, knowServers } from "./leaving";

const open: ServerResponse[] = [];
const server = createServer((_request, response) => {
  response.write("begun ");
  open.push(response);
});
const agent = new Agent({ keepAlive: true });
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  agent.destroy();
  server.closeAllConnections();
});

it("a closed server ends with the last answer, not when clients let go of their connections", async () => {
  const { port } = server.address() as AddressInfo;
  const answers = await Promise.all(
    [1, 2].map(
      () =>
        new Promise<IncomingMessage>((resolve, reject) =>
          get({ port, host: "127.0.0.1", agent }, resolve).on("error", reject),
        ),
    ),
  );
  const texts = answers.map(async (answer) => (await answer.toArray()).join(""));
  const closed = new Promise<number>((resolve) => server.close(() => resolve(Date.now())));
  keepNoConnection();
  open[0]?.end("ended");
  expect(await texts[0]).toBe("begun ended");
  await new Promise((resolve) => setTimeout(resolve, 100));
  // The other one is still being written, and is not cut.
  open[1]?.end("ended as well");
  const ended = Date.now();
  expect(await texts[1]).toBe("begun ended as well");
  expect((await closed) - ended).toBeLessThan(1_500);
});

it("a connection on which nothing is asked, and an answer that nobody takes, do not keep a server for ever", async () => {
  knowServers();
  const other = createServer(({ url }, response) => {
    if (url === "/long") response.write("x".repeat(50_000_000));
    response.end();
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const opened = () =>
    new Promise<ReturnType<typeof connect>>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(socket)).on("error", () => undefined);
    });
  await opened();
  const slow = (await opened()).pause();
  slow.write("GET /long HTTP/1.1\r\nhost: x\r\n\r\n");
  await new Promise((resolve) => setTimeout(resolve, 200));
  let isClosed = false;
  const closed = new Promise<void>((resolve) =>
    other.close(() => {
      isClosed = true;
      resolve();
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isClosed).toBe(false);
  cutConnections();
  await closed;
});
