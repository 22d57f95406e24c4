import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { leaveFor, readLeaving } from "../account/leaving";
import { presence } from "../api/presence";
import { byTestId, render } from "../testing/render";
import { PersonProvider } from "./person-provider";

const PERSON = "auth0|two-tabs";
const assign = vi.fn();
const replace = vi.fn();
let otherTab: BroadcastChannel;
const shown = () => document.querySelector("[data-testid=conversation]")?.textContent ?? null;
const draft = () => sessionStorage.getItem(`draft:${PERSON}:new`);
const page = (
  <PersonProvider userId={PERSON}>
    <p data-testid="conversation">a secret</p>
  </PersonProvider>
);
/** What another tab tells, and time for it to come here. */
const hear = (message: unknown) =>
  act(async () => {
    otherTab.postMessage(message);
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

beforeEach(() => {
  vi.clearAllMocks();
  sessionStorage.clear();
  sessionStorage.setItem(`draft:${PERSON}:new`, "half a thought");
  vi.stubGlobal("location", { ...window.location, assign, replace });
  otherTab = new BroadcastChannel("departures");
});
afterEach(() => {
  otherTab.close();
  vi.unstubAllGlobals();
});

describe("a page whose person leaves in another tab", () => {
  it.each([
    ["signed-out", "You are signed out."],
    ["erased", "Everything that this site had stored of you was erased"],
  ] as const)("shows and keeps nothing of theirs, and goes to the sign-in page: %s", async (why, text) => {
    await render(page);
    await hear({ person: PERSON, why });
    expect([shown(), draft(), readLeaving()]).toEqual([null, null, why]);
    expect(byTestId("has-left").textContent).toContain(text);
    expect(replace).toHaveBeenCalledExactlyOnceWith("/signin");
    // What ends with the page has it write down what it has.
    sessionStorage.setItem(`draft:${PERSON}:new`, "half a thought");
    window.dispatchEvent(new Event("pagehide"));
    expect(draft()).toBeNull();
  });

  it("stays as it is when somebody else has left", async () => {
    await render(page);
    await hear({ person: "auth0|somebody-else", why: "signed-out" });
    expect([shown(), draft(), readLeaving(), replace.mock.calls]).toEqual(["a secret", "half a thought", null, []]);
  });

  it("keeps all when the sign-in has ended without anybody leaving", async () => {
    await render(page);
    const told = vi.fn();
    otherTab.onmessage = told;
    await act(async () => presence.ended());
    await hear(null);
    expect([shown(), draft(), told.mock.calls, replace.mock.calls]).toEqual(["a secret", "half a thought", [], []]);
  });
});

describe("a page that its person leaves", () => {
  it("tells the other tabs, and goes where it was sent instead of following itself out", async () => {
    await render(page);
    const told: unknown[] = [];
    otherTab.onmessage = ({ data }: { data: unknown }) => void told.push(data);
    leaveFor("https://tenant.example/v2/logout", "signed-out");
    await hear(null);
    expect(told).toEqual([{ person: PERSON, why: "signed-out" }]);
    expect(assign).toHaveBeenCalledExactlyOnceWith("https://tenant.example/v2/logout");
    expect([shown(), draft(), replace.mock.calls]).toEqual(["a secret", null, []]);
  });
});
