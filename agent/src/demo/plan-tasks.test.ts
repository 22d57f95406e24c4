import { describe, expect, it } from "vitest";
import { planTasks } from "./plan-tasks.ts";

const calls = (question: string) =>
  planTasks(question).calls.map(({ name, input }) => [name, ...Object.values(input)].join(": "));

describe("planTasks", () => {
  it.each([
    ["add milk to my tasks", ["add_task: milk"]],
    ["Add a task to buy a birthday cake", ["add_task: buy a birthday cake"]],
    ["add a task: renew the passport, please", ["add_task: renew the passport"]],
    ["Please add 'call Zainab' to the list", ["add_task: call Zainab"]],
    ["put water the ferns on my to-do list", ["add_task: water the ferns"]],
    ["remind me to send invoice 4711", ["add_task: send invoice 4711"]],
    ["create a new task called Plan the offsite", ["add_task: Plan the offsite"]],
    ["add tasks: bread, eggs and flour", ["add_task: bread", "add_task: eggs", "add_task: flour"]],
    [
      "Add three tasks: buy milk, walk the dog, and write report",
      ["add_task: buy milk", "add_task: walk the dog", "add_task: write report"],
    ],
    ["Add “rice” and “lentils” to my tasks", ["add_task: rice", "add_task: lentils"]],
    [
      'add "iron shirts", "fold towels" and "sweep" to my list',
      ["add_task: iron shirts", "add_task: fold towels", "add_task: sweep"],
    ],
    ["add “don't forget Noor’s keys” to my tasks", ["add_task: don't forget Noor’s keys"]],
    ["Add 'feed the cat' and 'lock up' to the list", ["add_task: feed the cat", "add_task: lock up"]],
    ["Add rice, oat bran and lentils to my tasks", ["add_task: rice", "add_task: oat bran", "add_task: lentils"]],
    ["Add call Ravi, Mina and Joe to my tasks", ["add_task: call Ravi, Mina and Joe"]],
    [
      "add buy rice, pay rent, and wash curtains to my list",
      ["add_task: buy rice", "add_task: pay rent", "add_task: wash curtains"],
    ],
    ["Add fish and chips to my tasks", ["add_task: fish and chips"]],
    ["add lunch with Ana, Friday to my tasks", ["add_task: lunch with Ana, Friday"]],
    ["タスクに「切手を買う」と「見積書」を追加して", ["add_task: 切手を買う", "add_task: 見積書"]],
    ["「切手」「封筒」をタスクに追加して", ["add_task: 切手", "add_task: 封筒"]],
    ["タスクに切手、封筒とのりを追加して", ["add_task: 切手", "add_task: 封筒", "add_task: のり"]],
    ["タスクに切手と封筒を追加して", ["add_task: 切手と封筒"]],
    ["タスクに切手を買う、本を返すを追加して", ["add_task: 切手を買う", "add_task: 本を返す"]],
    ["タスクに明日、散髪を追加して", ["add_task: 明日、散髪"]],
    ["add sunscreen", ["add_task: sunscreen"]],
    ["Complete sunscreen.", ["complete_task: sunscreen"]],
    ["please tick off oat bran", ["complete_task: oat bran"]],
    ["what is on my list?", ["list_tasks"]],
    ["What's still on the list", ["list_tasks"]],
    ["delete sunscreen", ["remove_task: sunscreen"]],
    ["mark sunscreen complete", ["complete_task: sunscreen"]],
    ["what do I have to do today?", ["list_tasks"]],
    ["傘を買うを追加して", ["add_task: 傘を買う"]],
    ["タスクに傘を買うを追加して、一覧を見せて", ["add_task: 傘を買う", "list_tasks"]],
    ["傘を買うを削除してください", ["remove_task: 傘を買う"]],
    ["mark renew the passport as done", ["complete_task: renew the passport"]],
    ["complete the task call Zainab", ["complete_task: call Zainab"]],
    ["tick off eggs on my list", ["complete_task: eggs"]],
    ["remove bread from my list", ["remove_task: bread"]],
    ["delete the task water the ferns", ["remove_task: water the ferns"]],
    ["what's on my task list?", ["list_tasks"]],
    ["show me my tasks", ["list_tasks"]],
    ["タスクに牛乳を買うを追加して", ["add_task: 牛乳を買う"]],
    ["請求書を送るをタスクに追加してください", ["add_task: 請求書を送る"]],
    ["タスク「会議室を予約する」を追加", ["add_task: 会議室を予約する"]],
    ["やることリストに、歯医者を予約を入れて", ["add_task: 歯医者を予約"]],
    ["「牛乳を買う」を完了にして", ["complete_task: 牛乳を買う"]],
    ["牛乳を買うのタスクを完了して", ["complete_task: 牛乳を買う"]],
    ["タスクから卵を削除して", ["remove_task: 卵"]],
    ["請求書を送るのタスクを削除して", ["remove_task: 請求書を送る"]],
    ["タスクを見せて", ["list_tasks"]],
    ["タスク一覧", ["list_tasks"]],
    ["やることは何？", ["list_tasks"]],
    ["add soap to my list and show my tasks", ["add_task: soap", "list_tasks"]],
    ["mark soap as done and add towels to my list", ["add_task: towels", "complete_task: soap"]],
  ])("%s", (question, expected) => {
    expect(calls(question)).toEqual(expected);
  });

  it.each([
    "hello",
    "add 5 and 9",
    "what is a task?",
    "delete the last sentence",
    "remove that",
    "complete this sentence",
    "Complete the story",
    "remove the last sentence of your story",
    "write a list of three fruits",
    "I finished my dinner",
    "今日は何をする？",
  ])("leaves %j alone", (question) => {
    expect(calls(question)).toEqual([]);
  });

  it("keeps what it used from the planners that come after", () => {
    const { rest } = planTasks("add a task: check 3 + 4 in Oslo and what time is it in Lima?");
    expect(rest).not.toContain("3 + 4");
    expect(rest).not.toContain("Oslo");
    expect(rest).toContain("what time is it in Lima?");
  });
});
