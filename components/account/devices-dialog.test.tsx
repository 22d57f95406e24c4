import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { presence } from "../api/presence";
import { byTestId, click, render } from "../testing/render";
import { device, settle, stubDialog, stubSite } from "./account.fixture";
import DevicesDialog from "./devices-dialog";

const here = device("here", { current: true, browser: "Chrome", system: "macOS" });
const list = (...sessions: object[]) => ({ status: 200, body: { sessions } });
const ended = (count: number) => ({ status: 200, body: { ended: count } });
const refused = (status: number, code: string) => ({ status, body: { code, message: `Sentence of ${code}.` } });
const rows = () =>
  [...document.querySelectorAll<HTMLElement>("[data-testid=device]")].map((row) => row.dataset.deviceId);
const row = (id: string) => document.querySelector<HTMLElement>(`[data-device-id=${id}]`) as HTMLElement;
const endButton = (id: string) => row(id).querySelector("button") as HTMLButtonElement;
const said = () => byTestId("devices-dialog").querySelector("[role=status]")?.textContent;
const show = async (locale: "en" | "ja" = "en") => {
  await render(<DevicesDialog returnTo={null} onClose={() => {}} />, locale);
  await settle();
};

beforeEach(stubDialog);
afterEach(() => vi.unstubAllGlobals());

describe("the list of sign-ins", () => {
  it("says of each what it is, where from and when, and offers to end it everywhere but here", async () => {
    stubSite({
      "GET /api/sessions": [list(here, device("a"), device("b", { browser: null, system: null, address: null }))],
    });
    await show();
    expect(row("here").textContent).toMatch(/Chrome on macOS.*This browser.*In use now/);
    expect(row("here").querySelector("button")).toBeNull();
    expect(row("a").textContent).toMatch(/Firefox on Windows.*5 minutes ago.*203\.0\.113\.7.*Signed in Mar 1, 2026/);
    expect(row("b").textContent).toMatch(/Unknown browser.*Address unknown/);
    expect(endButton("a").getAttribute("aria-label")).toBe("Sign out Firefox on Windows, last used 5 minutes ago");
  });

  it("keeps the focus in the list and says what was done when a row goes", async () => {
    const site = stubSite({
      "GET /api/sessions": [list(here, device("a"), device("b"))],
      "DELETE /api/sessions/a": [ended(1)],
      "DELETE /api/sessions/b": [refused(404, "NOT_FOUND")],
    });
    await show();
    await act(async () => endButton("a").focus());
    await click(endButton("a"));
    await settle();
    expect([rows(), said()]).toEqual([["here", "b"], "Firefox on Windows was signed out."]);
    expect(document.activeElement).toBe(endButton("b"));
    // Ended elsewhere meanwhile.
    await click(endButton("b"));
    await settle();
    expect(rows()).toEqual(["here"]);
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Signed-in devices");
    expect(byTestId("devices-only-this").textContent).toBe("You are signed in nowhere else.");
    expect(site.asked.slice(1)).toEqual(["DELETE /api/sessions/a", "DELETE /api/sessions/b"]);
  });

  it("does one thing at a time: a second click while the first is under way asks nothing", async () => {
    const site = stubSite({ "GET /api/sessions": [list(here, device("a"), device("b"))] });
    await show();
    await click(endButton("a"));
    await click(endButton("a"));
    await click(endButton("b"));
    await click(byTestId("devices-end-others"));
    expect(site.asked).toEqual(["GET /api/sessions", "DELETE /api/sessions/a"]);
    expect(endButton("a").textContent).toBe("Signing out…");
    site.release();
    await settle();
  });

  it("ends all others at once", async () => {
    stubSite({ "GET /api/sessions": [list(here, device("a"), device("b"))], "DELETE /api/sessions": [ended(2)] });
    await show("ja");
    await click(byTestId("devices-end-others"));
    await settle();
    expect([rows(), said()]).toEqual([["here"], "ほかの 2 件のブラウザーをサインアウトしました。"]);
  });

  it("keeps a row that could not be ended, and says why and how long to wait", async () => {
    const limited = { status: 429, body: { code: "RATE_LIMITED", message: "Too many.", retryAfter: 7 } };
    stubSite({ "GET /api/sessions": [list(here, device("a"))], "DELETE /api/sessions/a": [limited] });
    await show();
    await click(endButton("a"));
    await settle();
    expect(rows()).toEqual(["here", "a"]);
    expect(document.querySelector("[role=alert]")?.textContent).toContain("Too many. You can try again in 7 seconds.");
  });

  it("asks to show who it is where that is too long ago, leads there and back, and keeps the list", async () => {
    const assign = vi.fn();
    vi.stubGlobal("location", { ...window.location, origin: window.location.origin, assign });
    window.history.replaceState(null, "", "/c/x?y=1");
    onTestFinished(presence.begin("auth0|a"));
    const again = refused(403, "SIGN_IN_AGAIN");
    const site = stubSite({
      "GET /api/sessions": [list(here, device("a"), device("b"))],
      "DELETE /api/sessions/a": [again],
      "DELETE /api/sessions": [again],
      "GET /api/auth/csrf": [{ status: 200, body: { csrfToken: "t" } }],
      "POST /api/auth/signin/auth0?ui_locales=en&prompt=login&max_age=0": [
        { status: 200, body: { url: "https://tenant.example/authorize" } },
      ],
    });
    await show();
    await click(endButton("a"));
    await settle();
    expect(rows()).toEqual(["here", "a", "b"]);
    await click(byTestId("devices-end-others"));
    await settle();
    expect(rows()).toEqual(["here", "a", "b"]);
    const alerts = [...document.querySelectorAll("[role=alert]")].map(({ textContent }) => textContent).filter(Boolean);
    expect(alerts).toEqual(["For this, show once more that it is you: sign in again. Nothing has been changed yet."]);
    await click(byTestId("prove-again-button"));
    await settle();
    expect(assign).toHaveBeenCalledExactlyOnceWith("https://tenant.example/authorize");
    expect(site.asked.at(-1)).toContain("/api/auth/signin/auth0");
    expect(sessionStorage.getItem("open-after-sign-in")).toBe("devices auth0%7Ca");
  });

  it("loads, says offline that it cannot, and can be asked again", async () => {
    stubSite({ "GET /api/sessions": ["offline", list(here)] });
    await render(<DevicesDialog returnTo={null} onClose={() => {}} />);
    await settle();
    expect(document.querySelector("[role=alert]")?.textContent).toContain("cannot be reached");
    await click(byTestId("devices-again"));
    await settle();
    expect(rows()).toEqual(["here"]);
  });

  it("keeps the focus with what is tried again, and with what comes of it", async () => {
    const site = stubSite({ "GET /api/sessions": ["offline"] });
    await render(<DevicesDialog returnTo={null} onClose={() => {}} />);
    await settle();
    await act(async () => byTestId("devices-again").focus());
    await click(byTestId("devices-again"));
    expect(document.activeElement).toBe(byTestId("devices-loading"));
    site.release();
    await settle();
    expect(document.activeElement).toBe(byTestId("devices-again"));
    stubSite({ "GET /api/sessions": [list(here)] });
    await click(byTestId("devices-again"));
    await settle();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Signed-in devices");
  });

  it("leaves the focus where it is when the list comes", async () => {
    const site = stubSite({ "GET /api/sessions": [] });
    await render(<DevicesDialog returnTo={null} onClose={() => {}} />);
    const close = byTestId("devices-dialog").querySelector("button") as HTMLButtonElement;
    await act(async () => close.focus());
    site.release();
    await settle();
    expect(document.activeElement).toBe(close);
  });
});
