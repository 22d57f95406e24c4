import { describe, expect, it, vi } from "vitest";
import { requestSignOut } from "./sign-out";

const answer = (status: number, body: unknown) =>
  vi.fn<typeof fetch>().mockResolvedValue(Response.json(body, { status }));

describe("signing out", () => {
  it("asks with JSON, which no foreign page can send, and goes where the server says", async () => {
    const send = answer(200, { url: "https://tenant.example/v2/logout" });
    expect(await requestSignOut(send)).toEqual({ ok: true, url: "https://tenant.example/v2/logout" });
    const [path, init] = send.mock.calls[0] ?? [];
    expect(path).toBe("/api/sign-out");
    expect(init).toMatchObject({ method: "POST", body: "{}", headers: { "content-type": "application/json" } });
  });

  it("says why it failed", async () => {
    expect(await requestSignOut(answer(500, { code: "INTERNAL", message: "Later." }))).toEqual({
      ok: false,
      message: "Later.",
    });
    expect(await requestSignOut(answer(200, {}))).toEqual({ ok: false, message: null });
    expect(await requestSignOut(vi.fn<typeof fetch>().mockRejectedValue(new TypeError("offline")))).toEqual({
      ok: false,
      message: null,
    });
    expect(await requestSignOut(vi.fn<typeof fetch>().mockResolvedValue(new Response("<html>")))).toEqual({
      ok: false,
      message: null,
    });
  });
});
