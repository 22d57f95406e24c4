import { describe, expect, it } from "vitest";
import { whoami } from "./whoami.ts";

const jwt = (claims: object) =>
  ["eyJhbGciOiJSUzI1NiJ9", Buffer.from(JSON.stringify(claims)).toString("base64url"), "c2ln"].join(".");

describe("whoami", () => {
  it("tells the claims of the token", () => {
    const token = jwt({
      iss: "https://t.example/",
      sub: "auth0|7",
      name: "Ada",
      email: "ada@x.example",
      exp: 1_800_000_000,
    });
    expect(whoami(token)).toEqual({
      signedIn: true,
      sub: "auth0|7",
      name: "Ada",
      email: "ada@x.example",
      issuer: "https://t.example/",
      expiresAt: "2027-01-15T08:00:00.000Z",
    });
  });

  it("leaves out what the token does not say", () => {
    expect(whoami(jwt({ sub: "auth0|8" }))).toEqual({ signedIn: true, sub: "auth0|8" });
  });

  it("finds profile claims under a namespace, as Auth0 adds them to access tokens", () => {
    expect(whoami(jwt({ sub: "a", "https://chat.example/email": "b@x.example" }))).toMatchObject({
      email: "b@x.example",
    });
  });

  it("never gives the token back", () => {
    const token = jwt({ sub: "auth0|9", jti: "unique-token-id" });
    const told = JSON.stringify(whoami(token));
    expect(told).not.toContain(token);
    expect(told).not.toContain(token.split(".")[1]);
    expect(told).not.toContain("unique-token-id");
  });

  it.each([undefined, "opaque-token", "a.b.c"])("says so when there is nothing to read (%s)", (token) => {
    expect(whoami(token)).toMatchObject({ signedIn: false });
    expect(JSON.stringify(whoami(token))).not.toContain("opaque-token");
  });
});
