import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../api/request";
import { byTestId, click, render } from "../testing/render";
import { PersonProvider } from "./person-provider";
import { SignInBar } from "./sign-in-bar";

const assign = vi.fn();
const replace = vi.fn();
const reload = vi.fn();
let answers: Record<string, () => Response>;
let sent: { path: string; init: RequestInit }[];
const bar = () => document.querySelector("[data-testid=sign-in-bar]");
const page = (userId = "auth0|ann") => (
  <PersonProvider userId={userId}>
    <main id="main" tabIndex={-1}>
      <SignInBar />
    </main>
    <p data-testid="conversation">half an answer</p>
  </PersonProvider>
);
const ask = () => act(async () => void (await api("/api/threads")));
/** Somebody presses Back, and the browser shows the page as it was left. */
const comeBack = (persisted: boolean) =>
  act(async () => void window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted })));
const settle = () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 5)));

beforeEach(() => {
  vi.clearAllMocks();
  [answers, sent] = [{ "/api/threads": () => Response.json({ code: "SIGN_IN_EXPIRED" }, { status: 401 }) }, []];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    sent.push({ path, init });
    return answers[path.split("?")[0] ?? ""]?.() ?? Response.json({});
  });
  vi.stubGlobal("location", { pathname: "/c/x", search: "", assign, replace, reload });
});
afterEach(() => vi.unstubAllGlobals());

describe("a sign-in that ends while the page is open", () => {
  it("is said above a page that stays, in a region that was there before, and no longer once it is renewed", async () => {
    await render(page());
    expect(bar()).toBeNull();
    const region = document.querySelector("[role=status]");
    expect(region?.textContent).toBe("");
    await ask();
    expect(region?.textContent).toBe("Your sign-in has ended. Your draft stays, and so does what is on this page.");
    expect(byTestId("conversation").textContent).toBe("half an answer");
    answers["/api/threads"] = () => Response.json({});
    await ask();
    expect([bar(), region?.textContent]).toEqual([null, ""]);
  });

  it("leaves the focus in the page when it goes", async () => {
    await render(page());
    await ask();
    byTestId("sign-in-bar-again").focus();
    answers["/api/threads"] = () => Response.json({});
    await ask();
    expect(document.activeElement?.id).toBe("main");
  });

  it("leads to the sign-in and back to this place, once however often one clicks", async () => {
    answers["/api/auth/csrf"] = () => Response.json({ csrfToken: "t" });
    answers["/api/auth/signin/auth0"] = () => Response.json({ url: "https://tenant.example/authorize" });
    await render(page(), "ja");
    await ask();
    expect(bar()?.textContent).toContain("入力中の文章とこのページの内容はそのまま残ります。");
    await click(byTestId("sign-in-bar-again"));
    await click(byTestId("sign-in-bar-again"));
    await settle();
    expect(assign).toHaveBeenCalledExactlyOnceWith("https://tenant.example/authorize");
    const { path, init } = sent.at(-1) as (typeof sent)[number];
    expect(path).toBe("/api/auth/signin/auth0?ui_locales=ja");
    expect(Object.fromEntries(init.body as URLSearchParams)).toEqual({
      csrfToken: "t",
      callbackUrl: "/c/x",
      json: "true",
    });
  });

  it("can be renewed after all by who went back from the company's page", async () => {
    answers["/api/auth/csrf"] = () => Response.json({ csrfToken: "t" });
    answers["/api/auth/signin/auth0"] = () => Response.json({ url: "https://tenant.example/authorize" });
    await render(page());
    await ask();
    await click(byTestId("sign-in-bar-again"));
    await settle();
    await comeBack(true);
    expect(byTestId("sign-in-bar-again").textContent).toBe("Sign in again");
    await click(byTestId("sign-in-bar-again"));
    await settle();
    expect(assign).toHaveBeenCalledTimes(2);
  });

  it("says how long to wait when there were too many tries, instead of going round in a circle", async () => {
    answers["/api/auth/csrf"] = () => Response.json({ csrfToken: "t" });
    answers["/api/auth/signin/auth0"] = () => Response.json({ code: "RATE_LIMITED", retryAfter: 9 }, { status: 429 });
    await render(page());
    await ask();
    await click(byTestId("sign-in-bar-again"));
    await settle();
    expect(byTestId("sign-in-limit").textContent).toBe("Too many sign-in attempts. You can try again in 9 s.");
    expect(document.querySelector("[role=alert]")?.textContent).toContain("in 9 s");
    expect([byTestId<HTMLButtonElement>("sign-in-bar-again").disabled, assign.mock.calls]).toEqual([true, []]);
  });

  it("can be tried again when the sign-in page cannot be reached", async () => {
    answers["/api/auth/csrf"] = () => {
      throw new TypeError("offline");
    };
    await render(page());
    await ask();
    await click(byTestId("sign-in-bar-again"));
    await settle();
    expect(document.querySelector("[role=alert]")?.textContent).toContain("could not be opened");
    expect(byTestId<HTMLButtonElement>("sign-in-bar-again").disabled).toBe(false);
  });
});

describe("a page that a browser has kept", () => {
  it("is asked for anew, since its person may have signed out; one that was just loaded is not", async () => {
    await render(page());
    await comeBack(false);
    expect(reload).not.toHaveBeenCalled();
    await comeBack(true);
    expect(reload).toHaveBeenCalledOnce();
  });
});

describe("a page in a browser that is somebody else's now", () => {
  it("names its person in what it asks, shows nothing once it is refused for that, and makes way", async () => {
    await render(page());
    answers["/api/threads"] = () =>
      Response.json({ code: "SIGN_IN_EXPIRED" }, { status: 401, headers: { "x-person": "other" } });
    await ask();
    expect(new Headers(sent[0]?.init.headers).get("x-person")).toBe("auth0%7Cann");
    expect(document.querySelector("[data-testid=conversation]")).toBeNull();
    expect(byTestId("other-person").textContent).toContain("Somebody else");
    expect(replace).toHaveBeenCalledExactlyOnceWith("/");
  });
});
