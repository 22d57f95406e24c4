import { StrictMode } from "react";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { presence } from "../api/presence";
import { render } from "../testing/render";
import { comeBackTo } from "./come-back";
import { useComeBack } from "./use-come-back";

const [devices, erase] = [vi.fn(), vi.fn()];
function Page() {
  useComeBack({ devices, erase });
  return null;
}

beforeEach(() => {
  vi.clearAllMocks();
  sessionStorage.clear();
});
afterEach(() => window.history.replaceState(null, "", "/"));

/** Left as one person, and back as another or the same. */
async function comeBack(left: string, back: string) {
  const address = comeBackTo("erase", { person: encodeURIComponent(left), address: "/c/x?y=1" });
  window.history.replaceState(null, "", address);
  onTestFinished(presence.begin(back));
  await render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
const here = () => `${window.location.pathname}${window.location.search}`;

it("opens the dialog once for who left from it, and leaves the address as it was", async () => {
  await comeBack("auth0|a", "auth0|a");
  expect([erase.mock.calls.length, devices.mock.calls.length, here()]).toEqual([1, 0, "/c/x?y=1"]);
});

it("opens nothing for somebody else who has signed in instead", async () => {
  await comeBack("auth0|a", "auth0|b");
  expect([erase.mock.calls.length, devices.mock.calls.length, here()]).toEqual([0, 0, "/c/x?y=1"]);
});
