import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { presence } from "../api/presence";
import { byTestId, click, render } from "../testing/render";
import { settle, stubDialog, stubSite } from "./account.fixture";
import { isTheWord } from "./confirm-word";
import EraseDialog from "./erase-dialog";
import { readLeaving } from "./leaving";

const ROUTE = "POST /api/account/erase";
const onClose = vi.fn();
const assign = vi.fn();
const confirm = () => byTestId<HTMLButtonElement>("erase-confirm");
const typeWord = (text: string) =>
  act(async () => {
    const field = byTestId<HTMLInputElement>("erase-word");
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
const submit = () =>
  act(async () => {
    confirm().form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  });

beforeEach(async () => {
  vi.clearAllMocks();
  sessionStorage.clear();
  stubDialog();
  vi.stubGlobal("location", { ...window.location, assign });
});
afterEach(() => vi.unstubAllGlobals());
const show = (locale: "en" | "ja" = "en") => render(<EraseDialog returnTo={null} onClose={onClose} />, locale);

describe("erasing an account", () => {
  it("says what goes and what stays, and asks nothing of the server before the word is typed", async () => {
    const { asked } = stubSite({});
    await show();
    for (const part of [
      "all your conversations",
      "all links",
      "sign-ins",
      "the account with which",
      "agents have stored",
    ])
      expect(byTestId("erase-dialog").textContent).toContain(part);
    expect(confirm().disabled).toBe(true);
    await submit();
    await typeWord("ERAS");
    await submit();
    expect([confirm().disabled, asked]).toEqual([true, []]);
    await typeWord(" erase ");
    expect(confirm().disabled).toBe(false);
  });

  it("is asked for once however often one clicks, leaves no draft, and goes where the server says", async () => {
    const { asked } = stubSite({ [ROUTE]: [{ status: 200, body: { url: "https://tenant.example/v2/logout" } }] });
    sessionStorage.setItem("draft:u:new", "secret thought");
    await show();
    await typeWord("ERASE");
    await act(async () => {
      for (let times = 0; times < 3; times += 1)
        confirm().form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    });
    await settle();
    expect(asked).toEqual([`${ROUTE} {"erase":"everything"}`]);
    expect(assign).toHaveBeenCalledExactlyOnceWith("https://tenant.example/v2/logout");
    expect([sessionStorage.getItem("draft:u:new"), readLeaving()]).toEqual([null, "erased"]);
    // The answer that was being written ends with the session, and has the page write down what it has.
    sessionStorage.setItem("draft:u:new", "secret thought");
    window.dispatchEvent(new Event("pagehide"));
    expect(sessionStorage.getItem("draft:u:new")).toBeNull();
  });

  it("cannot be left while it runs, not even by a second Escape, which a browser does not ask about", async () => {
    const site = stubSite({});
    await show();
    await typeWord("ERASE");
    await submit();
    const dialog = byTestId<HTMLDialogElement>("erase-dialog");
    await act(async () => void dialog.dispatchEvent(new Event("cancel", { cancelable: true })));
    dialog.open = false;
    await act(async () => void dialog.dispatchEvent(new Event("close")));
    expect([onClose.mock.calls.length, dialog.open]).toEqual([0, true]);
    for (const button of dialog.querySelectorAll("button"))
      expect(button.disabled || button.getAttribute("aria-disabled") === "true").toBe(true);
    confirm().focus();
    site.release();
    await settle();
    expect(document.querySelector("[role=alert]")?.textContent).toContain("cannot be reached");
    expect([confirm().disabled, confirm().getAttribute("aria-disabled")]).toEqual([false, "false"]);
    expect(document.activeElement).toBe(confirm());
  });

  it("stays open with the reason when it is refused, in Japanese too", async () => {
    stubSite({ [ROUTE]: [{ status: 500, body: { code: "INTERNAL", message: "理由です。" } }] });
    await show("ja");
    await typeWord("消去");
    await submit();
    await settle();
    expect(document.querySelector("[role=alert]")?.textContent).toContain("理由です。");
    expect([assign.mock.calls.length, onClose.mock.calls.length]).toEqual([0, 0]);
  });

  it("saves no refusal as a file when the sign-in has ended, but says so in the dialog", async () => {
    const end = presence.begin("ann");
    const followed: boolean[] = [];
    await show();
    const link = byTestId("erase-export");
    // jsdom does not navigate, and says so.
    const follow = (event: Event) => {
      followed.push(!event.defaultPrevented);
      event.preventDefault();
    };
    window.addEventListener("click", follow);
    await click(link);
    expect(document.querySelector("[role=alert]")).toBeNull();
    presence.ended();
    await click(link);
    expect(document.querySelector("[role=alert]")?.textContent).toContain("Your sign-in has expired.");
    presence.asking()(Response.json({}));
    await click(link);
    expect([followed, document.querySelector("[role=alert]")]).toEqual([[true, false, true], null]);
    window.removeEventListener("click", follow);
    end();
  });

  it.each([
    ["en", "ERASE", "Nothing has been changed yet."],
    ["ja", "消去", "まだ何も変更されていません。"],
  ] as const)(
    "asks to show who it is where that is too long ago, and does not say that something may be erased: %s",
    async (locale, word, sentence) => {
      stubSite({ [ROUTE]: [{ status: 403, body: { code: "SIGN_IN_AGAIN", message: "x" } }] });
      await show(locale);
      await typeWord(word);
      await submit();
      await settle();
      const alerts = [...document.querySelectorAll("[role=alert]")]
        .map(({ textContent }) => textContent)
        .filter(Boolean);
      expect(alerts).toEqual([expect.stringContaining(sentence)]);
      expect(byTestId<HTMLButtonElement>("prove-again-button").type).toBe("button");
      expect([assign.mock.calls.length, onClose.mock.calls.length]).toEqual([0, 0]);
    },
  );

  it("takes the word in any case and width, and no other word", () => {
    expect([isTheWord("ｅｒａｓｅ", "ERASE"), isTheWord("", "ERASE"), isTheWord("erased", "ERASE")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
