import { beforeEach, expect, it } from "vitest";
import { forgetLastAgents, readLastAgent, writeLastAgent } from "./last-agent";

const broken = () => {
  throw new DOMException("denied", "SecurityError");
};
beforeEach(() => localStorage.clear());

it("keeps each person's own", () => {
  writeLastAgent("ann", "helper");
  writeLastAgent("ben", "writer");
  expect([readLastAgent("ann"), readLastAgent("ben"), readLastAgent("cy")]).toEqual(["helper", "writer", null]);
});

it("is forgotten with an account, and leaves everything else alone", () => {
  localStorage.setItem("other", "x");
  writeLastAgent("ann", "helper");
  forgetLastAgents();
  expect([readLastAgent("ann"), localStorage.length]).toEqual([null, 1]);
});

it("does without a storage", () => {
  writeLastAgent("ann", "helper", broken);
  forgetLastAgents(broken);
  expect(readLastAgent("ann", broken)).toBeNull();
});
