import { describe, expect, it } from "vitest";
import { addressOf, firstSession, onAddress, threadIn } from "./session";

const A = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const B = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";
const mintA = () => A;
const mintB = () => B;

describe("the conversation on screen", () => {
  it("is the one that the address names, and is loaded from the server", () => {
    expect(firstSession(addressOf(B), mintA)).toMatchObject({ threadId: B, explicit: true });
  });

  it("is a new one at /", () => {
    expect(firstSession("/", mintA)).toMatchObject({ threadId: A, explicit: false, published: false });
  });

  it("does not restart when its first message gives it an address, or its stream would be cut", () => {
    const begun = { ...firstSession("/", mintA), published: true };
    expect(onAddress(begun, addressOf(A), mintB)).toMatchObject({ threadId: A, explicit: false });
  });

  it("is a fresh one after New chat, although Next still shows the page of /", () => {
    const begun = onAddress({ ...firstSession("/", mintA), published: true }, addressOf(A), mintB);
    expect(onAddress(begun, "/", mintB)).toMatchObject({ threadId: B, explicit: false });
  });

  it("is loaded from the server when Back returns to one that was begun here", () => {
    const next = { ...firstSession("/", mintB), published: false };
    expect(onAddress(next, addressOf(A), mintB)).toMatchObject({ threadId: A, explicit: true });
  });

  it("stays when a refused first message takes its address away again", () => {
    const begun = onAddress({ ...firstSession("/", mintA), published: true }, addressOf(A), mintB);
    expect(onAddress({ ...begun, published: false }, "/", mintB)).toMatchObject({ threadId: A, explicit: false });
  });

  it("is only ever named by a UUID", () => {
    expect(threadIn("/c/../../etc")).toBeNull();
    expect(threadIn(`/c/${A}/x`)).toBeNull();
    expect(threadIn(`/c/${A.toUpperCase()}`)).toBe(A);
  });
});
