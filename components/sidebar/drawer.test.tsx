import { act } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { presence } from "../api/presence";
import { byTestId, click, press } from "../testing/render";
import { threadAt } from "../threads/testing";
import { choose, createFakeSite, renderSidebar, rowOf, settle, stubBrowser } from "./testing";

const startNew = vi.hoisted(() => vi.fn());
vi.mock("../chat/session-provider", () => ({ useChatSession: () => ({ session: { threadId: "none" }, startNew }) }));
vi.mock("next/navigation", () => ({ useRouter: () => ({ push: () => {}, refresh: () => {} }) }));
// jsdom does not navigate, and says so.
document.addEventListener("click", (event) => event.preventDefault());

const sidebar = () => byTestId("sidebar");
const isShown = () => sidebar().getAttribute("role") === "dialog";
const toggle = () => byTestId("sidebar-toggle");
const isInert = (selector: string) => document.querySelector(selector)?.hasAttribute("inert");
const main = () => document.querySelector("main") as HTMLElement;

beforeEach(() => {
  vi.clearAllMocks();
  createFakeSite([threadAt("a", 2), threadAt("b", 1)]);
});

describe("the drawer of a narrow page", () => {
  beforeEach(() => {
    stubBrowser({ wide: false });
  });

  it("is opened by its button, takes the focus, and leaves nothing else to reach", async () => {
    await renderSidebar({ main: <button type="button">in the conversation</button> });
    expect([isShown(), toggle().getAttribute("aria-expanded")]).toEqual([false, "false"]);
    await act(async () => toggle().focus());
    await click(toggle());
    expect([isShown(), sidebar().getAttribute("aria-modal"), toggle().getAttribute("aria-expanded")]).toEqual([
      true,
      "true",
      "true",
    ]);
    expect(document.activeElement).toBe(sidebar());
    expect(["main", "header", ".skip-link"].map(isInert)).toEqual([true, true, true]);
    expect(document.querySelectorAll("[data-testid=new-chat]")).toHaveLength(1);
  });

  it("keeps Tab within itself, in both directions, and lets the browser do the steps in between", async () => {
    await renderSidebar();
    await click(toggle());
    const stops = [...sidebar().querySelectorAll<HTMLElement>("a[href], button, input")];
    const [first, last] = [stops[0] as HTMLElement, stops.at(-1) as HTMLElement];
    last.focus();
    expect((await press(last, { key: "Tab" })).defaultPrevented).toBe(true);
    expect(document.activeElement).toBe(first);
    expect((await press(first, { key: "Tab", shiftKey: true })).defaultPrevented).toBe(true);
    expect(document.activeElement).toBe(last);
    const middle = rowOf("a").querySelector("a") as HTMLElement;
    middle.focus();
    expect((await press(middle, { key: "Tab" })).defaultPrevented).toBe(false);
    // From the panel itself, which has the focus at first, and from where the focus got lost.
    await act(async () => sidebar().focus());
    await press(sidebar(), { key: "Tab" });
    expect(document.activeElement).toBe(first);
    await act(async () => first.blur());
    await press(document.body, { key: "Tab", shiftKey: true });
    expect(document.activeElement).toBe(last);
  });

  it("lets Tab reach the message that offers to undo", async () => {
    await renderSidebar();
    await click(toggle());
    await choose("a", "menu-delete");
    const close = byTestId("toast").querySelector("button[aria-label]") as HTMLElement;
    close.focus();
    await press(close, { key: "Tab" });
    expect(sidebar().contains(document.activeElement)).toBe(true);
    await press(document.activeElement as Element, { key: "Tab", shiftKey: true });
    expect(document.activeElement).toBe(close);
  });

  it("says in itself that the sign-in has ended, in a region that was there before, and leads to a new one", async () => {
    const end = presence.begin("ann");
    await renderSidebar();
    await click(toggle());
    const region = sidebar().querySelector("[role=status]");
    expect(region?.textContent).toBe("");
    await act(async () => presence.ended());
    expect(region?.textContent).toContain("Your sign-in has ended.");
    const again = byTestId("sign-in-bar-again");
    expect([sidebar().contains(again), again.closest("[inert]")]).toEqual([true, null]);
    // Signed in again elsewhere: the focus goes neither with the button nor to what is inert.
    again.focus();
    await act(async () => presence.asking()(Response.json({})));
    expect([region?.textContent, document.activeElement]).toEqual(["", sidebar()]);
    await act(async () => presence.ended());
    await press(sidebar(), { key: "Escape" });
    expect(main().contains(byTestId("sign-in-bar-again"))).toBe(true);
    expect(document.querySelectorAll("[data-testid=sign-in-bar]")).toHaveLength(1);
    presence.asking()(Response.json({}));
    end();
  });

  it("closes with Escape and gives the focus back; a field or menu in it has its own use for Escape first", async () => {
    await renderSidebar();
    await click(toggle());
    await choose("a", "menu-rename");
    await press(byTestId("rename-input"), { key: "Escape" });
    expect(isShown()).toBe(true);
    await press(rowOf("a").querySelector("[data-part=menu]") as Element, { key: "Enter" });
    await press(byTestId("menu-rename"), { key: "Escape" });
    await settle();
    expect(isShown()).toBe(true);
    await press(document.activeElement as Element, { key: "Escape" });
    expect([isShown(), isInert("main")]).toEqual([false, false]);
    expect(document.activeElement).toBe(toggle());
  });

  it("leaves the keys of an input method to it", async () => {
    await renderSidebar();
    await click(toggle());
    byTestId("search").focus();
    for (const key of ["Escape", "Tab"])
      for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
        expect((await press(byTestId("search"), { key, ...composing })).defaultPrevented).toBe(false);
        expect([isShown(), document.activeElement]).toEqual([true, byTestId("search")]);
      }
  });

  it("closes by its button and by a click beside it", async () => {
    await renderSidebar();
    await click(toggle());
    await click(byTestId("sidebar-close"));
    expect([isShown(), document.activeElement]).toEqual([false, toggle()]);
    await click(toggle());
    await click(sidebar().previousElementSibling as Element);
    expect(isShown()).toBe(false);
  });

  it("goes when a conversation is chosen or begun, and the focus goes on to it", async () => {
    await renderSidebar();
    await click(toggle());
    const link = rowOf("a").querySelector("a") as HTMLElement;
    link.focus();
    await click(link);
    expect([isShown(), document.activeElement]).toEqual([false, main()]);
    await click(toggle());
    await act(async () => byTestId("new-chat").focus());
    await click(byTestId("new-chat"));
    expect([isShown(), startNew.mock.calls.length, document.activeElement]).toEqual([false, 1, main()]);
    await click(toggle());
    await press(sidebar(), { key: "Escape" });
    expect(document.activeElement).toBe(toggle());
  });
});

describe("the column of a wide page", () => {
  it("is folded away and back by the same button, and that is remembered", async () => {
    stubBrowser({ wide: true });
    await renderSidebar();
    expect([sidebar().getAttribute("role"), toggle().getAttribute("aria-expanded")]).toEqual(["complementary", "true"]);
    await click(toggle());
    expect(toggle().getAttribute("aria-expanded")).toBe("false");
    expect(sidebar().classList.contains("lg:hidden")).toBe(true);
    expect(document.cookie).toContain("sidebar=folded");
    expect(document.querySelectorAll("[data-testid=new-chat]")).toHaveLength(1);
    await click(toggle());
    expect(sidebar().classList.contains("lg:hidden")).toBe(false);
    expect(document.cookie).toContain("sidebar=open");
    expect(isInert("main")).toBe(false);
  });
});
