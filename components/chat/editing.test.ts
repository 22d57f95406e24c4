import { describe, expect, it } from "vitest";
import { createEditing } from "./editing";

describe("an inline edit", () => {
  it("keeps its text wherever its box is, until it is closed", () => {
    const editing = createEditing();
    const seen: (string | null)[] = [];
    const leave = editing.subscribe(() => seen.push(editing.get()?.text ?? null));
    editing.type("not open");
    editing.open("q", "question");
    editing.type("question!");
    editing.close();
    leave();
    editing.open("q2", "x");
    expect(seen).toEqual(["question", "question!", null]);
  });

  it("gives its text back when its message is no longer shown", () => {
    const editing = createEditing();
    editing.open("q", "whole", "half");
    expect(editing.endUnless((id) => id === "q")).toBeNull();
    expect(editing.endUnless(() => false)).toBe("half");
    expect(editing.endUnless(() => false)).toBeNull();
    expect(editing.get()).toBeNull();
    editing.open("q", "as it was");
    expect(editing.endUnless(() => false)).toBeNull();
  });

  it("has something to keep only once the message differs", () => {
    const editing = createEditing();
    expect(editing.unsaved()).toBeNull();
    editing.open("q", "question");
    expect(editing.unsaved()).toBeNull();
    editing.type(" question ");
    expect(editing.unsaved()).toBeNull();
    editing.type("question!");
    expect(editing.unsaved()).toBe("question!");
    editing.type("");
    expect(editing.unsaved()).toBeNull();
  });

  it("takes the focus when it opens, and gives it back to its button when it is given up", () => {
    const editing = createEditing();
    editing.open("q", "x");
    expect(editing.takesFocus("q", "button")).toBe(false);
    expect(editing.takesFocus("q", "box")).toBe(true);
    expect(editing.takesFocus("q", "box")).toBe(false);
    editing.cancel();
    expect(editing.takesFocus("q", "button")).toBe(true);
    editing.open("q", "x");
    editing.takesFocus("q", "box");
    editing.close();
    expect(editing.takesFocus("q", "button")).toBe(false);
  });
});
