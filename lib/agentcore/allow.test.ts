import { expect, it } from "vitest";
import { isAllowed } from "./allow";

const ROLES = "https://example.com/roles";
const allow = { claim: ROLES, anyOf: ["analyst", "site admin"] };

it.each([
  ["a list with one of the values", { [ROLES]: ["guest", "analyst"] }],
  ["the value alone", { [ROLES]: "analyst" }],
  ["a value with a space in it", { [ROLES]: "site admin" }],
])("lets in who has %s", (_, claims) => expect(isAllowed(allow, claims)).toBe(true));

it.each<[string, object]>([
  ["nothing", {}],
  ["an empty list", { [ROLES]: [] }],
  ["another value", { [ROLES]: ["analysts"] }],
  ["another case", { [ROLES]: ["Analyst"] }],
  ["a part of it", { [ROLES]: ["anal", "analyst "] }],
  ["values in one text", { [ROLES]: "guest analyst" }],
  ["a list in a list", { [ROLES]: [["analyst"]] }],
  ["an object with that key", { [ROLES]: { analyst: true } }],
  ["true", { [ROLES]: true }],
  ["null", { [ROLES]: null }],
  ["the same under a path", { "https://example": { "com/roles": ["analyst"] } }],
  ["the same under another name", { roles: ["analyst"] }],
  ["the same on the prototype", Object.create({ [ROLES]: ["analyst"] })],
])("keeps out who has %s", (_, claims) => expect(isAllowed(allow, claims as Record<string, unknown>)).toBe(false));

it("takes scopes apart, and no other text", () => {
  const scope = { claim: "scope", anyOf: ["agents:research"] };
  expect(isAllowed(scope, { scope: "openid agents:research email" })).toBe(true);
  expect(isAllowed(scope, { scope: "openid agents:researcher" })).toBe(false);
  expect(isAllowed({ ...scope, claim: "permissions" }, { permissions: "openid agents:research" })).toBe(false);
  expect(isAllowed({ ...scope, claim: "permissions" }, { permissions: ["agents:research"] })).toBe(true);
});

it("does not find a claim that every object has", () => {
  for (const claim of ["constructor", "__proto__", "toString"])
    expect(isAllowed({ claim, anyOf: ["Object", "x"] }, {})).toBe(false);
});

it("lets everybody use what is not restricted", () => expect(isAllowed(undefined, {})).toBe(true));
