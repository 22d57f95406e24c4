import { describe, expect, it } from "vitest";
import { PERSON_HEADER } from "../api/person-header";
import { asMeantForAnother, isMeantForAnother } from "./expected-person";

const sent = (value?: string) => new Headers(value === undefined ? {} : { [PERSON_HEADER]: value });

describe("a request of a page that was made for somebody else", () => {
  it("is told from one's own, whatever letters the id has", () => {
    expect(isMeantForAnother(sent("auth0%7Cann"), "auth0|ann")).toBe(false);
    expect(isMeantForAnother(sent(encodeURIComponent("oidc|愛子")), "oidc|愛子")).toBe(false);
    expect(isMeantForAnother(sent("auth0%7Cann"), "auth0|ben")).toBe(true);
    expect(isMeantForAnother(sent(""), "auth0|ben")).toBe(true);
  });

  it("is not suspected of a program that names nobody", () => {
    expect(isMeantForAnother(sent(), "auth0|ben")).toBe(false);
  });

  it("is refused in a way that its page understands", () => {
    expect(asMeantForAnother(new Response(null, { status: 401 })).headers.get(PERSON_HEADER)).toBe("other");
  });
});
