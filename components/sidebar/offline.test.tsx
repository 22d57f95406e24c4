import { beforeEach, expect, it, vi } from "vitest";
import { click } from "../testing/render";
import { threadAt } from "../threads/testing";
import { createFakeSite, renderSidebar, rowOf, stubBrowser } from "./testing";

vi.mock("../chat/session-provider", () => ({
  useChatSession: () => ({ session: { threadId: "none" }, startNew: vi.fn() }),
}));
vi.mock("next/navigation", () => ({ useRouter: () => ({ push: vi.fn(), refresh: vi.fn() }) }));

beforeEach(() => {
  vi.restoreAllMocks();
  stubBrowser({ wide: true });
  createFakeSite([threadAt("a", 1)]);
});

it("keeps the page when a conversation is chosen offline, and says why it does not open", async () => {
  await renderSidebar();
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const link = rowOf("a").querySelector("[data-part=link]") ?? rowOf("a");
  const seen: boolean[] = [];
  // Bubbling phase, at the window: after the link has had its say.
  window.addEventListener("click", (event) => seen.push(event.defaultPrevented), { once: true });
  await click(link);
  expect(seen).toEqual([true]);
  expect(document.querySelector("[data-testid=toast]")?.textContent).toContain("You are offline");
});
