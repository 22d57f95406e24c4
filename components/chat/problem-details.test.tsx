import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { byTestId, click, render } from "../testing/render";
import { onAnnouncement } from "./announce";
import type { Problem } from "./problem";
import { ProblemDetails } from "./problem-details";

const AT = "2026-03-04T05:06:07.000Z";
const BARE: Problem = { code: "AGENT_FAILED", source: "run", stored: true, at: AT };
const WHOLE: Problem = { ...BARE, awsRequestId: "aws-1", traceId: "trace-1", requestId: "site-1", runId: "run-1" };
const details = (problem: Problem) => (
  <ProblemDetails problem={problem} agent={{ id: "helper", name: "Helper" }} threadId="thread-1" />
);
const shown = () =>
  [...document.querySelectorAll("dl > div")].map((row) => [...row.children].map((c) => c.textContent));

/** What the page may do with the clipboard. */
function clipboard(writeText: ((text: string) => Promise<void>) | null): void {
  Object.defineProperty(navigator, "clipboard", { value: writeText && { writeText }, configurable: true });
}
const zone = (timeZone: string) => {
  const real = Intl.DateTimeFormat.prototype.resolvedOptions;
  vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockImplementation(function (this: Intl.DateTimeFormat) {
    return { ...real.call(this), timeZone };
  });
};

beforeEach(() => zone("Asia/Tokyo"));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("the details of a problem", () => {
  it("name all that support needs, the time in the person's own zone", async () => {
    await render(details(WHOLE));
    expect(shown()).toEqual([
      ["Code", "AGENT_FAILED"],
      ["Time", "Mar 4, 2026, 2:06:07 PM GMT+9"],
      ["AWS request ID", "aws-1"],
      ["Trace ID", "trace-1"],
      ["Request ID", "site-1"],
      ["Run ID", "run-1"],
      ["Conversation ID", "thread-1"],
      ["Agent", "Helper (helper)"],
    ]);
  });

  it("name only what is known", async () => {
    await render(details(BARE));
    expect(shown().map(([name]) => name)).toEqual(["Code", "Time", "Conversation ID", "Agent"]);
  });

  it("are in the person's language", async () => {
    await render(details(WHOLE), "ja");
    expect(shown()).toContainEqual(["AWS リクエスト ID", "aws-1"]);
    expect(shown()).toContainEqual(["時刻", "2026/03/04 14:06:07 JST"]);
    expect(shown()).toContainEqual(["エージェント", "Helper (helper)"]);
  });

  it("are folded until they are asked for, by the browser's own means for keyboard and screen reader", async () => {
    await render(details(WHOLE));
    const fold = byTestId<HTMLDetailsElement>("error-details");
    expect(fold.tagName).toBe("DETAILS");
    expect(fold.open).toBe(false);
    expect(fold.firstElementChild?.tagName).toBe("SUMMARY");
    expect(byTestId("copy-details").tagName).toBe("BUTTON");
  });

  it("show as it came a time that is none", async () => {
    await render(details({ ...BARE, at: "yesterday" }));
    expect(shown()).toContainEqual(["Time", "yesterday"]);
  });

  it("are copied whole with one button, the time also as logs have it, and that is said", async () => {
    vi.useFakeTimers();
    const writeText = vi.fn(async () => undefined);
    const said: string[] = [];
    const end = onAnnouncement((text) => said.push(text));
    clipboard(writeText);
    await render(details(WHOLE));
    await click(byTestId("copy-details"));
    expect(writeText).toHaveBeenCalledExactlyOnceWith(
      [
        "Code: AGENT_FAILED",
        `Time: Mar 4, 2026, 2:06:07 PM GMT+9 (${AT})`,
        "AWS request ID: aws-1",
        "Trace ID: trace-1",
        "Request ID: site-1",
        "Run ID: run-1",
        "Conversation ID: thread-1",
        "Agent: Helper (helper)",
      ].join("\n"),
    );
    expect(said).toEqual(["Copied"]);
    expect(byTestId("copy-details").textContent).toBe("Copied");
    await act(() => vi.advanceTimersByTimeAsync(2_100));
    expect(byTestId("copy-details").textContent).toBe("Copy details");
    end();
  });

  it.each([
    ["refuses", async () => Promise.reject(new DOMException("no", "NotAllowedError"))],
    ["has none", null],
  ])("are laid out and selected where the browser's clipboard %s", async (_title, writeText) => {
    const said: string[] = [];
    const end = onAnnouncement((text) => said.push(text));
    clipboard(writeText);
    await render(details(WHOLE));
    await click(byTestId("copy-details"));
    const field = byTestId<HTMLTextAreaElement>("details-text");
    expect(document.activeElement).toBe(field);
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe(field.value);
    expect(field.value).toContain("AWS request ID: aws-1");
    expect(byTestId("error-details").textContent).toContain("did not let this page copy");
    expect(said).toHaveLength(1);
    end();
  });
});
