import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ERROR_CODES } from "@/lib/errors";
import en from "@/lib/i18n/messages/en.json";
import ja from "@/lib/i18n/messages/ja.json";
import { MAX_MESSAGE_CHARS } from "@/lib/runs/turn";
import { byTestId, click, render } from "../testing/render";
import type { Problem } from "./problem";
import { ProblemCard } from "./problem-card";

const startSignIn = vi.hoisted(() => vi.fn());
const startNew = vi.hoisted(() => vi.fn());
vi.mock("../shell/start-sign-in", () => ({ startSignIn }));
const host = vi.hoisted(() => ({ answerSeconds: null as number | null }));
vi.mock("./session-provider", () => ({
  useChatSession: () => ({ startNew, session: { threadId: "thread-1" }, ...host }),
}));

const problem = (over: Partial<Problem>): Problem => ({
  code: "AGENT_FAILED",
  source: "run",
  stored: true,
  at: "2026-03-04T05:06:07Z",
  ...over,
});
const onTryAgain = vi.fn();
const card = (over: Partial<Problem>) => (
  <ProblemCard
    problem={problem(over)}
    agent={{ id: "a", name: "Helper" }}
    signInAgainAt="/c/x"
    onTryAgain={onTryAgain}
  />
);

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.useRealTimers());

describe("the card of a problem", () => {
  it.each(ERROR_CODES)("says in both languages what happened and can be told by its code: %s", async (code) => {
    await render(card({ code }));
    expect(byTestId("error-card").dataset.code).toBe(code);
    expect(byTestId("error-card").textContent).toContain(en.errors[code]);
    document.body.replaceChildren();
    await render(card({ code }), "ja");
    expect(byTestId("error-card").textContent).toContain(ja.errors[code]);
  });

  it("says of a message that was not sent that it was not, and what becomes of it", async () => {
    const unsent = { stored: false, unsent: true };
    await render(card({ code: "NETWORK", ...unsent }));
    expect(byTestId("error-card").textContent).toMatch(/^Your message was not sent.*sent by itself once/);
    document.body.replaceChildren();
    await render(card({ code: "TOO_LARGE", ...unsent }));
    expect(byTestId("error-card").textContent).toContain("at most 32,000 characters");
    expect(MAX_MESSAGE_CHARS.toLocaleString("en")).toBe("32,000");
    document.body.replaceChildren();
    await render(card({ code: "BAD_REQUEST", ...unsent }), "ja");
    expect(byTestId("error-card").textContent).toContain("メッセージは送信されていません");
    document.body.replaceChildren();
    await render(card({ code: "NETWORK", stored: false }));
    expect(byTestId("error-card").textContent).toMatch(/^The answer could not be completed/);
  });

  it.each([
    ["en", 25, "On this site an answer can take 25 seconds."],
    ["en", 3_300, "On this site an answer can take 55 minutes."],
    ["en", 60, "On this site an answer can take 60 seconds."],
    ["ja", 25, "1 つの回答に使える時間は 25 秒までです。"],
    ["ja", 285, "1 つの回答に使える時間は 4 分までです。"],
  ] as const)(
    "says of an answer that took too long how long it may take (%s, %i s)",
    async (locale, seconds, sentence) => {
      host.answerSeconds = seconds;
      await render(card({ code: "HOST_LIMIT" }), locale);
      host.answerSeconds = null;
      expect(byTestId("error-card").textContent).toContain(sentence);
    },
  );

  it("tries again", async () => {
    await render(card({}));
    await click(byTestId("try-again"));
    expect(onTryAgain).toHaveBeenCalledOnce();
  });

  it("waits as long as the server asks before it lets one try again", async () => {
    vi.useFakeTimers();
    await render(card({ code: "RATE_LIMITED", stored: false, retryAfter: 3, at: new Date().toISOString() }));
    expect(byTestId<HTMLButtonElement>("try-again").disabled).toBe(true);
    expect(byTestId("error-card").textContent).toContain("in 3 seconds");
    await act(() => vi.advanceTimersByTimeAsync(3_100));
    expect(byTestId<HTMLButtonElement>("try-again").disabled).toBe(false);
  });

  it("leads to the sign-in and back to this conversation, and offers nothing that would fail again", async () => {
    await render(card({ code: "SIGN_IN_EXPIRED" }));
    expect(document.querySelector("[data-testid=try-again]")).toBeNull();
    startSignIn.mockResolvedValue({ ok: false, retryAfter: 9 });
    await click(byTestId("sign-in-again"));
    expect(startSignIn).toHaveBeenCalledExactlyOnceWith({ callbackUrl: "/c/x", locale: "en" });
    // Refused, it says for how long, and does not go round in a circle.
    expect(byTestId("sign-in-limit").textContent).toContain("in 9 s");
    expect(byTestId<HTMLButtonElement>("sign-in-again").disabled).toBe(true);
  });

  it("leads away from a conversation that does not exist", async () => {
    await render(card({ code: "NOT_FOUND", source: "connect" }));
    await click(byTestId("start-new"));
    expect(startNew).toHaveBeenCalledOnce();
  });

  it("says of which conversation it is, but not where none could be begun", async () => {
    await render(card({}));
    expect(byTestId("error-details").textContent).toContain("thread-1");
    document.body.replaceChildren();
    await render(card({ code: "NETWORK", source: "start" }));
    expect(byTestId("error-details").textContent).not.toContain("thread-1");
  });
});
