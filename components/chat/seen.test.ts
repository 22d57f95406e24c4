import { beforeEach, describe, expect, it } from "vitest";
import { createSeen } from "./seen";

let [visible, told, reached] = [true, 0, true];
const make = () =>
  createSeen({
    isVisible: () => visible,
    send: async () => {
      told += 1;
      return reached;
    },
  });
beforeEach(() => {
  [visible, told, reached] = [true, 0, true];
});

describe("what has been seen", () => {
  it("is told at once in a tab that is looked at", async () => {
    expect(await make().mark()).toBe(true);
    expect(told).toBe(1);
  });

  it("is not told by a hidden tab before somebody looks, and then once", async () => {
    visible = false;
    const seen = make();
    expect(await seen.mark()).toBe(false);
    expect(await seen.mark()).toBe(false);
    seen.look();
    expect(told).toBe(0);
    visible = true;
    seen.look();
    seen.look();
    expect(told).toBe(1);
  });

  it("is told again at the next occasion when it could not be told", async () => {
    const seen = make();
    reached = false;
    expect(await seen.mark()).toBe(false);
    reached = true;
    seen.look();
    await Promise.resolve();
    seen.look();
    expect(told).toBe(2);
  });

  it("is nothing to tell when there was nothing", () => {
    make().look();
    expect(told).toBe(0);
  });
});
