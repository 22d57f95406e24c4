import { describe, expect, it } from "vitest";
import { readSettings } from "./environment";

describe("the settings of a host are as the site has them there", () => {
  it("on Vercel", () => {
    const vercel = { VERCEL: "1", VERCEL_ENV: "production", VERCEL_PROJECT_PRODUCTION_URL: "chat.example.com" };
    const settings = { NEXTAUTH_URL: "https://chat.example.com", RUN_MAX_MS: 285_000, TRUST_PROXY: 1 };
    expect(readSettings({ NODE_ENV: "production", ...vercel })).toMatchObject(settings);
    expect(readSettings({ NODE_ENV: "production", ...vercel, RUN_MAX_MS: "9000" })).toMatchObject({
      RUN_MAX_MS: 9_000,
    });
  });

  it("on classic Amplify Hosting, and in a container", () => {
    const amplify = { NODE_ENV: "production", AWS_APP_ID: "d123" };
    expect(readSettings(amplify)).toMatchObject({ STREAM_MODE: "poll", RUN_MAX_MS: 25_000, TRUST_PROXY: 1 });
    expect(readSettings({ NODE_ENV: "production" })).toMatchObject({ RUN_MAX_MS: 3_300_000, TRUST_PROXY: 0 });
  });
});
