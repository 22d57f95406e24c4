import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { awaitTokens, type Device } from "./device-flow";

let server: Server;
let answers: { status: number; body: unknown }[];
let waits: number[];
let now: number;

beforeEach(async () => {
  answers = [];
  waits = [];
  now = 0;
  server = createServer((_, response) => {
    const answer = answers.shift() ?? { status: 200, body: { access_token: "t", expires_in: 60 } };
    if (answer.status === 0) return void response.destroy();
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.close();
});

function wait(device: Partial<Device> = {}) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return awaitTokens(
    { issuer: "http://localhost/", audience: "a", clientId: "c" },
    { issuer: "http://localhost/", token_endpoint: url, device_authorization_endpoint: url },
    {
      device_code: "d",
      user_code: "U",
      verification_uri: "http://localhost/",
      expires_in: 900,
      interval: 3,
      ...device,
    },
    new AbortController().signal,
    {
      now: () => now,
      sleep: async (ms) => {
        waits.push(ms);
        now += ms;
      },
    },
  );
}

const says = (error: string) => ({ status: 403, body: { error } });

it("waits as long as told, and five seconds longer after each slow_down", async () => {
  answers = [says("authorization_pending"), says("slow_down"), says("slow_down"), says("authorization_pending")];
  expect((await wait()).tokens.access_token).toBe("t");
  expect(waits).toEqual([3_000, 3_000, 8_000, 13_000, 13_000]);
});

it("asks every five seconds when nothing is told", async () => {
  answers = [says("authorization_pending")];
  await wait({ interval: undefined });
  expect(waits).toEqual([5_000, 5_000]);
});

it("asks more rarely while no answer comes", async () => {
  answers = [
    { status: 0, body: null },
    { status: 502, body: null },
  ];
  await wait();
  expect(waits).toEqual([3_000, 6_000, 12_000]);
});

it.each([
  ["expired_token", "SIGN_IN_EXPIRED"],
  ["access_denied", "SIGN_IN_DECLINED"],
  ["invalid_client", "SIGN_IN_REFUSED"],
])("ends at %s", async (error, code) => {
  answers = [says(error)];
  await expect(wait()).rejects.toMatchObject({ code });
});

it("ends by itself when the code's time is over", async () => {
  answers = Array.from({ length: 10 }, () => says("authorization_pending"));
  await expect(wait({ expires_in: 10 })).rejects.toMatchObject({ code: "SIGN_IN_EXPIRED" });
  expect(waits).toEqual([3_000, 3_000, 3_000, 3_000]);
});
