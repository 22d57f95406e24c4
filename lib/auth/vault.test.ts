import { expect, it } from "vitest";
import { openTokens, sealTokens } from "./vault";

const key = (byte: number) => new Uint8Array(32).fill(byte);
const tokens = { accessToken: "eyJaccess", refreshToken: "refresh-value", idpSid: "sid" };

it("gives the tokens back and shows nothing of them", async () => {
  const sealed = await sealTokens(tokens, "s", [key(1)]);
  expect(sealed).not.toContain("refresh-value");
  expect(await openTokens(sealed, "s", [key(1)])).toEqual({ tokens, older: false });
});

it("opens with an older key after rotation, and seals with the newest", async () => {
  const old = await sealTokens(tokens, "s", [key(1)]);
  expect(await openTokens(old, "s", [key(2), key(1)])).toEqual({ tokens, older: true });
  const fresh = await sealTokens(tokens, "s", [key(2), key(1)]);
  expect(await openTokens(fresh, "s", [key(2), key(1)])).toEqual({ tokens, older: false });
  expect(await openTokens(fresh, "s", [key(1)])).toBeNull();
});

it("does not open in another row, with another key, or when touched", async () => {
  const sealed = await sealTokens(tokens, "s", [key(1)]);
  expect(await openTokens(sealed, "other", [key(1)])).toBeNull();
  expect(await openTokens(sealed, "s", [key(3)])).toBeNull();
  expect(await openTokens(`${sealed.slice(0, -3)}AAA`, "s", [key(1)])).toBeNull();
  expect(await openTokens("", "s", [key(1)])).toBeNull();
});
