import { describe, expect, it } from "vitest";
import { branchesOf, lastQuestion, leafBelow, type Node, pathTo } from "./tree";

const node = (id: string, parentId: string | null, position: number, role: Node["role"] = "assistant"): Node => ({
  id,
  parentId,
  position,
  role,
});
// u1 ─ a1 ─ u2 ─ a2            u1' is an edit of u1; a1' a second answer to u1; u2' an edit of u2
const TREE = [
  node("u1", null, 0, "user"),
  node("a1", "u1", 1),
  node("u2", "a1", 2, "user"),
  node("a2", "u2", 3),
  node("a1'", "u1", 4),
  node("u1'", null, 5, "user"),
  node("u2'", "a1", 6, "user"),
];
const ids = (nodes: Node[]) => nodes.map((one) => one.id);

describe("the tree of a thread", () => {
  it("is read from its end up", () => {
    expect(ids(pathTo(TREE, "a2"))).toEqual(["u1", "a1", "u2", "a2"]);
    expect(ids(pathTo(TREE, "a1'"))).toEqual(["u1", "a1'"]);
    expect(pathTo(TREE, null)).toEqual([]);
    expect(pathTo(TREE, "nobody's")).toEqual([]);
  });

  it("shows the newest branch below a message that is chosen", () => {
    expect(leafBelow(TREE, "u1")).toBe("a1'");
    expect(leafBelow(TREE, "a1")).toBe("u2'");
    expect(leafBelow(TREE, "u2")).toBe("a2");
    expect(leafBelow(TREE, "a2")).toBe("a2");
  });

  it("knows the alternatives of what is shown, oldest first, and of nothing else", () => {
    expect(branchesOf(TREE, pathTo(TREE, "a2"))).toEqual({
      u1: ["u1", "u1'"],
      a1: ["a1", "a1'"],
      u2: ["u2", "u2'"],
    });
    expect(branchesOf(TREE, pathTo(TREE, "u1'"))).toEqual({ "u1'": ["u1", "u1'"] });
  });

  it("is read to an end also where parents lead in a circle", () => {
    const circle = [node("x", "y", 0), node("y", "x", 1), node("z", "z", 2)];
    expect(ids(pathTo(circle, "x"))).toEqual(["y", "x"]);
    expect(ids(pathTo(circle, "z"))).toEqual(["z"]);
    expect(["x", "y"]).toContain(leafBelow(circle, "x"));
    expect(leafBelow(circle, "z")).toBe("z");
  });

  it("finds the last question", () => {
    expect(lastQuestion(pathTo(TREE, "a2"))?.id).toBe("u2");
    expect(lastQuestion([])).toBeNull();
  });
});
