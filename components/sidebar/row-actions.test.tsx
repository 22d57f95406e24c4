import { act } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { presence } from "../api/presence";
import { byTestId, click, press } from "../testing/render";
import { threadAt } from "../threads/testing";
import { choose, createFakeSite, refusal, renderSidebar, rowOf, rows, settle, stubBrowser } from "./testing";

const session = vi.hoisted(() => ({ threadId: "none", startNew: vi.fn() }));
const router = vi.hoisted(() => ({ push: vi.fn(), refresh: vi.fn() }));
vi.mock("../chat/session-provider", () => ({
  useChatSession: () => ({ session: { threadId: session.threadId }, startNew: session.startNew }),
}));
vi.mock("next/navigation", () => ({ useRouter: () => router }));

const [a, b, c] = [threadAt("a", 3), threadAt("b", 2), threadAt("c", 1)];
let site: ReturnType<typeof createFakeSite>;

beforeEach(() => {
  vi.clearAllMocks();
  session.threadId = "none";
  window.history.replaceState(null, "", "/");
  stubBrowser({ wide: true });
  site = createFakeSite([a, b, c]);
});

const linkOf = (id: string) => rowOf(id).querySelector<HTMLAnchorElement>("[data-part=link]");
const menuOf = (id: string) => rowOf(id).querySelector<HTMLElement>("[data-part=menu]");
const toast = () => document.querySelector("[data-testid=toast]")?.textContent;

describe("deleting", () => {
  it("is done at once, keeps the focus in the list, and can be undone", async () => {
    await renderSidebar();
    await choose("b", "menu-delete");
    expect([rows(), site.known.get("b")?.deleted]).toEqual([["a", "c"], true]);
    expect(document.activeElement).toBe(linkOf("c"));
    expect(document.querySelector("[role=status]")?.textContent).toBe("Conversation deleted. Title of bUndo");
    await click(byTestId("undo"));
    await settle();
    expect([rows(), site.known.get("b")?.deleted, toast()]).toEqual([["a", "b", "c"], false, undefined]);
    expect(document.activeElement).toBe(linkOf("b"));
    expect(session.startNew).not.toHaveBeenCalled();
    expect(router.push).not.toHaveBeenCalled();
  });

  it("by keyboard gives the focus to the message's Undo, and back to the list when that goes", async () => {
    await renderSidebar();
    const { matches } = Element.prototype;
    const byKeyboard = vi.spyOn(Element.prototype, "matches").mockImplementation(function (this: Element, selector) {
      return selector === ":focus-visible" ? this === document.activeElement : matches.call(this, selector);
    });
    await choose("b", "menu-delete");
    expect(document.activeElement).toBe(byTestId("undo"));
    await click(document.querySelector("[data-testid=toast] button:last-of-type") as Element);
    expect(toast()).toBeUndefined();
    expect(document.activeElement).toBe(linkOf("c"));

    site.instead = ({ method }) => (method === "DELETE" ? refusal(500, "INTERNAL") : null);
    await choose("c", "menu-delete");
    expect(rows()).toEqual(["a", "c"]);
    expect(document.activeElement?.closest("[data-thread-id]")).not.toBeNull();

    site.instead = () => null;
    await choose("c", "menu-delete");
    await click(byTestId("undo"));
    await settle();
    expect(document.activeElement).toBe(linkOf("c"));
    byKeyboard.mockRestore();
  });

  it("of the last row gives the focus to the one before, and of the only one to New chat", async () => {
    await renderSidebar();
    await choose("c", "menu-delete");
    expect(document.activeElement).toBe(linkOf("b"));
    await choose("a", "menu-delete");
    await choose("b", "menu-delete");
    expect(document.activeElement).toBe(byTestId("new-chat"));
  });

  it("of several in a row is undone together", async () => {
    await renderSidebar();
    await choose("a", "menu-delete");
    await choose("b", "menu-delete");
    expect(toast()).toContain("2 conversations deleted.");
    await click(byTestId("undo"));
    await settle();
    expect(rows()).toEqual(["a", "b", "c"]);
    await choose("c", "menu-delete");
    expect(toast()).toContain("Conversation deleted. Title of c");
  });

  it("can be undone also after something else was done, or has failed", async () => {
    await renderSidebar();
    await choose("a", "menu-delete");
    await choose("b", "menu-archive");
    site.instead = ({ method }) => (method === "PATCH" ? refusal(500, "INTERNAL") : null);
    await choose("c", "menu-pin");
    site.instead = () => null;
    expect(document.querySelectorAll("[data-testid=toast]")).toHaveLength(2);
    await click(byTestId("undo"));
    await settle();
    expect(rows()).toEqual(["a", "c"]);
  });

  it("of several of which one fails offers to undo the others", async () => {
    await renderSidebar();
    await choose("a", "menu-delete");
    site.instead = ({ method }) => (method === "DELETE" ? refusal(500, "INTERNAL") : null);
    await choose("b", "menu-delete");
    expect(document.querySelector("[role=status]")?.textContent).toBe("Conversation deleted. Title of aUndo");
    expect(document.querySelector("[role=alert]")?.textContent).toContain("Sentence of INTERNAL.");
    site.instead = () => null;
    await click(byTestId("undo"));
    await settle();
    expect(rows()).toEqual(["a", "b", "c"]);
  });

  it("of the open conversation leads to a new one, and its undoing back", async () => {
    session.threadId = "b";
    await renderSidebar();
    await choose("b", "menu-delete");
    expect(session.startNew).toHaveBeenCalledOnce();
    await click(byTestId("undo"));
    await settle();
    expect(router.push).toHaveBeenCalledWith("/c/b");
  });

  it("does not lead away from another conversation that was opened meanwhile", async () => {
    session.threadId = "b";
    await renderSidebar();
    await choose("b", "menu-delete");
    window.history.replaceState(null, "", "/c/a");
    await click(byTestId("undo"));
    await settle();
    expect(rows()).toContain("b");
    expect(router.push).not.toHaveBeenCalled();
  });

  it("that fails brings the row back, says so, and offers nothing to undo", async () => {
    session.threadId = "b";
    await renderSidebar();
    site.instead = ({ method }) => (method === "DELETE" ? refusal(500, "INTERNAL") : null);
    await choose("b", "menu-delete");
    expect(rows()).toEqual(["a", "b", "c"]);
    expect(toast()).toContain("Nothing was deleted. Sentence of INTERNAL.");
    expect(document.querySelector("[data-testid=undo]")).toBeNull();
    expect(router.push).toHaveBeenCalledWith("/c/b");
  });
});

describe("what else a row offers", () => {
  it("is to pin, which moves the row and keeps the focus on it", async () => {
    await renderSidebar();
    await choose("c", "menu-pin");
    expect(rows()).toEqual(["c", "a", "b"]);
    expect(document.querySelector("nav h2")?.textContent).toBe("Pinned");
    expect(document.activeElement).toBe(menuOf("c"));
    await choose("c", "menu-pin");
    expect(site.of("PATCH").map(({ body }) => body)).toEqual([{ pinned: true }, { pinned: false }]);
    expect(document.activeElement).toBe(menuOf("c"));
  });

  it("is to archive, which can be undone, and to take out of the archive again", async () => {
    await renderSidebar();
    await choose("b", "menu-archive");
    expect([rows(), toast()]).toEqual([["a", "c"], expect.stringContaining("Conversation archived. Title of b")]);
    await click(byTestId("undo"));
    await settle();
    expect(rows()).toEqual(["a", "b", "c"]);
    await choose("b", "menu-archive");
    await click(byTestId("show-archived"));
    await settle();
    expect(rows()).toEqual(["b"]);
    await choose("b", "menu-archive");
    expect(byTestId("list-empty").textContent).toContain("Nothing is archived");
    await click(byTestId("hide-archived"));
    expect(rows()).toEqual(["a", "b", "c"]);
  });

  it("is to save it as a file, by plain links", async () => {
    await renderSidebar();
    const trigger = menuOf("a");
    await press(trigger as Element, { key: "Enter" });
    const links = ["menu-export-md", "menu-export-json"].map((id) => byTestId<HTMLAnchorElement>(id));
    expect(links.map((link) => [link.getAttribute("href"), link.hasAttribute("download")])).toEqual([
      ["/api/threads/a/export?format=md", true],
      ["/api/threads/a/export?format=json", true],
    ]);
  });

  it("is no file with a refusal in it when the sign-in has ended meanwhile, but said", async () => {
    const end = presence.begin("ann");
    await renderSidebar();
    await press(menuOf("a") as Element, { key: "Enter" });
    const link = byTestId<HTMLAnchorElement>("menu-export-md");
    presence.ended();
    const clicked = new MouseEvent("click", { bubbles: true, cancelable: true });
    await act(async () => void link.dispatchEvent(clicked));
    expect([clicked.defaultPrevented, toast()]).toEqual([true, expect.stringContaining("Your sign-in has expired.")]);
    presence.asking()(Response.json({}));
    end();
  });
});
