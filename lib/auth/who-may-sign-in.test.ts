import { expect, it } from "vitest";
import { maySignIn } from "./who-may-sign-in";

const config = (domains: string[] | null, organization: string | null = null) => ({
  allowedEmailDomains: domains,
  auth0: { organization },
});

it.each([
  ["anybody when nothing is restricted", {}, null, null, true],
  ["a verified colleague", { email: "a@Example.com", email_verified: true }, ["example.com"], null, true],
  ["an unverified address", { email: "a@example.com", email_verified: false }, ["example.com"], null, false],
  [
    "an address that only ends alike",
    { email: "a@evilexample.com", email_verified: true },
    ["example.com"],
    null,
    false,
  ],
  ["a subdomain", { email: "a@sub.example.com", email_verified: true }, ["example.com"], null, false],
  [
    "a domain in the local part",
    { email: '"a@example.com"@evil.org', email_verified: true },
    ["example.com"],
    null,
    false,
  ],
  ["no address", { email_verified: true }, ["example.com"], null, false],
  ["a member of the organization", { org_id: "org_1" }, null, "org_1", true],
  ["a member of another", { org_id: "org_2" }, null, "org_1", false],
  ["nobody's member", {}, null, "org_1", false],
])("%s", (_, claims, domains, organization, allowed) => {
  expect(maySignIn(claims, config(domains, organization))).toBe(allowed);
});
