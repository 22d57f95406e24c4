import { describe, expect, it } from "vitest";
import { isJson, isSameOrigin, readJson, readMutation } from "./guards";

const site = "https://chat.example.com";
const headers = (value: Record<string, string>) => new Headers(value);

describe("isSameOrigin", () => {
  it.each([
    [{ origin: site }, true],
    [{ "sec-fetch-site": "same-origin" }, true],
    [{ origin: site, "sec-fetch-site": "cross-site" }, true],
    [{}, false],
    [{ origin: "null" }, false],
    [{ origin: "https://evil.example" }, false],
    [{ origin: "https://chat.example.com.evil.example" }, false],
    [{ origin: "http://chat.example.com" }, false],
    [{ origin: "https://evil.example", "sec-fetch-site": "same-origin" }, false],
    [{ origin: "https://evil.example", host: "chat.example.com", "x-forwarded-host": "evil.example" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "none" }, false],
  ])("%j → %s", (sent, expected) => {
    expect(isSameOrigin(headers(sent as Record<string, string>), site)).toBe(expected);
  });
});

describe("isJson", () => {
  it.each([
    ["application/json", true],
    ["Application/JSON; charset=utf-8", true],
    ["text/plain", false],
    ["application/x-www-form-urlencoded", false],
    ["application/json-patch", false],
    ["", false],
  ])("%s → %s", (type, expected) => {
    expect(isJson(headers({ "content-type": type }))).toBe(expected);
  });
});

const post = (body: BodyInit | null, extra: Record<string, string> = {}) =>
  new Request(`${site}/x`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", origin: site, ...extra },
  });

describe("readJson", () => {
  it("reads JSON up to the limit, counting bytes and not characters", async () => {
    expect(await readJson(post('"ああ"'), 8)).toEqual({ ok: true, value: "ああ" });
    expect(await readJson(post('"あああ"'), 8)).toEqual({ ok: false, code: "TOO_LARGE" });
  });

  it("believes the bytes, not the announced length", async () => {
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(1024)) });
    const request = new Request(`${site}/x`, { method: "POST", body: endless, duplex: "half" } as RequestInit);
    expect(await readJson(request, 10_000)).toEqual({ ok: false, code: "TOO_LARGE" });
  });

  it.each([["{"], [""], [new Uint8Array([0x22, 0xff, 0x22])], [null]])("refuses %s", async (body) => {
    expect(await readJson(post(body as BodyInit | null), 100)).toEqual({ ok: false, code: "BAD_REQUEST" });
  });
});

it("refuses a form from elsewhere before it reads anything", async () => {
  const options = { siteUrl: site, maxBytes: 100 };
  expect(await readMutation(post("{}", { origin: "https://evil.example" }), options)).toEqual({
    ok: false,
    code: "FORBIDDEN_ORIGIN",
  });
  expect(await readMutation(post("{}", { "content-type": "text/plain" }), options)).toEqual({
    ok: false,
    code: "BAD_REQUEST",
  });
  expect(await readMutation(post("{}"), options)).toEqual({ ok: true, value: {} });
});
