import { expect, it } from "vitest";
import { signInRefusal } from "./who-may-sign-in";

const config = (domains: string[] | null, organization: string | null = null) => ({
  allowedEmailDomains: domains,
  auth0: { organization },
});
const may = (claims: object, domains: string[] | null, organization: string | null = null) =>
  signInRefusal(claims, config(domains, organization));

it.each([
  ["anybody when nothing is restricted", {}, null, null],
  ["a verified colleague", { email: "a@Example.com", email_verified: true }, ["example.com"], null],
  ["a colleague whose name is not Latin", { email: "愛子@example.com", email_verified: true }, ["example.com"], null],
  ["a colleague of the second company", { email: "a.b+c@b.co.jp", email_verified: true }, ["a.jp", "b.co.jp"], null],
  ["a member of the organization", { org_id: "org_1" }, null, "org_1"],
])("lets in %s", (_, claims, domains, organization) => {
  expect(may(claims, domains, organization)).toBeNull();
});

it.each([
  ["another's", { org_id: "org_2" }],
  ["nobody's", {}],
  ["one that only begins alike", { org_id: "org_10" }],
  ["several organizations'", { org_id: ["org_1"] }],
  ["a name instead of an id", { org_name: "org_1" }],
  ["a verified address, and no organization's", { email: "a@example.com", email_verified: true }],
])("refuses, where an organization is asked for: %s", (_, claims) => {
  expect(may(claims, ["example.com"], "org_1")).toBe("other-organization");
});

it.each([
  ["is not verified", { email: "a@example.com", email_verified: false }],
  ["says nothing of it", { email: "a@example.com" }],
  ["says it in words", { email: "a@example.com", email_verified: "true" }],
  ["is missing", { email_verified: true }],
  ["is a list", { email: ["a@example.com"], email_verified: true }],
])("refuses an address that %s", (_, claims) => {
  expect(may(claims, ["example.com"])).toBe("unverified-address");
});

it.each([
  "a@evilexample.com",
  "a@sub.example.com",
  "a@example.com.evil.org",
  "a@example.comm",
  // Of two `@` one program believes the first and another the last.
  "a@evil.org@example.com",
  '"a@example.com"@evil.org',
  '"a@evil.org"@example.com',
  "a@evil.org,b@example.com",
  "a@evil.org b@example.com",
  "a@evil.org\n@example.com",
  "a@evil.org\0@example.com",
  "@example.com",
  "example.com",
  "a@",
  "a@example.com.",
  "a@example.com ",
  "a@[example.com]",
  "a@example.com>",
  // Look-alikes: Cyrillic а, full width, a full stop that only names treat as one, a soft hyphen, the other way round.
  "a@ex\u0430mple.com",
  "a@ｅxample.com",
  "a@example\u3002com",
  "a@exam\u00adple.com",
  "a@\u202emoc.elpmaxe",
  "",
])("refuses the verified address %j", (email) => {
  expect(may({ email, email_verified: true }, ["example.com"])).toBe("other-domain");
});

it("knows that the Kelvin sign is a k in lower case", () => {
  expect("\u212A".toLowerCase()).toBe("k");
  expect(may({ email: "a@\u212Aelvin.com", email_verified: true }, ["kelvin.com"])).toBe("other-domain");
});
