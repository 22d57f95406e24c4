import { act } from "react";
import { describe, expect, it, vi } from "vitest";
import { byTestId, click, press, render } from "../../testing/render";
import { onAnnouncement } from "../announce";
import { run, view } from "../turns.fixture";
import { button, called, fake, maybe, Stage, type Start, said, shown, user } from "./actions.fixture";
import { AnswerFooter, StoppedBeforeWords } from "./answer-footer";

describe("an answer", () => {
  const footer = (start: Start = {}, host = "a", running = false) => (
    <Stage start={start} running={running}>
      <AnswerFooter messageId={host} />
    </Stage>
  );

  it("can be copied whole, and written anew", async () => {
    const writeText = vi.fn().mockResolvedValue(undefined);
    Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
    shown.messages = [user("q"), said("a0", "one"), called("c", "look"), said("a", "two")];
    await render(footer());
    await click(button("copy-answer"));
    expect(writeText).toHaveBeenCalledWith("one\n\ntwo");
    await click(button("regenerate"));
    expect(fake.asked).toEqual(["regenerate q"]);
  });

  it("has its buttons once, below its last part", async () => {
    shown.messages = [user("q"), said("a0", "one"), said("a", "two")];
    await render(footer({}, "a0"));
    expect(maybe("regenerate")).toBeNull();
  });

  it("has none while it is being written; those of the others wait", async () => {
    shown.messages = [user("q"), said("a"), user("q2"), said("b", "ha")];
    const { rerender } = await render(footer({ phase: "running" }, "b", true));
    expect(maybe("regenerate")).toBeNull();
    await rerender(<div />);
    await render(footer({ phase: "running" }, "a", true));
    expect(button("regenerate").disabled).toBe(true);
  });

  it("says first what it has done, by name, and goes on only when told to", async () => {
    shown.messages = [user("q"), called("c", "add_task"), called("d", "look"), said("a")];
    await render(footer());
    await click(button("regenerate"));
    expect(fake.asked).toEqual([]);
    expect(byTestId("confirm-effects").textContent).toContain(
      "This answer used: Add a task. Writing it again may do that again.",
    );
    expect(byTestId("confirm-effects").querySelector("bdi")?.textContent).toBe("Add a task");
    await press(button("confirm-continue"), { key: "Escape" });
    expect(maybe("confirm-effects")).toBeNull();
    expect(document.activeElement).toBe(button("regenerate"));
    await click(button("regenerate"));
    await click(button("confirm-continue"));
    expect(fake.asked).toEqual(["regenerate q"]);
  });

  it.each(["stopped", "interrupted", "error"] as const)("that was %s says so", async (mark) => {
    shown.messages = [user("q"), said("a"), { id: "r", role: "tool", toolCallId: "x", content: "{}" }];
    await render(footer({ view: view({ marks: { r: mark } }) }));
    expect(byTestId("answer-mark").dataset.mark).toBe(mark);
  });

  it("that was just stopped says so before the server does, and then as the server does", async () => {
    const stopped = { outcome: "stopped", view: view({ run: run({ status: "running" }) }) } as const;
    await render(footer(stopped));
    expect(byTestId("answer-mark").dataset.mark).toBe("stopped");
    await act(async () => fake.set({ view: view({ run: run() }) }));
    expect(maybe("answer-mark")).toBeNull();
  });

  it("leads to its other versions and back, and says where one is", async () => {
    const heard: string[] = [];
    const quiet = onAnnouncement((text) => heard.push(text));
    const branches = { a: ["a", "a2", "a3"], a2: ["a", "a2", "a3"] };
    shown.messages = [user("q"), said("a2")];
    await render(footer({ view: view({ branches }) }, "a2"));
    expect(byTestId("branch-count").textContent).toBe("Version 2/3");
    await click(button("branch-next"));
    await click(button("branch-prev"));
    expect(fake.asked).toEqual(["branch a3", "branch a"]);
    await act(async () => document.body.replaceChildren());
    shown.messages = [user("q"), said("a")];
    shown.again = fake;
    await render(footer({}, "a"));
    expect(byTestId("branch-count").textContent).toBe("Version 1/3");
    expect(button("branch-prev").disabled).toBe(true);
    expect(document.activeElement).toBe(button("branch-next"));
    expect(heard).toEqual(["Version 1 of 3 is shown."]);
    quiet();
  });

  it("is not said to be shown when the conversation was left on the way to it, and is opened later", async () => {
    const heard: string[] = [];
    const quiet = onAnnouncement((text) => heard.push(text));
    const branches = { a: ["a", "a2"], a2: ["a", "a2"] };
    await render(footer({ view: view({ branches }) }, "a"));
    await click(button("branch-next"));
    await act(async () => document.body.replaceChildren());
    shown.messages = [user("q"), said("a2")];
    await render(footer({ view: view({ branches }) }, "a2"));
    quiet();
    expect(heard).toEqual([]);
  });

  it("cannot be exchanged for another version while an answer is being written", async () => {
    shown.messages = [user("q"), said("a"), user("q2")];
    await render(footer({ phase: "running", view: view({ branches: { a: ["a", "a2"] } }) }, "a", true));
    expect(button("branch-next").disabled).toBe(true);
  });

  it("that was stopped before its first word can be written anew", async () => {
    shown.messages = [user("q")];
    const stopped = view({ run: run({ status: "stopped", baseId: "q" }) });
    await render(
      <Stage start={{ view: stopped }}>
        <StoppedBeforeWords messages={shown.messages} />
      </Stage>,
    );
    expect(byTestId("answer-mark").dataset.mark).toBe("stopped");
    await click(button("regenerate"));
    expect(fake.asked).toEqual(["regenerate q"]);
  });

  it.each([
    ["that is being written", { phase: "running", outcome: "stopped" }],
    ["that failed", { problem: { code: "INTERNAL", source: "run", stored: true, at: "" } }],
    ["that nobody stopped", { view: view({ run: run({ baseId: "q" }) }) }],
    ["to a question that was not sent", { unsentId: "q", outcome: "stopped" }],
  ] as [string, Start][])("%s is not called stopped", async (_title, start) => {
    shown.messages = [user("q")];
    await render(
      <Stage start={start}>
        <StoppedBeforeWords messages={shown.messages} />
      </Stage>,
    );
    expect(maybe("answer-mark")).toBeNull();
  });

  it("speaks Japanese to whoever reads it", async () => {
    shown.messages = [user("q"), called("c", "add_task"), called("d", "send"), said("a")];
    await render(footer(), "ja");
    await click(button("regenerate"));
    expect(byTestId("confirm-effects").textContent).toContain("タスクの追加、send");
  });
});
