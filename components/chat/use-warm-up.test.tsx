import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { presence } from "../api/presence";
import { render } from "../testing/render";
import { useWarmUp } from "./use-warm-up";

const THREAD = "11111111-1111-4111-8111-111111111111";
const site = vi.fn(async () => Response.json({}, { status: 202 }));
let touch: () => void;

function Page({ warm = true, opened = false, id = "helper" }) {
  touch = useWarmUp({ id, warm }, THREAD, opened);
  return null;
}
const see = (visibility: DocumentVisibilityState, online = true) => {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(visibility);
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(online);
};

const stay = () => act(() => vi.advanceTimersByTimeAsync(1_100));

beforeEach(() => {
  vi.useFakeTimers();
  site.mockClear();
  vi.stubGlobal("fetch", site);
  see("visible");
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("the page of a conversation", () => {
  it("asks for the agent when it is opened and not left at once", async () => {
    const { rerender } = await render(<Page opened />);
    await rerender(null);
    await stay();
    expect(site).not.toHaveBeenCalled();
    await rerender(<Page opened />);
    await stay();
    expect(site).toHaveBeenCalledExactlyOnceWith(
      `/api/threads/${THREAD}/warm`,
      expect.objectContaining({ method: "POST", body: '{"agentId":"helper"}' }),
    );
    touch();
    expect(site).toHaveBeenCalledOnce();
  });

  it("of a new chat asks when the composer is touched, and not before", async () => {
    await render(<Page />);
    await stay();
    expect(site).not.toHaveBeenCalled();
    touch();
    touch();
    expect(site).toHaveBeenCalledOnce();
  });

  it("asks anew for another agent that is chosen", async () => {
    const { rerender } = await render(<Page />);
    touch();
    await rerender(<Page id="other" />);
    expect(site).toHaveBeenCalledOnce();
    touch();
    expect(site).toHaveBeenLastCalledWith(expect.anything(), expect.objectContaining({ body: '{"agentId":"other"}' }));
  });

  it("never asks for an agent that does not want it", async () => {
    await render(<Page opened warm={false} />);
    await stay();
    touch();
    expect(site).not.toHaveBeenCalled();
  });

  it.each([
    ["out of sight", () => see("hidden"), () => document.dispatchEvent(new Event("visibilitychange"))],
    ["offline", () => see("visible", false), () => window.dispatchEvent(new Event("online"))],
  ])("waits while it is %s", async (_title, away, returns) => {
    away();
    await render(<Page opened />);
    await stay();
    expect(site).not.toHaveBeenCalled();
    see("visible");
    await act(async () => returns());
    expect(site).toHaveBeenCalledOnce();
  });

  it("asks nothing for somebody whose sign-in is over", async () => {
    const end = presence.begin("u");
    presence.ended();
    await render(<Page opened />);
    await stay();
    touch();
    expect(site).not.toHaveBeenCalled();
    end();
    // The next page's person is there.
    presence.begin("u")();
  });

  it("says nothing of a site that cannot be reached, or refuses", async () => {
    site.mockRejectedValueOnce(new TypeError("no network"));
    await render(<Page opened />);
    await stay();
    expect(site).toHaveBeenCalledOnce();
    expect(document.body.textContent).toBe("");
  });
});
