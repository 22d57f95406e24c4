import { expect, it } from "vitest";
import { findAgents } from "./find-agents";
import { agentNamed } from "./testing";

const agents = [
  agentNamed("a", { name: "Everyday Helper", description: "Times and sums" }),
  agentNamed("b", { name: "カレンダー係", description: "予定を調べます" }),
  agentNamed("c", { name: "Ｓａｌｅｓ" }),
];

it.each([
  ["", "abc"],
  ["  ", "abc"],
  ["helper", "a"],
  ["SUMS every", "a"],
  ["sales", "c"],
  ["かれんだー", "b"],
  ["予定", "b"],
  ["helper 予定", ""],
  [".*", ""],
])("finds by %j: %s", (query, ids) => {
  expect(findAgents(agents, query).map(({ id }) => id)).toEqual([...ids]);
});
