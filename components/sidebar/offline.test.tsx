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

/** Whether a click on the row is left to the link. */
async function isFollowed(): Promise<boolean> {
  const link = rowOf("a").querySelector<HTMLAnchorElement>("[data-part=link]");
  let prevented = false;
  window.addEventListener(
    "click",
    (event) => {
      prevented = event.defaultPrevented;
      event.preventDefault();
    },
    { once: true },
  );
  await click(link);
  return !prevented;
}

it("keeps the page when a conversation is chosen offline, and says why it does not open", async () => {
  await renderSidebar();
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  expect(await isFollowed()).toBe(false);
  expect(document.querySelector("[data-testid=toast]")?.textContent).toContain("You are offline");
});
