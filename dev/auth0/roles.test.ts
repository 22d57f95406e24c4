import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LOCAL } from "../../lib/local-defaults";
import { type LocalAuth0, startLocalAuth0 } from "./server";
import {
  ben,
  changeSettings,
  readTokens,
  refresh,
  signInForTokens,
  siteOrigin,
  temporaryDirectory,
} from "./testing/flows";

const chiyo = "auth0|local-chiyo-mori";
let auth0: LocalAuth0;
let folder: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeAll(async () => {
  folder = await temporaryDirectory();
  auth0 = await startLocalAuth0({ port: 0, dataDir: folder.path, siteOrigins: [siteOrigin] });
});
afterAll(async () => {
  await auth0.close();
  await folder.remove();
});

const rolesIn = (token: string) => decodeJwt(token)[LOCAL.rolesClaim];

it("puts a person's roles into their access tokens, and into no id token", async () => {
  const tokens = await signInForTokens(auth0, chiyo);
  expect(rolesIn(tokens.access_token)).toEqual(["analyst"]);
  expect(rolesIn(tokens.id_token)).toBeUndefined();
  expect(rolesIn((await signInForTokens(auth0, ben)).access_token)).toBeUndefined();
});

it("gives other roles with the next access token once they are set", async () => {
  const tokens = await signInForTokens(auth0, ben);
  await changeSettings(auth0, { roles: { [ben]: ["analyst", "author"], [chiyo]: [] } });
  const renewed = readTokens(await refresh(auth0, tokens.refresh_token));
  expect(rolesIn(renewed.access_token)).toEqual(["analyst", "author"]);
  expect(rolesIn((await signInForTokens(auth0, chiyo)).access_token)).toBeUndefined();
});
