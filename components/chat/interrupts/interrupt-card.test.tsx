import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { InterruptView } from "@/lib/api/contract";
import { byTestId, click, render, type } from "../../testing/render";
import { onAnnouncement } from "../announce";
import { composerField } from "../composer-focus";
import { fakeTurns, InConversation } from "../conversation.fixture";
import { run, view } from "../turns.fixture";
import { tellReturn } from "./consent-return";
import { Interrupts } from "./interrupt-card";
import { CONSENT, interrupt, waitsFor } from "./interrupts.fixture";

async function show(interrupts: InterruptView[], locale: "en" | "ja" = "en", isClosed = false) {
  const { turns, asked, set } = fakeTurns(waitsFor(...interrupts));
  await render(
    <InConversation turns={turns} isClosed={isClosed}>
      <Interrupts />
      <textarea ref={composerField} />
    </InConversation>,
    locale,
  );
  return {
    set: (change: Parameters<typeof set>[0]) => act(async () => set(change)),
    answers: () => asked.map((one) => JSON.parse(one.replace(/^answer /, "")) as unknown),
  };
}
const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
const text = (id: string) => byTestId(id).textContent;

describe("one approval", () => {
  it("shows the tool and its arguments, whole and as they are", async () => {
    const input = `{"to":"a\u202eb","html":"<img src=x onerror=alert(1)>","long":"${"長い".repeat(8_000)}"}`;
    await show([interrupt({ input })]);
    expect(text("interrupt-tool")).toBe("delete_file");
    const shown = text("interrupt-input") ?? "";
    expect(shown).toContain('"to": "a⟨U+202E⟩b"');
    expect(shown).toContain("長い".repeat(8_000));
    expect(byTestId("interrupts").querySelector("img")).toBeNull();
    expect(text("interrupts")).toContain("⟨U+…⟩");
  });

  it("is approved at once", async () => {
    const { answers } = await show([interrupt()]);
    await click(byTestId("approve"));
    expect(answers()).toEqual([[{ interruptId: "i1", approved: true }]]);
  });

  it("is declined with a reason, or without one", async () => {
    const { answers } = await show([interrupt()]);
    await click(byTestId("decline"));
    expect(answers()).toEqual([]);
    expect(document.activeElement).toBe(byTestId("decline-reason"));
    await type(byTestId<HTMLTextAreaElement>("decline-reason"), "  the wrong file \n");
    await click(byTestId("decline-now"));
    expect(answers()).toEqual([[{ interruptId: "i1", approved: false, reason: "the wrong file" }]]);
    await type(byTestId<HTMLTextAreaElement>("decline-reason"), "");
    await click(byTestId("decline-now"));
    expect(answers()[1]).toEqual([{ interruptId: "i1", approved: false }]);
    expect(byTestId<HTMLTextAreaElement>("decline-reason").maxLength).toBe(2_000);
  });

  it("can be put to every button and the arguments by keyboard, and is named for who hears it", async () => {
    await show([interrupt()]);
    const card = byTestId("interrupts");
    expect(document.getElementById(card.getAttribute("aria-labelledby") ?? "")?.textContent).toBe(
      "Demo agent needs your decision",
    );
    expect(byTestId("interrupt-input").parentElement?.tabIndex).toBe(0);
    const about = document.getElementById(byTestId("approve").getAttribute("aria-describedby") ?? "");
    expect(about?.textContent).toContain("delete_file");
  });

  it("is in Japanese for who reads it", async () => {
    await show([interrupt({ tool: "add_task" })], "ja");
    expect(text("interrupts")).toContain("Demo agentがあなたの判断を待っています");
    expect(text("interrupt-tool")).toBe("タスクの追加");
    expect(text("interrupts"), "what is approved is the tool, whatever we call it").toContain("add_task");
    expect(text("approve")).toBe("承認する");
  });

  it("cannot be approved when its arguments are too long to be shown", async () => {
    const { answers } = await show([interrupt({ input: null, inputChars: 250_000 })]);
    expect(text("interrupts")).toContain("250,000");
    expect(all("approve")).toEqual([]);
    await click(byTestId("decline"));
    expect(answers()).toEqual([[{ interruptId: "i1", cancelled: true }]]);
  });

  it("is not there where the person cannot use the agent any more", async () => {
    await show([interrupt()], "en", true);
    expect(all("interrupts")).toEqual([]);
  });

  it("that another tab has answered leaves the focus to the composer, and takes it from nobody", async () => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    try {
      const { set } = await show([interrupt()]);
      byTestId("approve").focus();
      await set({ view: view({ run: run({ id: "r2", interrupts: [interrupt({ id: "i2" })] }) }) });
      expect(document.activeElement).toBe(composerField.current);
      composerField.current?.blur();
      await set({ view: null });
      expect(document.activeElement).toBe(document.body);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("is not there while nothing waits, and cannot be pressed while it is sent", async () => {
    const { set } = await show([interrupt()]);
    await set({ phase: "connecting" });
    expect(byTestId<HTMLButtonElement>("approve").disabled).toBe(true);
    await set({ phase: "running" });
    expect(all("interrupts")).toEqual([]);
    await set({ phase: "idle", view: null });
    expect(all("interrupts")).toEqual([]);
  });
});

describe("one that has a time", () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-03-04T05:00:00Z") }));
  afterEach(() => void vi.useRealTimers());

  it("can be approved until then, and left after", async () => {
    const { answers } = await show([interrupt({ expiresAt: "2026-03-04T05:01:00.000Z" })]);
    expect(text("interrupts")).toMatch(/Answer before .*Mar 4, 2026/);
    expect(all("approve")).toHaveLength(1);
    const said: string[] = [];
    const deaf = onAnnouncement((sentence) => said.push(sentence));
    byTestId("approve").focus();
    await act(() => vi.advanceTimersByTimeAsync(60_010));
    deaf();
    expect(said.join()).toContain("no approval any more");
    expect(document.activeElement).toBe(byTestId("decline"));
    expect(all("approve")).toEqual([]);
    expect(text("interrupt-expired")).toContain("no approval any more");
    await click(byTestId("decline"));
    expect(answers()).toEqual([[{ interruptId: "i1", cancelled: true }]]);
  });
});

it("a yes to one of several is none any more when its time is over before all are sent", async () => {
  vi.useFakeTimers({ now: Date.parse("2026-03-04T05:00:00Z") });
  try {
    const { answers } = await show([interrupt({ expiresAt: "2026-03-04T05:01:00.000Z" }), interrupt({ id: "i2" })]);
    const send = byTestId<HTMLButtonElement>("send-answers");
    for (const approve of all("approve")) await click(approve);
    expect(send.disabled).toBe(false);
    await act(() => vi.advanceTimersByTimeAsync(60_010));
    expect(send.disabled).toBe(true);
    await click(all("decline")[0] as Element);
    await click(send);
    expect(answers()).toEqual([
      [
        { interruptId: "i1", cancelled: true },
        { interruptId: "i2", approved: true },
      ],
    ]);
  } finally {
    vi.useRealTimers();
  }
});

it("several are decided one by one and sent together", async () => {
  const two = [interrupt(), interrupt({ id: "__proto__", tool: "send_mail", input: "{}" })];
  const { answers } = await show(two);
  const send = byTestId<HTMLButtonElement>("send-answers");
  expect(send.disabled).toBe(true);
  await click(all("approve")[0] as Element);
  expect(all("approve")[0]?.getAttribute("aria-pressed")).toBe("true");
  expect(send.disabled).toBe(true);
  await click(all("decline")[1] as Element);
  await type(byTestId<HTMLTextAreaElement>("decline-reason"), "no mail");
  expect(answers()).toEqual([]);
  expect(send.textContent).toBe("Send 2 answers");
  await click(send);
  expect(answers()).toEqual([
    [
      { interruptId: "i1", approved: true },
      { interruptId: "__proto__", approved: false, reason: "no mail" },
    ],
  ]);
});

describe("a consent", () => {
  const consent = (over: Partial<InterruptView> = {}) =>
    interrupt({ kind: "consent", tool: null, input: null, toolCallId: null, consent: CONSENT, ...over });

  it("shows whose page it is, and opens it only when it is asked to", async () => {
    const open = vi.spyOn(window, "open");
    await show([consent()]);
    expect(text("consent-host")).toBe("accounts.example.com");
    const link = byTestId<HTMLAnchorElement>("consent-open");
    expect(link.href).toBe(CONSENT.url);
    expect(link.target).toBe("_blank");
    expect(link.rel.split(" ")).toEqual(expect.arrayContaining(["noopener", "noreferrer"]));
    expect(open).not.toHaveBeenCalled();
  });

  it("is given or left", async () => {
    const { answers } = await show([consent()]);
    expect(text("approve")).toBe("I’m done there");
    await click(byTestId("approve"));
    await click(byTestId("decline"));
    expect(answers()).toEqual([[{ interruptId: "i1", approved: true }], [{ interruptId: "i1", cancelled: true }]]);
  });

  it("without a usable address can only be left", async () => {
    await show([consent({ consent: null })]);
    expect(all("consent-open")).toEqual([]);
    expect(all("approve")).toEqual([]);
  });

  it("is offered to go on with when its page has sent one back, and nothing is answered by that", async () => {
    const { answers } = await show([consent()]);
    tellReturn();
    await vi.waitFor(() => expect(all("consent-returned")).toHaveLength(1));
    expect(document.activeElement).toBe(byTestId("approve"));
    expect(answers()).toEqual([]);
  });
});

it("of an unknown kind has its message, as text, and two ways on", async () => {
  const { answers } = await show([
    interrupt({ kind: "other", tool: null, input: null, message: "Go <b>on</b>?\nReally" }),
  ]);
  expect(text("interrupts")).toContain("Go <b>on</b>?\nReally");
  expect(text("approve")).toBe("Continue");
  await click(byTestId("decline"));
  expect(answers()).toEqual([[{ interruptId: "i1", cancelled: true }]]);
});
