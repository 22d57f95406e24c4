import { beforeEach, describe, expect, it } from "vitest";
import { clearDrafts, createDrafts, NEW_CHAT } from "./drafts";

function memory() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    key: (index: number) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
}

let store = memory();
beforeEach(() => {
  store = memory();
});

describe("drafts", () => {
  it("come back after a reload, each to its own conversation", () => {
    createDrafts("ann", () => store).write("t1", "half a thou");
    createDrafts("ann", () => store).write(NEW_CHAT, "hello");
    const reloaded = createDrafts("ann", () => store);
    expect([reloaded.read("t1"), reloaded.read(NEW_CHAT), reloaded.read("t2")]).toEqual(["half a thou", "hello", ""]);
  });

  it("are never shown to the next person in the same tab", () => {
    createDrafts("ann", () => store).write(NEW_CHAT, "about ben");
    expect(createDrafts("ben", () => store).read(NEW_CHAT)).toBe("");
  });

  it("leave nothing behind when emptied or when signing out", () => {
    const drafts = createDrafts("ann", () => store);
    drafts.write("t1", "x");
    drafts.write("t1", "");
    expect(store.items.size).toBe(0);
    drafts.write("t1", "x");
    drafts.write("t2", "y");
    store.setItem("other", "stays");
    clearDrafts(() => store);
    expect([...store.items.keys()]).toEqual(["other"]);
  });

  it("do without a storage that refuses", () => {
    const drafts = createDrafts("ann", () => {
      throw new DOMException("denied", "SecurityError");
    });
    expect(() => drafts.write("t1", "x")).not.toThrow();
    expect(drafts.read("t1")).toBe("");
    expect(() =>
      clearDrafts(() => {
        throw new Error("denied");
      }),
    ).not.toThrow();
  });
});
