import { expect, it } from "vitest";
import { runtimeSessionId } from "./session-id";

const key = new Uint8Array(32).fill(1);

it("is 64 hex characters, within AgentCore's 33 to 256", () => {
  expect(runtimeSessionId(key, "auth0|a", "t", 0)).toMatch(/^[0-9a-f]{64}$/);
});

it("is the same for the same conversation, and another for each other person, thread, generation and key", () => {
  const id = runtimeSessionId(key, "auth0|a", "t", 0);
  expect(runtimeSessionId(key, "auth0|a", "t", 0)).toBe(id);
  const others = [
    runtimeSessionId(key, "auth0|b", "t", 0),
    runtimeSessionId(key, "auth0|a", "u", 0),
    runtimeSessionId(key, "auth0|a", "t", 1),
    runtimeSessionId(new Uint8Array(32).fill(2), "auth0|a", "t", 0),
    // A separator inside an id must not make two conversations one.
    runtimeSessionId(key, 'auth0|a","t', "", 0),
  ];
  expect(new Set([id, ...others]).size).toBe(6);
});
