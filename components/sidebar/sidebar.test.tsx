import { act } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { onAnnouncement } from "../chat/announce";
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
let browser: ReturnType<typeof stubBrowser>;

beforeEach(() => {
  vi.clearAllMocks();
  session.threadId = "none";
  window.history.replaceState(null, "", "/");
  browser = stubBrowser({ wide: true });
  site = createFakeSite([a, b, c]);
});

const linkOf = (id: string) => rowOf(id).querySelector<HTMLAnchorElement>("[data-part=link]");
const menuOf = (id: string) => rowOf(id).querySelector<HTMLElement>("[data-part=menu]");
const toast = () => document.querySelector("[data-testid=toast]")?.textContent;
const rename = async (text: string) => {
  const field = byTestId<HTMLInputElement>("rename-input");
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return field;
};

describe("the list", () => {
  it("leads to each conversation, says which one is open, and which are running or have news", async () => {
    site = createFakeSite([
      { ...a, running: true },
      { ...b, unread: true },
      { ...c, unread: true, title: "" },
    ]);
    session.threadId = "c";
    await renderSidebar();
    expect(rows()).toEqual(["a", "b", "c"]);
    expect(linkOf("a")?.getAttribute("href")).toBe("/c/a");
    expect(linkOf("a")?.textContent).toContain("An answer is being written");
    expect([rowOf("a").dataset.running, rowOf("b").dataset.running]).toEqual(["true", "false"]);
    expect(linkOf("b")?.textContent).toContain("New answer");
    expect(rowOf("b").dataset.unread).toBe("true");
    expect(linkOf("b")?.hasAttribute("aria-current")).toBe(false);
    expect(linkOf("c")?.getAttribute("aria-current")).toBe("page");
    expect([rowOf("c").dataset.unread, linkOf("c")?.textContent]).toEqual(["false", "Untitled conversation"]);
    expect(document.querySelector("nav[aria-label='Your conversations'] h2")?.textContent).toBe("September 2025");
  });

  it("names its months in Japanese to who reads that", async () => {
    await renderSidebar({ locale: "ja" });
    expect(document.querySelector("nav[aria-label='会話の一覧'] h2")?.textContent).toBe("2025年9月");
  });

  it("says that it could not be loaded, and loads when it is tried again", async () => {
    site.instead = () => refusal(500, "INTERNAL");
    await renderSidebar();
    expect(byTestId("list-problem").textContent).toContain("Sentence of INTERNAL.");
    site.instead = () => null;
    await click(byTestId("list-problem").querySelector("button") as Element);
    await settle();
    expect(rows()).toEqual(["a", "b", "c"]);
  });

  it("says that there is nothing yet", async () => {
    createFakeSite([]);
    await renderSidebar();
    expect(byTestId("list-empty").textContent).toContain("No conversations yet");
  });

  it("goes on when its end comes into sight, and by a button", async () => {
    site.pageSize = 1;
    await renderSidebar();
    expect(rows()).toEqual(["a"]);
    await browser.scroll();
    expect(rows()).toEqual(["a", "b"]);
    byTestId("show-more").focus();
    await click(byTestId("show-more"));
    await settle();
    await act(async () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));
    expect(rows()).toEqual(["a", "b", "c"]);
    expect(document.querySelector("[data-testid=show-more]")).toBeNull();
    expect(document.activeElement).toBe(linkOf("c"));
  });

  it("keeps what is loaded when going on fails, and does not try over and over", async () => {
    site.pageSize = 1;
    await renderSidebar();
    site.instead = () => refusal(500, "INTERNAL");
    await browser.scroll();
    await browser.scroll();
    expect(site.of("GET")).toHaveLength(2);
    expect(rows()).toEqual(["a"]);
    site.instead = () => null;
    await click(byTestId("show-more"));
    await settle();
    expect(rows()).toEqual(["a", "b"]);
  });
});

describe("renaming", () => {
  it("saves with Enter, and gives the focus back to the row", async () => {
    await renderSidebar();
    await choose("b", "menu-rename");
    const field = await rename("  Plans  ");
    expect(document.activeElement).toBe(field);
    await press(field, { key: "Enter" });
    await settle();
    expect(site.of("PATCH")).toEqual([{ method: "PATCH", path: "/api/threads/b", body: { title: "Plans" } }]);
    expect(linkOf("b")?.textContent).toBe("Plans");
    expect(document.activeElement).toBe(linkOf("b"));
  });

  it("is given up with Escape, and keeps no empty name", async () => {
    await renderSidebar();
    await choose("b", "menu-rename");
    expect((await press(await rename("Other"), { key: "Escape" })).defaultPrevented).toBe(true);
    expect(document.activeElement).toBe(linkOf("b"));
    await choose("b", "menu-rename");
    await press(await rename("   "), { key: "Enter" });
    expect(linkOf("b")?.textContent).toBe("Title of b");
    expect(site.of("PATCH")).toEqual([]);
  });

  it("saves no half-typed Japanese name, and is not given up with its conversion", async () => {
    await renderSidebar();
    await choose("b", "menu-rename");
    const field = await rename("けい");
    const compose = (name: string) =>
      act(async () => void field.dispatchEvent(new CompositionEvent(name, { bubbles: true })));
    await compose("compositionstart");
    await press(field, { key: "Enter" });
    await press(field, { key: "Escape" });
    await compose("compositionend");
    await press(field, { key: "Enter", isComposing: true });
    await press(field, { key: "Enter", keyCode: 229 });
    await settle();
    expect(site.of("PATCH")).toEqual([]);
    expect(document.activeElement).toBe(field);
    await press(await rename("経費"), { key: "Enter" });
    await settle();
    expect(site.of("PATCH").map(({ body }) => body)).toEqual([{ title: "経費" }]);
  });

  it("keeps what was typed when the field is left, once, and does not pull the focus back", async () => {
    await renderSidebar();
    await choose("b", "menu-rename");
    await rename("Plans");
    await act(async () => byTestId("search").focus());
    await settle();
    expect(site.of("PATCH")).toHaveLength(1);
    expect(document.activeElement).toBe(byTestId("search"));
  });

  it("that the server refuses is taken back and said", async () => {
    await renderSidebar();
    site.instead = ({ method }) => (method === "PATCH" ? refusal(500, "INTERNAL") : null);
    await choose("b", "menu-rename");
    await press(await rename("Plans"), { key: "Enter" });
    await settle();
    expect(linkOf("b")?.textContent).toBe("Title of b");
    expect(document.querySelector("[role=alert]")?.textContent).toContain("not saved. Sentence of INTERNAL.");
  });
});

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
});

describe("searching", () => {
  const seek = async (text: string) => {
    const field = byTestId<HTMLInputElement>("search");
    await act(async () => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await press(field, { key: "Enter" });
    await settle();
    return field;
  };

  it("shows what was found with the words marked, says how much, and ends with the field's button", async () => {
    const heard: string[] = [];
    const quiet = onAnnouncement((text) => heard.push(text));
    await renderSidebar();
    await seek("of b");
    quiet();
    expect([rows(), rows("search-result")]).toEqual([[], ["b"]]);
    expect(rowOf("b").querySelector("mark")?.textContent).toBe("of b");
    expect(heard).toEqual(["1 conversation found."]);
    await click(byTestId("search-clear"));
    expect(rows()).toEqual(["a", "b", "c"]);
    expect(document.activeElement).toBe(byTestId("search"));
  });

  it("finds archived ones too and says that they are; and says when nothing was found", async () => {
    site = createFakeSite([a, { ...b, archived: true }]);
    await renderSidebar();
    await seek("Title");
    expect(rows("search-result")).toEqual(["a", "b"]);
    expect([linkOf("a"), linkOf("b")].map((link) => link?.textContent?.includes("Archived"))).toEqual([false, true]);
    await seek("nowhere");
    expect(rows("search-result")).toEqual([]);
    expect(byTestId("list-empty").textContent).toBe("Nothing found for “nowhere”.");
    await click(byTestId("show-archived"));
    await settle();
    expect(rows()).toEqual(["b"]);
  });

  it("is cleared with Escape, which is the drawer's only when nothing is searched for", async () => {
    await renderSidebar();
    const field = await seek("of b");
    expect((await press(field, { key: "Escape", isComposing: true })).defaultPrevented).toBe(false);
    expect(field.value).toBe("of b");
    expect((await press(field, { key: "Escape" })).defaultPrevented).toBe(true);
    expect([field.value, rows()]).toEqual(["", ["a", "b", "c"]]);
    expect((await press(field, { key: "Escape" })).defaultPrevented).toBe(false);
  });

  it("follows what is done with what was found", async () => {
    await renderSidebar();
    await seek("Title");
    await choose("b", "menu-delete");
    expect(rows("search-result")).toEqual(["a", "c"]);
    expect(document.activeElement).toBe(linkOf("c"));
    await choose("a", "menu-archive");
    expect(rows("search-result")).toEqual(["a", "c"]);
    expect(document.activeElement).toBe(menuOf("a"));
    expect(linkOf("a")?.textContent).toContain("Archived");
  });
});
