import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import PageError from "@/app/error";
import { api } from "../api/request";
import { byTestId, click, render } from "../testing/render";
import { Late, latePart } from "../ui/late";
import { loadPart, releases } from "./page-releases";
import { ReleaseBar } from "./release-bar";

const reload = vi.fn();
let answer: () => Response;
let count = 0;
/** The release that answers: another one in each test, since a page remembers what was closed. */
let release: string;
const bar = () => document.querySelector<HTMLElement>("[data-testid=release-bar]");
const status = () => document.querySelector("[role=status]");
const page = (
  <main id="main" tabIndex={-1}>
    <ReleaseBar />
    <input aria-label="draft" />
  </main>
);
const ask = (method: "GET" | "PATCH" = "GET") => act(async () => void (await api("/api/threads", { method })));
const named = (body: unknown, init: ResponseInit = {}) =>
  Response.json(body, { ...init, headers: { "x-release": release, ...init.headers } });
/** For more than a minute nothing but that release has answered. */
async function settleOn(): Promise<void> {
  for (let time = 0; time < 14; time++) {
    vi.setSystemTime(Date.now() + 5_000);
    await ask();
  }
}

beforeEach(() => {
  reload.mockClear();
  count += 1;
  release = `new-${count}`;
  document.documentElement.dataset.release = "own";
  answer = () => named({});
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.stubGlobal("fetch", async () => answer());
  vi.stubGlobal("location", { reload });
});
afterEach(() => {
  act(() => releases.dismiss());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the notice of another release", () => {
  it.each([
    ["en", "This site has been updated.", "Reload", "Close this notice"],
    ["ja", "このサイトは更新されました。", "再読み込み", "このお知らせを閉じる"],
  ] as const)(
    "is said in a region that was there before, without taking the focus (%s)",
    async (locale, said, again, close) => {
      await render(page, locale);
      const [region, draft] = [status(), document.querySelector("input")];
      draft?.focus();
      expect([bar(), region?.textContent]).toEqual([null, ""]);
      await settleOn();
      expect(status()).toBe(region);
      expect(region?.textContent).toContain(said);
      expect(bar()?.dataset.notice).toBe("updated");
      expect(document.activeElement).toBe(draft);
      expect(byTestId("release-reload").textContent).toBe(again);
      expect(byTestId("release-dismiss").getAttribute("aria-label")).toBe(close);
      expect(reload).not.toHaveBeenCalled();
      await click(byTestId("release-reload"));
      expect(reload).toHaveBeenCalledOnce();
    },
  );

  it("goes when it is closed, and leaves the focus in the page", async () => {
    await render(page);
    await settleOn();
    byTestId("release-dismiss").focus();
    await click(byTestId("release-dismiss"));
    expect([bar(), document.activeElement?.id]).toEqual([null, "main"]);
  });
});

describe("what a page of another release asks for in vain", () => {
  const refusal = (status: number, code: string, headers = {}) => named({ code, message: "-" }, { status, headers });
  it.each([
    ["a route that is no more", "GET", () => refusal(404, "NOT_FOUND", { "x-no-route": "1" }), true],
    ["an error that it does not know", "GET", () => refusal(409, "NEW_KIND"), true],
    ["an answer that is none", "GET", () => new Response("<html>", { headers: { "x-release": release } }), true],
    ["something that is no longer understood", "PATCH", () => refusal(400, "BAD_REQUEST"), true],
    ["a place to read on from that is no longer understood", "GET", () => refusal(400, "BAD_REQUEST"), false],
    ["something that is gone", "GET", () => refusal(404, "NOT_FOUND"), false],
    ["something that fails", "GET", () => refusal(500, "INTERNAL"), false],
  ] as const)("%s (%s)", async (_, method, given, isNeeded) => {
    await render(page);
    answer = given;
    await ask(method);
    expect(bar()?.dataset.notice).toBe(isNeeded ? "needed" : undefined);
  });

  it("is nothing to reload for when its own release says so", async () => {
    release = "own";
    await render(page);
    answer = () => refusal(404, "NOT_FOUND", { "x-no-route": "1" });
    await ask();
    expect(bar()).toBeNull();
  });

  it("code of its own that a deploy has taken away: what stands in for it stays, and the notice comes with the next answer", async () => {
    const other = release;
    release = "own";
    await settleOn();
    const part = latePart<object>(async () => {
      throw Object.assign(new Error("404"), { name: "ChunkLoadError" });
    });
    await render(
      <>
        {page}
        <Late part={part} props={{}} fallback={<code>graph TD</code>} />
      </>,
    );
    await expect(loadPart(() => Promise.reject(new Error("404")))).rejects.toThrow("404");
    expect([document.querySelector("code")?.textContent, bar()]).toEqual(["graph TD", null]);
    release = other;
    await ask();
    expect(bar()?.dataset.notice).toBe("needed");
  });
});

describe("a page that fails", () => {
  const fails = (error: Error, reset = vi.fn()) => render(<PageError error={error} reset={reset} />);

  it("for want of its code says that it is out of date, and reloads instead of trying the same again", async () => {
    const reset = vi.fn();
    await fails(Object.assign(new Error("x"), { name: "ChunkLoadError" }), reset);
    expect(byTestId("page-outdated").textContent).toContain("out of date");
    await click(byTestId("page-outdated").querySelector("button") as Element);
    expect([reload.mock.calls.length, reset.mock.calls.length]).toEqual([1, 0]);
  });

  it("on an answer of another release says so as well", async () => {
    await ask();
    await fails(new TypeError("undefined is not an object"));
    expect(byTestId("page-outdated").textContent).toContain("has been updated");
  });

  it("otherwise can be tried again", async () => {
    release = "own";
    await settleOn();
    const reset = vi.fn();
    await fails(new TypeError("undefined is not an object"), reset);
    await click(byTestId("page-error").querySelector("button") as Element);
    expect([reload.mock.calls.length, reset.mock.calls.length]).toEqual([0, 1]);
  });
});
