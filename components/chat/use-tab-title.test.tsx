import { act } from "react";
import { describe, expect, it } from "vitest";
import { render } from "../testing/render";
import { tabTitle, useTabTitle } from "./use-tab-title";

function Tab({ title, running }: { title: string; running: boolean }) {
  useTabTitle(title, running);
  return null;
}

describe("the tab's title", () => {
  it.each([
    ["Plans", false, "Plans – AgentCore Chat"],
    ["Plans", true, "● Plans – AgentCore Chat"],
    ["", false, "AgentCore Chat"],
    ["", true, "● AgentCore Chat"],
  ])("of %j, running: %j, is %j", (title, running, expected) => {
    expect(tabTitle("AgentCore Chat", title, running)).toBe(expected);
  });

  it("counts what the agent waits for, unless it goes on already", () => {
    expect(tabTitle("AgentCore Chat", "Plans", false, 2)).toBe("(2) Plans – AgentCore Chat");
    expect(tabTitle("AgentCore Chat", "Plans", true, 2)).toBe("● Plans – AgentCore Chat");
  });

  it("follows the conversation, also after the page set its own, and goes with it", async () => {
    const { rerender } = await render(<Tab title="Plans" running />);
    expect(document.title).toBe("● Plans – AgentCore Chat");
    document.title = "AgentCore Chat";
    await act(() => new Promise((resolve) => setTimeout(resolve)));
    expect(document.title).toBe("● Plans – AgentCore Chat");
    await rerender(<Tab title="Plans" running={false} />);
    expect(document.title).toBe("Plans – AgentCore Chat");
    await rerender(<div />);
    expect(document.title).toBe("AgentCore Chat");
  });
});
