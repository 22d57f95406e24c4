import { beforeEach, describe, expect, it, vi } from "vitest";
import { POST } from "./route";

const state = vi.hoisted(() => ({
  lines: [] as object[],
  counted: [] as unknown[],
  answer: async () => ({ ok: true }),
}));
vi.mock("@/lib/log", () => ({
  log: { warn: (line: object) => state.lines.push(line), error: () => undefined, info: () => undefined },
}));
vi.mock("@/lib/db/client", () => ({ database: async () => "db" }));
vi.mock("@/lib/http/client-address", () => ({ clientAddress: () => "192.0.2.1" }));
vi.mock("@/lib/http/answer", () => ({ unknownMethod: () => undefined }));
vi.mock("@/lib/limits/count", () => ({
  countStranger: (...asked: unknown[]) => {
    state.counted.push(asked);
    return state.answer();
  },
}));

const report = {
  type: "csp-violation",
  body: { documentURL: "https://x/c/1", blockedURL: "https://evil.example/?q", effectiveDirective: "img-src" },
};
const send = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  POST(new Request("https://x/api/csp-report", { method: "POST", body, headers }));

beforeEach(() => {
  Object.assign(state, { lines: [], counted: [], answer: async () => ({ ok: true }) });
});

describe("a report", () => {
  it("is written down, whatever its type and without a session", async () => {
    for (const type of ["application/reports+json", "application/csp-report", "text/plain"])
      expect((await send(JSON.stringify([report]), { "content-type": type })).status).toBe(204);
    expect(state.lines).toHaveLength(3);
    expect(state.lines[0]).toMatchObject({ directive: "img-src", blocked: "https://evil.example", page: "/c/*" });
  });

  it.each([
    ["nothing", null],
    ["no JSON", "{"],
    ["no report", "[1]"],
    ["more than 8 KB", JSON.stringify([{ ...report, sample: "x".repeat(9_000) }])],
  ])("that is %s costs no count and no line", async (_title, body) => {
    const answer = await send(body);
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
    expect([state.lines, state.counted]).toEqual([[], []]);
  });

  it("of an address that has sent too many is dropped, and so is one that cannot be counted", async () => {
    state.answer = async () => ({ ok: false });
    expect((await send(JSON.stringify([report]))).status).toBe(204);
    state.answer = async () => Promise.reject(new Error("the database is down"));
    expect((await send(JSON.stringify([report]))).status).toBe(204);
    expect(state.lines).toEqual([]);
    expect(state.counted[0]).toMatchObject(["db", "report", { address: "192.0.2.1" }]);
  });
});
