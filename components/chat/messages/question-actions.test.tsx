import { act } from "react";
import { describe, expect, it, vi } from "vitest";
import { byTestId, click, press, render, type } from "../../testing/render";
import { fakeTurns, InConversation } from "../conversation.fixture";
import { createEditing } from "../editing";
import { button, called, fake, maybe, Stage, type Start, said, shown, user } from "./actions.fixture";
import { UnansweredContext, unansweredIn } from "./answers-context";
import { UserMessage } from "./user-message";

describe("a question", () => {
  const question = (start: Start = {}) => (
    <Stage start={start}>
      <UserMessage message={user("q")} />
    </Stage>
  );

  it("can be said differently; Enter sends, and the focus goes to the composer", async () => {
    await render(question());
    await click(button("edit-message"));
    const box = byTestId<HTMLTextAreaElement>("edit-input");
    expect(document.activeElement).toBe(box);
    expect(box.value).toBe("question");
    await type(box, "question!");
    await press(box, { key: "Enter" });
    expect(fake.asked).toEqual(["edit q question!"]);
    expect(maybe("edit-input")).toBeNull();
    expect(document.activeElement).toBe(byTestId("composer"));
  });

  it("stays as it is with Escape, and the focus returns to where it came from", async () => {
    await render(question());
    await click(button("edit-message"));
    await type(byTestId("edit-input"), "something else");
    await press(byTestId("edit-input"), { key: "Escape" });
    expect(maybe("edit-input")).toBeNull();
    expect(document.activeElement).toBe(button("edit-message"));
    expect(fake.asked).toEqual([]);
  });

  it("is not sent half-typed by an input method, nor given up by its Escape", async () => {
    await render(question());
    await click(button("edit-message"));
    const box = byTestId<HTMLTextAreaElement>("edit-input");
    await type(box, "しつも");
    await act(async () => void box.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true })));
    await press(box, { key: "Enter" });
    await press(box, { key: "Escape" });
    await act(async () => void box.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true })));
    // As Safari has it: the composition is over before the key that ended it.
    await press(box, { key: "Enter", keyCode: 229 });
    await press(box, { key: "Escape", keyCode: 229 });
    expect(maybe("edit-input")).toBe(box);
    expect(box.value).toBe("しつも");
    expect(fake.asked).toEqual([]);
    await press(box, { key: "Enter", shiftKey: true });
    expect(fake.asked).toEqual([]);
  });

  it("is not asked again when nothing was changed, and never asked empty", async () => {
    await render(question());
    await click(button("edit-message"));
    await type(byTestId("edit-input"), "  ");
    expect(button("edit-save").disabled).toBe(true);
    await type(byTestId("edit-input"), " question ");
    await click(button("edit-save"));
    expect(fake.asked).toEqual([]);
    expect(maybe("edit-input")).toBeNull();
  });

  it("says first what the answers below have done", async () => {
    shown.messages = [
      user("q"),
      called("c", "add_task"),
      said("a"),
      user("q2"),
      called("d", "look"),
      called("e", "send"),
    ];
    await render(question());
    await click(button("edit-message"));
    await type(byTestId("edit-input"), "other");
    await click(button("edit-save"));
    expect(fake.asked).toEqual([]);
    expect(byTestId("confirm-effects").textContent).toContain("Add a task and send");
    expect(document.activeElement).toBe(button("confirm-continue"));
    await click(button("confirm-cancel"));
    expect(byTestId<HTMLTextAreaElement>("edit-input").value).toBe("other");
    await click(button("edit-save"));
    await click(button("confirm-continue"));
    expect(fake.asked).toEqual(["edit q other"]);
  });

  it("can be copied", async () => {
    const writeText = vi.fn().mockResolvedValue(undefined);
    Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
    await render(question());
    await click(button("copy"));
    expect(writeText).toHaveBeenCalledWith("question");
  });

  it("cannot be edited while an answer is being written, nor while the server does not have it", async () => {
    const { rerender } = await render(question({ phase: "running" }));
    expect(button("edit-message").disabled).toBe(true);
    await rerender(<div />);
    await render(question({ unsentId: "q" }));
    expect(maybe("edit-message")).toBeNull();
  });

  it("is the only one that is edited", async () => {
    const editing = createEditing();
    const { turns } = fakeTurns({}, shown.messages);
    await render(
      <InConversation turns={turns} editing={editing}>
        <UserMessage message={user("q")} />
        <UserMessage message={user("q2")} />
      </InConversation>,
    );
    await act(async () => editing.open("q", "typed so far"));
    expect(document.querySelectorAll("[data-testid=edit-input]")).toHaveLength(1);
    expect(button("edit-message").disabled).toBe(true);
  });
});

it("a question that another one followed without an answer says so", async () => {
  const list = [user("q"), user("q2"), said("a"), user("q3")];
  expect(unansweredIn(list)).toBe("q");
  const { turns } = fakeTurns({}, list);
  await render(
    <InConversation turns={turns} messages={list}>
      <UnansweredContext.Provider value={unansweredIn(list)}>
        <UserMessage message={user("q")} />
        <UserMessage message={user("q2")} />
      </UnansweredContext.Provider>
    </InConversation>,
  );
  const marks = [...document.querySelectorAll("[data-testid=unanswered]")];
  expect(marks.map((mark) => [mark.closest("article")?.dataset.messageId, mark.textContent])).toEqual([
    ["q", "No answer"],
  ]);
});
