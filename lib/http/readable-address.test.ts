import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keepAddressesReadable, readableAddress } from "./readable-address";

it.each([
  ["/", "/"],
  ["/api/threads/%E3%81%82?q=%", "/api/threads/%E3%81%82?q=%"],
  ["/api/threads/%", "/api/threads/%25"],
  ["/api/threads/%zz/events?after=%FF", "/api/threads/%25zz/events?after=%FF"],
  ["/a/%FF/%C0%80/%ED%A0%80/b", "/a/%25FF/%25C0%2580/%25ED%25A0%2580/b"],
  ["/%25?a?b", "/%25?a?b"],
  ["http://evil.example/c/1?a=b", "/c/1?a=b"],
  ["https://user@evil.example", "/"],
  ["http://evil.example?x", "/?x"],
])("%s → %s", (sent, read) => {
  expect(readableAddress(sent)).toBe(read);
});

const server = createServer((request, response) => response.end(request.url));
beforeAll(async () => {
  keepAddressesReadable();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

it("a server sees no other", async () => {
  const { port } = server.address() as AddressInfo;
  const seen = await new Promise<string>((resolve) =>
    get({ port, host: "127.0.0.1", path: "/x/%" }, (answer) =>
      answer.on("data", (part: Buffer) => resolve(part.toString())),
    ),
  );
  expect(seen).toBe("/x/%25");
});
