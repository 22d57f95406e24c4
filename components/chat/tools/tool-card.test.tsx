import { describe, expect, it } from "vitest";
import { byTestId, click, render } from "../../testing/render";
import { RunContext } from "../messages/run-context";
import { ToolCard } from "./tool-card";

const calling = (...live: string[]) => ({
  running: true,
  silent: false,
  live: new Set(live),
  waiting: new Set<string>(),
});

describe("the card of a tool call", () => {
  it("works, then is done", async () => {
    const card = (result?: string) => (
      <RunContext.Provider value={calling("c1")}>
        <ToolCard toolCallId="c1" name="calculate" args={{ expression: "6*7" }} result={result} />
      </RunContext.Provider>
    );
    const { rerender } = await render(card());
    expect(byTestId("tool-call").dataset).toMatchObject({ tool: "calculate", status: "running" });
    expect(byTestId("tool-call").textContent).toContain("Running");
    await rerender(card('{"expression":"6*7","result":"42"}'));
    expect(byTestId("tool-call").dataset.status).toBe("done");
    expect(byTestId("tool-call").textContent).toContain("6*7 = 42");
  });

  it("does not seem to work because something else runs", async () => {
    await render(
      <RunContext.Provider value={calling("another")}>
        <ToolCard toolCallId="c1" name="whoami" args={{}} />
      </RunContext.Provider>,
    );
    expect(byTestId("tool-call").dataset.status).toBe("stopped");
  });

  it("unfolds input and result, in the person's words", async () => {
    await render(
      <ToolCard toolCallId="c1" name="current_time" args={{ timeZone: "Asia/Tokyo" }} result='{"weekday":"Monday"}' />,
      "ja",
    );
    const button = byTestId("tool-call").querySelector("button");
    expect(byTestId("tool-call").textContent).toContain("現在時刻");
    expect(button?.getAttribute("aria-expanded")).toBe("false");
    expect(byTestId("tool-call").textContent).not.toContain("Monday");
    if (button) await click(button);
    expect(button?.getAttribute("aria-expanded")).toBe("true");
    expect(byTestId("tool-call").textContent).toContain("タイムゾーンAsia/Tokyo");
    expect(byTestId("tool-call").textContent).toContain("Monday");
  });

  it("says why it failed without being asked", async () => {
    await render(
      <ToolCard
        toolCallId="c1"
        name="calculate"
        args={{ expression: "1/0" }}
        result='{"error":{"code":"BAD_EXPRESSION","message":"Division by zero?"}}'
      />,
    );
    expect(byTestId("tool-call").dataset.status).toBe("failed");
    expect(byTestId("tool-call").textContent).toContain("Division by zero?");
  });

  it("calls what a person declined not run, and leaves it to the line below to say why", async () => {
    await render(
      <ToolCard
        toolCallId="c1"
        name="delete_tasks"
        args={{ which: "all" }}
        result='{"error":{"code":"DECLINED","message":"The person declined delete_tasks, so it did not run."}}'
      />,
      "ja",
    );
    expect(byTestId("tool-call").dataset.status).toBe("declined");
    expect(byTestId("tool-call").textContent).toContain("未実行");
    expect(byTestId("tool-call").textContent).not.toContain("The person");
  });

  it("shows tools it has never heard of, and nothing of theirs as HTML", async () => {
    await render(<ToolCard toolCallId="c1" name="<b>x</b>" args={{ a: "<img src=x>" }} result="<script>1</script>" />);
    const button = byTestId("tool-call").querySelector("button");
    if (button) await click(button);
    expect(byTestId("tool-call").querySelector("b,img,script")).toBeNull();
    expect(byTestId("tool-call").textContent).toContain("<script>1</script>");
  });

  it("names a field as its tool does, also one that every object has", async () => {
    await render(
      <ToolCard toolCallId="c1" name="x" args={{ constructor: "1", title: "2" }} result='{"__proto__":"3"}' />,
    );
    await click(byTestId("tool-call").querySelector("button") as Element);
    const names = [...byTestId("tool-call").querySelectorAll("dt")].map((name) => name.textContent);
    expect(names).toEqual(["constructor", "Task", "__proto__"]);
  });
});
