import { describe, expect, it } from "vitest";
import { failureOf, gistOf, shown, statusOf } from "./tool-view";

describe("how a tool call stands", () => {
  it.each([
    ["runs while its run is on", undefined, true, "running"],
    ["is unfinished when its run has ended without a result", undefined, false, "stopped"],
    ["is done with any result", '{"result":"42"}', false, "done"],
    ["is done with a result that is no JSON", "42 apples", true, "done"],
    ["is done with a result that mentions errors", "Error rate: 3%", true, "done"],
    ["failed when the tool says so", '{"error":{"code":"LIMIT","message":"Too much."}}', false, "failed"],
    ["did not run when a person declined it", '{"error":{"code":"DECLINED","message":"No."}}', false, "declined"],
    ["did not run when the question was closed", '{"error":{"code":"CANCELLED","message":"No."}}', false, "declined"],
    ["was stopped when the site says so", '{"error":"stopped"}', false, "stopped"],
    ["failed with its run", '{"error":"failed"}', false, "failed"],
    ["is done when the error field is empty", '{"error":null,"ok":1}', false, "done"],
  ] as const)("%s", (_title, result, live, status) => {
    expect(statusOf(result, live ? "live" : "over")).toBe(status);
  });

  it("waits while the person is asked about it, until there is a result", () => {
    expect(statusOf(undefined, "waiting")).toBe("waiting");
    expect(statusOf("{}", "waiting")).toBe("done");
  });

  it("shows the tool's own sentence for a failure, never its code alone", () => {
    expect(failureOf('{"error":{"code":"LIMIT","message":"Too much."}}')).toBe("Too much.");
    expect(failureOf('{"error":"failed"}')).toBeNull();
    expect(failureOf("not json")).toBeNull();
  });
});

describe("input and result", () => {
  it("are pairs when flat, tasks when tasks, else text", () => {
    expect(shown({ timeZone: "Asia/Tokyo", n: 3 })).toEqual({
      kind: "pairs",
      pairs: [
        ["timeZone", "Asia/Tokyo"],
        ["n", "3"],
      ],
    });
    const task = { id: "1", title: "a", done: false };
    expect(shown(JSON.stringify({ task, tasks: [task, task] }))).toEqual({ kind: "tasks", tasks: [task] });
    expect(shown(JSON.stringify({ tasks: [task, task] }))).toEqual({ kind: "tasks", tasks: [task, task] });
    expect(shown("plain words")).toEqual({ kind: "text", text: "plain words", cut: false });
    expect(shown({ deep: { er: 1 } })).toMatchObject({ kind: "text" });
  });

  it.each([undefined, null, "", {}, "{}"])("are none for %j", (value) => {
    expect(shown(value)).toEqual({ kind: "none" });
  });

  it("are cut before they freeze the page", () => {
    const result = shown("x".repeat(1_000_000));
    expect(result).toMatchObject({ kind: "text", cut: true });
    expect(result.kind === "text" && result.text.length).toBeLessThan(30_000);
  });
});

describe("the gist of a call", () => {
  it.each([
    [
      "current_time",
      { timeZone: "Asia/Tokyo" },
      '{"timeZone":"Asia/Tokyo","iso":"2026-01-02T03:04:05+09:00"}',
      "Asia/Tokyo · 03:04",
    ],
    ["current_time", { timeZone: "Asia/Tokyo" }, undefined, "Asia/Tokyo"],
    ["calculate", { expression: "6*7" }, '{"expression":"6*7","result":"42"}', "6*7 = 42"],
    ["whoami", {}, '{"signedIn":true,"name":"Ann"}', "Ann"],
    [
      "complete_task",
      { task: "c2e7" },
      '{"task":{"id":"c2e7","title":"Water the plants","done":true}}',
      "Water the plants",
    ],
    ["list_tasks", {}, '{"tasks":[]}', "0"],
    ["calculate", "half a js", undefined, ""],
    ["unknown", { a: 1 }, "x", ""],
  ])("of %s(%j)", (name, args, result, gist) => {
    expect(gistOf(name, args, result)).toBe(gist);
  });
});
