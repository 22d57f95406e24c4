import { expect, it, vi } from "vitest";
import { onReturn } from "../chat/interrupts/consent-return";
import { byTestId, render } from "../testing/render";
import { ConsentReturn } from "./consent-return";

it("says that one is back, here and in the other tabs, and leaves nothing of the address", async () => {
  const heard = vi.fn();
  const end = onReturn(heard);
  window.history.replaceState(null, "", "/oauth-return?code=secret&session_id=s&error=%3Cb%3E#x");
  const { host } = await render(<ConsentReturn />);
  await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
  expect(window.location.href).toMatch(/\/oauth-return$/);
  expect(host.textContent).toContain("You can close this tab");
  expect(host.innerHTML).not.toMatch(/secret|<b>/);
  expect(byTestId("consent-return").querySelector("a")?.getAttribute("href")).toBe("/");
  end();
});

it("is in Japanese too", async () => {
  const { host } = await render(<ConsentReturn />, "ja");
  expect(host.textContent).toContain("このタブは閉じてかまいません");
});
