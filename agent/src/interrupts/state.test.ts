import { expect, it } from "vitest";
import { APPROVAL, CONSENT, callOf, type InterruptState, interruptId } from "./state.ts";

it("finds the very call that is asked about, however the model numbers its calls", () => {
  const ids = ["functions.delete_tasks", "functions.delete_tasks:0", "functions.delete_tasks:0:tool_approval"];
  const content = ids.map((toolUseId) => ({ toolUse: { toolUseId, name: "delete_tasks", input: { for: toolUseId } } }));
  const state: InterruptState = {
    interrupts: {},
    activated: true,
    pendingToolExecution: { assistantMessageData: { role: "assistant", content }, completedToolResults: {} },
  };
  for (const id of ids) {
    expect(callOf(state, interruptId(id, APPROVAL))?.input).toEqual({ for: id });
    expect(callOf(state, interruptId(id, CONSENT))?.input).toEqual({ for: id });
  }
  expect(callOf(state, "hook:beforeToolCall:functions.delete_tasks:1:tool_approval")).toBeUndefined();
});
