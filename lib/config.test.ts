import { afterEach, expect, it, vi } from "vitest";
import { getConfig } from "./config";

const holder = globalThis as unknown as Record<symbol, unknown>;
const forget = () => delete holder[Symbol.for("agentcore-chat.config")];
afterEach(() => {
  vi.unstubAllEnvs();
  forget();
});

it.each([
  ["", "https://chat-git-feature-example.vercel.app"],
  ["https://preview.example.com", "https://preview.example.com"],
])("next-auth goes by the site's address, also where it comes from the host (NEXTAUTH_URL=%s)", (set, address) => {
  const env = {
    VERCEL: "1",
    VERCEL_ENV: "preview",
    VERCEL_BRANCH_URL: "chat-git-feature-example.vercel.app",
    DATABASE_URL: "postgres://user@host/db",
    NODE_ENV: "production",
    NEXTAUTH_URL: set,
    NEXTAUTH_SECRET: "x".repeat(32),
    AUTH0_ISSUER: "https://tenant.eu.auth0.com",
    AUTH0_CLIENT_ID: "id",
    AUTH0_CLIENT_SECRET: "secret",
    AUTH0_AUDIENCE: "urn:example:api",
    TOKEN_KEYS: Buffer.alloc(32, 7).toString("base64"),
    SESSION_ID_KEY: Buffer.alloc(32, 7).toString("base64"),
    BEDROCK_AGENTCORE_RUNTIME_ARN: "arn:aws:bedrock-agentcore:eu-central-1:123456789012:runtime/helper-AbC123",
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  forget();
  expect(getConfig().siteUrl).toBe(address);
  expect(process.env.NEXTAUTH_URL).toBe(address);
});
