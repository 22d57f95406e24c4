import { act } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { byTestId, click, press } from "../testing/render";
import { threadAt } from "../threads/testing";
import { daysLeft } from "./expiry";
import { choose, createFakeSite, refusal, renderSidebar, rowOf, rows, settle, stubBrowser } from "./testing";

const startNew = vi.hoisted(() => vi.fn());
vi.mock("../chat/session-provider", () => ({ useChatSession: () => ({ session: { threadId: "none" }, startNew }) }));
vi.mock("next/navigation", () => ({ useRouter: () => ({ push: () => {}, refresh: () => {} }) }));

let site: ReturnType<typeof createFakeSite>;
beforeEach(() => {
  vi.clearAllMocks();
  stubBrowser({ wide: true });
  site = createFakeSite([threadAt("a", 2), threadAt("b", 1), threadAt("old", 0, { archived: true })]);
});

const dialog = () => document.querySelector("dialog");
const push = async (testId: string) => {
  await act(async () => byTestId(testId).focus());
  await click(byTestId(testId));
  await settle();
};
/** The first opening loads the dialog's code. */
const opened = async () => {
  for (let tries = 0; !dialog() && tries < 400; tries += 1) await settle();
  await settle();
};

describe("sharing", () => {
  const open = async () => {
    await choose("a", "menu-share");
    await opened();
  };

  it("says who can read it, makes a link for as long as was chosen, and turns it off", async () => {
    await renderSidebar();
    await open();
    expect(dialog()?.textContent).toContain("is signed in to this site");
    await click(byTestId("share-dialog").querySelector("input[value='7']") as Element);
    await push("share-create");
    expect(site.of("POST").map(({ path, body }) => [path, body])).toEqual([
      ["/api/threads/a/share", { expiresInDays: 7 }],
    ]);
    expect(byTestId<HTMLInputElement>("share-link").value).toBe("https://chat.test/share/a");
    expect(document.activeElement).toBe(byTestId("share-link"));
    expect(dialog()?.textContent).toMatch(/It works until .*20\d\d/);
    await push("share-revoke");
    expect(site.shares.size).toBe(0);
    expect(byTestId("share-create")).toBeTruthy();
    expect(dialog()?.querySelector("[role=status]")?.textContent).toBe("The link no longer works.");
    expect(dialog()?.contains(document.activeElement)).toBe(true);
  });

  it("says so where nobody needs to be signed in", async () => {
    await renderSidebar({ sharePublic: true });
    await open();
    expect(dialog()?.textContent).toContain("without signing in");
  });

  it("shows a link that is there, copies it, and brings it up to date for as long as it was to work", async () => {
    const written: string[] = [];
    vi.stubGlobal("navigator", {
      onLine: true,
      clipboard: {
        writeText: async (text: string) => {
          written.push(text);
        },
      },
    });
    const expiresAt = new Date(Date.now() + 2.5 * 86_400_000).toISOString();
    site.shares.set("a", { id: "s", url: "https://chat.test/share/x", createdAt: new Date().toISOString(), expiresAt });
    await renderSidebar();
    await open();
    expect(site.of("POST")).toEqual([]);
    await push("share-copy");
    expect(written).toEqual(["https://chat.test/share/x"]);
    await push("share-refresh");
    expect(site.of("POST").map(({ body }) => body)).toEqual([{ expiresInDays: 2 }]);
    vi.unstubAllGlobals();
  });

  it("does not bring a link up to date that ends within a day, and says why: it would work longer than was chosen", async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    site.shares.set("a", { id: "s", url: "https://chat.test/share/x", createdAt: new Date().toISOString(), expiresAt });
    await renderSidebar();
    await open();
    expect(document.querySelector("[data-testid=share-refresh]")).toBeNull();
    expect(dialog()?.textContent).toContain("ends in less than a day");
    expect(byTestId("share-revoke")).toBeTruthy();
  });

  it("selects the link where the browser does not let it be copied", async () => {
    vi.stubGlobal("navigator", { onLine: true, clipboard: { writeText: () => Promise.reject(new Error("denied")) } });
    site.shares.set("a", {
      id: "s",
      url: "https://chat.test/share/x",
      createdAt: new Date().toISOString(),
      expiresAt: null,
    });
    await renderSidebar();
    await open();
    await push("share-copy");
    expect(dialog()?.textContent).toContain("copy it with the keyboard");
    expect(dialog()?.textContent).toContain("It works until you turn it off.");
    vi.unstubAllGlobals();
  });

  it("that fails says why, offers no link as if there were none, and can be tried again", async () => {
    site.instead = ({ path }) => (path.endsWith("/share") ? refusal(500, "INTERNAL") : null);
    await renderSidebar();
    await open();
    expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("Sentence of INTERNAL.");
    expect(dialog()?.querySelector("[data-testid=share-create]")).toBeNull();
    site.instead = ({ method }) => (method === "POST" ? refusal(500, "INTERNAL") : null);
    await click([...(dialog()?.querySelectorAll("button") ?? [])].at(-1) as Element);
    await settle();
    await push("share-create");
    expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("Sentence of INTERNAL.");
    site.instead = () => null;
    await push("share-create");
    expect(byTestId("share-link")).toBeTruthy();
  });

  it("says of a conversation in which nothing was said that there is nothing to share", async () => {
    site.instead = ({ method }) => (method === "POST" ? refusal(400, "BAD_REQUEST") : null);
    await renderSidebar();
    await open();
    await push("share-create");
    expect(dialog()?.querySelector("[role=alert]")?.textContent).toBe(
      "There is nothing to share yet. Send a message first.",
    );
  });

  it("gives the focus back to the row's menu", async () => {
    await renderSidebar();
    await open();
    await act(async () => void dialog()?.dispatchEvent(new Event("cancel", { cancelable: true })));
    await settle();
    expect(dialog()).toBeNull();
    expect(document.activeElement).toBe(rowOf("a").querySelector("[data-part=menu]"));
  });

  it("renews a link for the whole days that it had left, so that it never works longer than was chosen", () => {
    const now = Date.parse("2025-09-30T12:00:00Z");
    expect(daysLeft(null, now)).toBeNull();
    expect(daysLeft("2025-10-02T12:00:01Z", now)).toBe(2);
    expect(daysLeft("2025-10-01T12:00:00Z", now)).toBe(1);
    expect(daysLeft("2025-10-01T11:59:59Z", now)).toBe(0);
    expect(daysLeft("2025-09-30T11:00:00Z", now)).toBe(0);
    expect(daysLeft("2030-01-01T00:00:00Z", now)).toBe(365);
  });
});

describe("deleting everything", () => {
  const open = async () => {
    await press(byTestId("list-menu"), { key: "Enter" });
    await click(byTestId("delete-all"));
    await opened();
  };

  it("says how many that are, and does it only when it is confirmed", async () => {
    await renderSidebar();
    await open();
    expect(dialog()?.textContent).toContain("3 conversations will be deleted, archived ones too.");
    expect(dialog()?.textContent).toContain("This cannot be undone.");
    expect(document.activeElement).not.toBe(byTestId("confirm"));
    expect(site.of("DELETE")).toEqual([]);
    await push("confirm");
    expect(site.of("DELETE").map(({ path }) => path)).toEqual(["/api/threads"]);
    expect([dialog(), rows(), startNew.mock.calls.length]).toEqual([null, [], 1]);
    expect(byTestId("toast").textContent).toContain("All conversations were deleted.");
    expect(document.activeElement).toBe(byTestId("list-menu"));
  });

  it("says that there are more than are loaded", async () => {
    site.pageSize = 1;
    await renderSidebar();
    await open();
    expect(dialog()?.textContent).toContain("More than 2 conversations");
  });

  it("names no number while the archive is not known", async () => {
    await renderSidebar();
    site.instead = ({ path }) => (path.includes("archived=1") ? refusal(500, "INTERNAL") : null);
    await open();
    expect(dialog()?.textContent).toContain("All your conversations will be deleted, archived ones too.");
    expect(dialog()?.textContent).not.toContain("More than");
  });

  it("keeps everything when it fails, and says why", async () => {
    await renderSidebar();
    await open();
    site.instead = () => refusal(500, "INTERNAL");
    await push("confirm");
    expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("Sentence of INTERNAL.");
    expect(rows()).toEqual(["a", "b"]);
    expect(startNew).not.toHaveBeenCalled();
  });
});
