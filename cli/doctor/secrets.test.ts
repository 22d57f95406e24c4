import { expect, it } from "vitest";
import { withoutSecrets } from "./secrets";

const env = {
  NEXTAUTH_SECRET: "next-auth-secret",
  AUTH0_CLIENT_SECRET: "client-secret",
  SESSION_ID_KEY: "session-key",
  TOKEN_KEYS: "first-key, first-key-and-more",
  AGENTCORE_TOKEN: "token-of-somebody",
  DATABASE_URL: "postgres://site:p%40ssw0rd@db.example.com/chat",
  DATABASE_DIRECT_URL: "postgres://owner:other-word@db.example.com/chat",
};

it.each([
  "next-auth-secret",
  "client-secret",
  "session-key",
  "first-key",
  "first-key-and-more",
  "token-of-somebody",
  "p%40ssw0rd",
  "p@ssw0rd",
  "other-word",
  "token-of-the-sign-in",
])("takes %s out, wherever a server has repeated it", (secret) => {
  expect(withoutSecrets(`a ${secret}b ${secret}`, env, ["token-of-the-sign-in"])).toBe("a •••b •••");
});

it("leaves what is no secret: host, role and database, and a password that is one of them", () => {
  const text = "postgres may not alter auth_session in chat at db.example.com";
  expect(withoutSecrets(text, { ...env, DATABASE_URL: "postgres://postgres:postgres@localhost/chat" })).toBe(text);
});
