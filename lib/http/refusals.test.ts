import { expect, it } from "vitest";
import { routeOf } from "./refusals";

const route = (path: string) => routeOf(`https://chat.example.com${path}`);
const id = "0b6f2a3e-1111-4aaa-8aaa-000000000001";

it.each([
  ["/api/threads", "/api/threads"],
  ["/api/threads/export?q=secret", "/api/threads/export"],
  [`/api/threads/${id}/share`, "/api/threads/*/share"],
  ["/api/copilotkit/agent/default/run", "/api/copilotkit/agent/default/run"],
  ["/", "/"],
])("the log says which route refused: %s", (path, said) => {
  expect(route(path)).toBe(said);
});

it.each([
  ["the key to a shared conversation", "/share/AbCdEfGhIjKlMnOpQrStUv", "/share/*"],
  ["one that is all small letters", `/share/${"a".repeat(22)}`, "/share/*"],
  ["a cursor", "/api/threads/MTIzLTQ1Ng", "/api/threads/*"],
  ["somebody's text", "/api/%3Cscript%3Ealert(1)%3C/script%3E", "/api/*/*"],
  ["a line of its own", "/api/%0A%7B%22level%22:60%7D", "/api/*"],
  ["another script's words", "/api/秘密", "/api/*"],
])("and never %s", (_, path, said) => {
  expect(route(path)).toBe(said);
});

it("in a line that ends, however long the address is", () => {
  expect(route("/abcdefghij".repeat(400)).length).toBeLessThan(200);
});
