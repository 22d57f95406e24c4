import { beforeEach, expect, it, vi } from "vitest";
import { byTestId, click, press } from "../testing/render";
import { threadAt } from "../threads/testing";
import { choose, createFakeSite, renderSidebar, rowOf, rows, settle, stubBrowser } from "./testing";

vi.mock("../chat/session-provider", () => ({ useChatSession: () => ({ session: { threadId: "none" } }) }));
vi.mock("next/navigation", () => ({ useRouter: () => ({ push: () => {}, refresh: () => {} }) }));
// As offline, or after a deploy that took the old files away.
vi.mock("./share-dialog", () => {
  throw new Error("Loading chunk failed");
});
vi.mock("./delete-all-dialog", () => {
  throw new Error("Loading chunk failed");
});

beforeEach(async () => {
  stubBrowser({ wide: true });
  createFakeSite([threadAt("a", 1)]);
  await renderSidebar({ main: <p data-testid="answer">half an answer</p> });
});

const isSaid = async () => {
  for (let tries = 0; !document.querySelector("[data-testid=toast]") && tries < 100; tries += 1) await settle();
  expect(byTestId("toast").textContent).toContain("This could not be opened.");
  expect(document.querySelector("dialog")).toBeNull();
  expect([byTestId("answer").textContent, rows()]).toEqual(["half an answer", ["a"]]);
};

it("says that sharing could not be opened, and leaves the page as it is", async () => {
  await choose("a", "menu-share");
  await isSaid();
  expect(document.activeElement).toBe(rowOf("a").querySelector("[data-part=menu]"));
});

it("says that deleting everything could not be opened, and leaves the page as it is", async () => {
  await press(byTestId("list-menu"), { key: "Enter" });
  await click(byTestId("delete-all"));
  await isSaid();
});
