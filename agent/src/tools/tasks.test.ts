import { describe, expect, it } from "vitest";
import { addTask, completeTask, deleteTasks, removeTask, type Task, tasksIn } from "./tasks.ts";

const milk: Task = { id: "t1", title: "Buy milk", done: false };
const bread: Task = { id: "t2", title: "Buy bread", done: false };
const code = (run: () => unknown) => {
  try {
    run();
    return "no failure";
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
};

describe("tasksIn", () => {
  it.each([undefined, null, "x", [], {}, { tasks: "x" }, { tasks: null }])("finds none in %j", (state) => {
    expect(tasksIn(state)).toEqual([]);
  });

  it("keeps what is a task and leaves out what is not", () => {
    expect(tasksIn({ tasks: [milk, { id: 3 }, "x", null, bread], other: 1 })).toEqual([milk, bread]);
  });
});

describe("addTask", () => {
  it("adds at the end, with an id of its own, and leaves the old list alone", () => {
    const before = [milk];
    const { task, tasks } = addTask(before, "牛乳を買う");
    expect(tasks).toEqual([milk, task]);
    expect(task).toMatchObject({ title: "牛乳を買う", done: false });
    expect(before).toEqual([milk]);
    expect(addTask(tasks, "牛乳を買う").task.id).not.toBe(task.id);
  });

  it("stops at a full list", () => {
    const full = Array.from({ length: 200 }, (_, i) => ({ ...milk, id: `${i}` }));
    expect(code(() => addTask(full, "one more"))).toBe("LIMIT");
  });
});

describe("completeTask and removeTask", () => {
  it.each(["t1", "Buy milk", "buy MILK ", "milk"])("find a task by %j", (wanted) => {
    expect(completeTask([milk, bread], wanted).tasks).toEqual([{ ...milk, done: true }, bread]);
    expect(removeTask([milk, bread], wanted)).toEqual({ task: milk, tasks: [bread] });
  });

  it("do not guess between two that fit", () => {
    expect(code(() => completeTask([milk, bread], "buy"))).toBe("AMBIGUOUS");
    expect(code(() => removeTask([milk, { ...milk, id: "t3" }], "Buy milk"))).toBe("AMBIGUOUS");
  });

  it("mean the whole title before a part of one", () => {
    const long = { id: "t4", title: "Buy milk powder", done: false };
    expect(removeTask([long, milk], "buy milk").task).toBe(milk);
  });

  it("complete the open one of two with the same title", () => {
    const done = { ...milk, id: "t0", done: true };
    expect(completeTask([done, milk], "Buy milk").task.id).toBe("t1");
  });

  it("say when there is no such task", () => {
    expect(code(() => completeTask([milk], "fly to the moon"))).toBe("NOT_FOUND");
    expect(code(() => removeTask([], "t1"))).toBe("NOT_FOUND");
  });
});

describe("deleteTasks", () => {
  const done = { ...milk, done: true };

  it("deletes the finished ones or all, tells which, and leaves the old list alone", () => {
    const before = [done, bread];
    expect(deleteTasks(before, "finished")).toEqual({ deleted: [done], tasks: [bread] });
    expect(deleteTasks(before, "all")).toEqual({ deleted: [done, bread], tasks: [] });
    expect(deleteTasks([bread], "finished")).toEqual({ deleted: [], tasks: [bread] });
    expect(before).toHaveLength(2);
  });
});
