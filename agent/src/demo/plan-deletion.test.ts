import { describe, expect, it } from "vitest";
import { planCalls } from "./plan.ts";

const OFFERED = new Set(["add_task", "complete_task", "remove_task", "list_tasks", "delete_tasks", "connect_calendar"]);
const calls = (question: string) =>
  planCalls(question, OFFERED).map(({ name, input }) => [name, ...Object.values(input)].join(": "));

describe("planDeletion", () => {
  it.each([
    ["Delete all my finished tasks", ["delete_tasks: finished"]],
    ["delete my completed tasks please", ["delete_tasks: finished"]],
    ["remove the done tasks from my list", ["delete_tasks: finished"]],
    ["Clear finished tasks", ["delete_tasks: finished"]],
    ["delete the tasks I have completed", ["delete_tasks: finished"]],
    ["delete everything that's done", ["delete_tasks: finished"]],
    ["delete all my tasks", ["delete_tasks: all"]],
    ["Remove every task", ["delete_tasks: all"]],
    ["clear my task list", ["delete_tasks: all"]],
    ["empty the to-do list", ["delete_tasks: all"]],
    ["delete everything on my list", ["delete_tasks: all"]],
    ["完了したタスクを消して", ["delete_tasks: finished"]],
    ["完了済みのタスクを削除して", ["delete_tasks: finished"]],
    ["終わったタスクを全部削除して", ["delete_tasks: finished"]],
    ["タスクを全部消して", ["delete_tasks: all"]],
    ["すべてのタスクを削除してください", ["delete_tasks: all"]],
    ["タスク一覧を空にして", ["delete_tasks: all"]],
    ["add milk to my tasks and delete my finished tasks", ["add_task: milk", "delete_tasks: finished"]],
    ["タスクに牛乳を追加して、完了したタスクを消して", ["add_task: 牛乳", "delete_tasks: finished"]],
    ["delete my finished tasks and delete all my tasks", ["delete_tasks: finished", "delete_tasks: all"]],
    ["完了したタスクを消して、タスクを全部消して", ["delete_tasks: finished", "delete_tasks: all"]],
  ])("%s", (question, expected) => {
    expect(calls(question)).toEqual(expected);
  });

  it.each([
    ["add “delete all my finished tasks” to my tasks", ["add_task: delete all my finished tasks"]],
    ["delete sunscreen", ["remove_task: sunscreen"]],
    ["請求書を送るのタスクを削除して", ["remove_task: 請求書を送る"]],
    ["完了したタスクを見せて", ["list_tasks"]],
    ["what tasks have I finished?", []],
    ["write a story about finished tasks", []],
  ])("leaves %s to others", (question, expected) => {
    expect(calls(question)).toEqual(expected);
  });
});

describe("planCalendar", () => {
  it.each(["Connect my calendar", "please link my work calendar", "カレンダーを連携して", "カレンダーとつないで"])(
    "%s",
    (question) => {
      expect(calls(question)).toEqual(["connect_calendar"]);
    },
  );

  it.each(["what is a calendar?", "カレンダーとは？"])("leaves %s alone", (question) => {
    expect(calls(question)).toEqual([]);
  });
});
