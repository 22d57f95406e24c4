import { createServer, type IncomingMessage, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { clientAddress } from "./client-address";
import { normalAddress, subscriberOf } from "./ip-address";
import { PEER_HEADER, writePeers } from "./peer-header";

const settings = vi.hoisted(() => ({ trustProxy: 0 }));
vi.mock("../config", () => ({ getConfig: () => settings }));

const KEY = Symbol.for("agentcore-chat.peer-key");
const holder = globalThis as unknown as Record<symbol, string | undefined>;
const behind = (hops: number, headers: Record<string, string>) => {
  settings.trustProxy = hops;
  return clientAddress(new Headers(headers));
};
const written = (peer: string, forwarded?: string) => ({
  [PEER_HEADER]: `key ${forwarded === undefined ? "direct" : "forwarded"} ${peer}`,
  // Next fills in the socket's where nothing was sent.
  "x-forwarded-for": forwarded ?? peer,
});

describe("normalAddress", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    [" 203.0.113.9\t", "203.0.113.9"],
    ["203.0.113.9:4711", "203.0.113.9"],
    ["::ffff:127.0.0.1", "127.0.0.1"],
    ["::ffff:7f00:1", "127.0.0.1"],
    ["0:0:0:0:0:FFFF:7F00:0001", "127.0.0.1"],
    ["[::ffff:7f00:1]:80", "127.0.0.1"],
    ["2001:0DB8:0:0::0001", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["", null],
    ["unknown", null],
    ["localhost", null],
    ["1.2.3", null],
    ["1.2.3.4.5", null],
    ["0x7f.1", null],
    ["2130706433", null],
    ["010.0.0.1", null],
    ["[2001:db8::1", null],
    ["2001:db8::1]:443", null],
    ["[1.2.3.4", null],
    ["::1::2", null],
    ["::1]/@evil.example#[::2", null],
    ["1.2.3.4 OR 1=1", null],
    ["1.2.3.4\n5.6.7.8", null],
    [`::1%${"x".repeat(10_000)}`, null],
    ["1".repeat(10_000), null],
  ])("%j → %s", (text, expected) => expect(normalAddress(text)).toBe(expected));
});

describe("subscriberOf", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:db8::9", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["2001:db8::", "2001:db8:0:0::/64"],
  ])("%s → %s", (address, expected) => expect(subscriberOf(address)).toBe(expected));
});

describe("whose word is believed, where this process writes the peer", () => {
  afterEach(() => {
    holder[KEY] = undefined;
  });
  const cases: [hops: number, peer: string, forwarded: string | undefined, expected: string | null][] = [
    [0, "198.51.100.7", undefined, "198.51.100.7"],
    [0, "198.51.100.7", "6.6.6.6", "198.51.100.7"],
    [1, "10.0.0.1", "203.0.113.9", "203.0.113.9"],
    [1, "10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"],
    [1, "10.0.0.1", "6.6.6.6,,  , 203.0.113.9 ", "203.0.113.9"],
    [2, "10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"],
    [2, "10.0.0.1", "203.0.113.9, [2001:db8::5]:8443", "203.0.113.9"],
    [1, "10.0.0.1", "6.6.6.6, [2001:db8::5]:8443", "2001:db8::5"],
    [1, "10.0.0.1", "::ffff:7f00:1", "127.0.0.1"],
    // It did not come through the proxies: only the peer is known.
    [1, "198.51.100.7", undefined, "198.51.100.7"],
    [2, "198.51.100.7", "6.6.6.6", "198.51.100.7"],
    [1, "198.51.100.7", "unknown", "198.51.100.7"],
    [1, "198.51.100.7", "", "198.51.100.7"],
    [1, "198.51.100.7", `${"6.6.6.6, ".repeat(1_200)}203.0.113.9`, "203.0.113.9"],
    [1, "198.51.100.7", "x".repeat(10_000), "198.51.100.7"],
    // A Unix socket has no address.
    [0, "", "6.6.6.6", null],
    [1, "", "203.0.113.9", "203.0.113.9"],
  ];
  it.each(cases)("%i proxies, peer %s, sent %s → %s", (hops, peer, forwarded, expected) => {
    holder[KEY] = "key";
    expect(behind(hops, written(peer, forwarded))).toBe(expected);
  });

  it.each<Record<string, string>>([
    {},
    { [PEER_HEADER]: "6.6.6.6" },
    { [PEER_HEADER]: "direct 6.6.6.6" },
    { [PEER_HEADER]: "undefined direct 6.6.6.6" },
    { [PEER_HEADER]: "guess direct 6.6.6.6", "x-forwarded-for": "6.6.6.6" },
  ])("believes nothing of a request that is not written on: %j", (headers) => {
    holder[KEY] = "key";
    for (const hops of [0, 1, 2]) expect(behind(hops, headers)).toBeNull();
  });
});

describe("whose word is believed, where the host has servers of its own", () => {
  it.each([
    [0, "203.0.113.9", null],
    [1, "6.6.6.6, 203.0.113.9", "203.0.113.9"],
    [2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"],
    [2, "6.6.6.6", null],
  ])("%i proxies, %s → %s", (hops, forwarded, expected) => {
    const forged = { [PEER_HEADER]: "undefined direct 7.7.7.7" };
    expect(behind(hops, { "x-forwarded-for": forwarded })).toBe(expected);
    expect(behind(hops, { "x-forwarded-for": forwarded, ...forged })).toBe(expected);
  });
  it("has no address where no header is", () => expect(behind(1, {})).toBeNull());

  it.each(["VERCEL", "AWS_LAMBDA_FUNCTION_NAME"])("takes no relay for the caller: %s", (name) => {
    writePeers({ [name]: "1", NODE_ENV: "production" });
    expect(holder[KEY]).toBeUndefined();
  });
});

describe("on a server", () => {
  const seen: IncomingMessage["headers"][] = [];
  const server = createServer((request, response) => {
    // As Next does before a route handler is given the headers.
    request.headers["x-forwarded-for"] ??= request.socket.remoteAddress ?? "";
    seen.push(request.headers);
    response.end();
  });
  beforeAll(async () => {
    writePeers({ NODE_ENV: "production" });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.close();
    holder[KEY] = undefined;
  });
  const ask = async (headers: Record<string, string | string[]>) => {
    const { port } = server.address() as AddressInfo;
    await new Promise<void>((resolve, reject) => {
      send({ port, host: "127.0.0.1", headers }, (response) => response.resume().on("end", resolve))
        .on("error", reject)
        .end();
    });
    return Object.fromEntries(Object.entries(seen.at(-1) ?? {}).map(([name, value]) => [name, String(value)]));
  };

  it("knows the true peer, whatever is sent", async () => {
    const own = holder[KEY] ?? "";
    expect(own).toMatch(/^[0-9a-f]{32}$/);
    const forgeries: Record<string, string | string[]>[] = [
      {},
      { "x-forwarded-for": "6.6.6.6" },
      { [PEER_HEADER]: `${own} direct 6.6.6.6`, "X-Forwarded-For": "6.6.6.6" },
      { [PEER_HEADER]: [`${own} direct 6.6.6.6`, `${own} direct 7.7.7.7`] },
    ];
    for (const headers of forgeries) expect(behind(0, await ask(headers))).toBe("127.0.0.1");
    expect(behind(1, await ask({}))).toBe("127.0.0.1");
    expect(behind(1, await ask({ "x-forwarded-for": ["6.6.6.6", "203.0.113.9"] }))).toBe("203.0.113.9");
  });
});
