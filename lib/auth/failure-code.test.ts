import { Issuer } from "openid-client";
import { expect, it } from "vitest";
import { failureCode } from "./failure-code";

const withCode = (code: string, cause?: Error) => Object.assign(new Error("secret words", { cause }), { code });

it("finds the network's code, also below other errors", () => {
  expect(failureCode(withCode("ECONNREFUSED"))).toBe("ECONNREFUSED");
  expect(failureCode({ error: withCode("ENOTFOUND"), providerId: "auth0" })).toBe("ENOTFOUND");
  expect(failureCode({ error: new Error("x", { cause: withCode("CERT_HAS_EXPIRED") }) })).toBe("CERT_HAS_EXPIRED");
  expect(failureCode({ error: withCode("OAUTH_CALLBACK_ERROR", withCode("ETIMEDOUT")) })).toBe("ETIMEDOUT");
});

it("finds it in what the OpenID client throws when nothing is there", async () => {
  const error: unknown = await Issuer.discover("http://127.0.0.1:1").catch((reason: unknown) => reason);
  expect(failureCode({ error })).toBe("ECONNREFUSED");
});

it("says Auth0's status, and nobody's words", () => {
  expect(failureCode({ error: Object.assign(new Error("body"), { response: { statusCode: 403 } }) })).toBe("HTTP_403");
  for (const given of [new Error("client_secret=abc"), withCode("the token eyJ…"), "text", null, undefined, {}])
    expect(failureCode(given)).toBeUndefined();
});
