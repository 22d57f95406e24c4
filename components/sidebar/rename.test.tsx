import { act } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { byTestId, press } from "../testing/render";
import { changedThread, threadAt } from "../threads/testing";
import { choose, createFakeSite, refusal, renderSidebar, rowOf, rows, settle, stubBrowser } from "./testing";

vi.mock("../chat/session-provider", () => ({ useChatSession: () => ({ session: { threadId: "none" } }) }));
vi.mock("next/navigation", () => ({ useRouter: () => ({ push: () => {}, refresh: () => {} }) }));

const [a, b, c] = [threadAt("a", 3), threadAt("b", 2), threadAt("c", 1)];
let site: ReturnType<typeof createFakeSite>;

beforeEach(() => {
  stubBrowser({ wide: true });
  site = createFakeSite([a, b, c]);
});

const linkOf = (id: string) => rowOf(id).querySelector<HTMLAnchorElement>("[data-part=link]");
const rename = async (text: string) => {
  const field = byTestId<HTMLInputElement>("rename-input");
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return field;
};
/** Has the page ask what has changed. */
const lookAgain = async () => {
  await act(async () => void document.dispatchEvent(new Event("visibilitychange")));
  await settle();
};

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

  it("goes on when the row moves to another group, and is over when the row is gone", async () => {
    const earlier = threadAt("b", 2, { activeAt: "2024-01-10T00:00:00Z" });
    site = createFakeSite([a, earlier]);
    await renderSidebar();
    await choose("b", "menu-rename");
    const field = await rename("Half a na");
    site.changed = [changedThread({ ...earlier, activeAt: a.activeAt })];
    await lookAgain();
    const moved = byTestId<HTMLInputElement>("rename-input");
    expect(moved).not.toBe(field);
    expect([moved.value, moved.selectionStart, moved.selectionEnd]).toEqual(["Half a na", 9, 9]);
    expect(document.activeElement).toBe(moved);
    site.changed = [changedThread(earlier, { deleted: true })];
    await lookAgain();
    expect(rows()).toEqual(["a"]);
    site.changed = [changedThread(earlier)];
    await lookAgain();
    expect([rows(), document.querySelector("[data-testid=rename-input]")]).toEqual([["a", "b"], null]);
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
