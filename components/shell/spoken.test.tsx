import { act } from "react";
import { expect, it, vi } from "vitest";
import { announce } from "../chat/announce";
import { createFakeSite, renderSidebar, stubBrowser } from "../sidebar/testing";
import { byTestId, click, render } from "../testing/render";
import { Spoken } from "./spoken";

vi.mock("../chat/session-provider", () => ({ useChatSession: () => ({ session: { threadId: "none" } }) }));
vi.mock("next/navigation", () => ({ useRouter: () => ({ push: () => {}, refresh: () => {} }) }));

it("says the same thing again when it happens again", async () => {
  await render(<Spoken />);
  await act(async () => announce("Copied"));
  const first = byTestId("spoken").firstChild;
  expect(first?.textContent).toBe("Copied");
  await act(async () => announce("Copied"));
  expect(byTestId("spoken").textContent).toBe("Copied");
  expect(byTestId("spoken").firstChild).not.toBe(first);
});

it("can be heard while the drawer is open, also where there is no chat", async () => {
  stubBrowser({ wide: false });
  createFakeSite([]);
  await renderSidebar();
  await click(byTestId("sidebar-toggle"));
  expect(document.querySelector("main")?.hasAttribute("inert")).toBe(true);
  await act(async () => announce("Renamed"));
  expect(byTestId("spoken").textContent).toBe("Renamed");
  expect(byTestId("spoken").closest("[inert]")).toBeNull();
});
