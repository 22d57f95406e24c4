import { describe, expect, it } from "vitest";
import { startSignIn } from "./start-sign-in";

const WANTED = { callbackUrl: "/c/x?y=1", locale: "ja" };
const token = () => Response.json({ csrfToken: "t" });

/** The site's two answers, one after the other. */
function site(...answers: (() => Response)[]): typeof fetch {
  return async () => {
    const next = answers.shift();
    if (!next) throw new TypeError("offline");
    return next();
  };
}

describe("the way to the sign-in page", () => {
  it("is what next-auth says, with a token against forgery and the place to come back to", async () => {
    const asked: [unknown, RequestInit | undefined][] = [];
    const answer = site(token, () => Response.json({ url: "https://tenant.example/authorize" }));
    const send: typeof fetch = (url, init) => {
      asked.push([url, init]);
      return answer(url, init);
    };
    expect(await startSignIn(WANTED, send)).toEqual({ ok: true, url: "https://tenant.example/authorize" });
    expect(asked.map(([url]) => url)).toEqual(["/api/auth/csrf", "/api/auth/signin/auth0?ui_locales=ja"]);
    expect(String(asked[1]?.[1]?.body)).toBe("csrfToken=t&callbackUrl=%2Fc%2Fx%3Fy%3D1&json=true");
  });

  it("asks for a new proof of who it is where that is meant, and only there", async () => {
    const asked: string[] = [];
    const answer = site(token, () => Response.json({ url: "https://tenant.example/authorize" }));
    await startSignIn({ ...WANTED, prove: true }, (url, init) => {
      asked.push(String(url));
      return answer(url, init);
    });
    expect(asked[1]).toBe("/api/auth/signin/auth0?ui_locales=ja&prompt=login&max_age=0");
  });

  it.each([
    ["at the first question", [() => Response.json({ retryAfter: 7 }, { status: 429 })], 7],
    ["at the second", [token, () => Response.json({ retryAfter: 7 }, { status: 429 })], 7],
    [
      "by what stands before the site",
      [() => new Response("<p>slow", { status: 429, headers: { "retry-after": "30" } })],
      30,
    ],
    [
      "until a date",
      [() => new Response("", { status: 429, headers: { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" } })],
      null,
    ],
    ["for no time", [() => Response.json({ retryAfter: 0 }, { status: 429 })], null],
    ["for ever", [() => new Response('{"retryAfter":1e999}', { status: 429 })], null],
    ["without a word", [() => new Response(null, { status: 502 })], null],
    ["by an answer that leads nowhere", [token, () => Response.json({ url: 7 })], null],
    ["by a page instead of an answer", [() => new Response("<html>")], null],
    ["by nobody, offline", [], null],
  ])("that is refused %s says how long to wait, if that was said", async (_name, answers, retryAfter) => {
    expect(await startSignIn(WANTED, site(...answers))).toEqual({ ok: false, retryAfter });
  });
});
