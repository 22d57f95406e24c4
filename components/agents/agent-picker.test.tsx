import { act } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import { byTestId, click, press, render } from "../testing/render";
import type { ChatAgent } from "./agent";
import { AgentPicker } from "./agent-picker";
import { AgentsProvider, useAgentChoice, useCurrentAgent } from "./agents-provider";
import { readLastAgent, writeLastAgent } from "./last-agent";
import { agentNamed } from "./testing";

const session = vi.hoisted(() => ({ threadId: "t", explicit: false }));
vi.mock("../chat/session-provider", () => ({ useChatSession: () => ({ session }) }));

const few = [agentNamed("one", { icon: "🧭" }), agentNamed("two", { description: "the second" }), agentNamed("three")];
const many = Array.from({ length: 12 }, (_, index) => agentNamed(`agent-${index}`));

type Choice = ReturnType<typeof useAgentChoice>;
let choice: Choice;
function Page() {
  choice = useAgentChoice();
  const { agent, isGone } = useCurrentAgent();
  return (
    <>
      <b>{agent ? `${agent.name}${isGone ? " gone" : ""}` : "none"}</b>
      {agent && <AgentPicker key={agent.id} agent={agent} />}
    </>
  );
}
const page = (agents: readonly ChatAgent[]) => (
  <AgentsProvider userId="ann" agents={agents}>
    <Page />
  </AgentsProvider>
);
const current = () => document.querySelector("b")?.textContent;
const options = () => [...document.querySelectorAll<HTMLElement>("[role=option]")].map((one) => one.dataset.agent);
const active = () =>
  document.getElementById(document.activeElement?.getAttribute("aria-activedescendant") ?? "")?.dataset.agent;
const key = (name: string) => press(document.activeElement ?? document.body, { key: name });
const doing = (work: () => void) => act(async () => work());

beforeEach(() => {
  localStorage.clear();
  Object.assign(session, { threadId: "t", explicit: false });
});

it("has nothing to choose where there is one agent, or none", async () => {
  const { host, rerender } = await render(page(few.slice(0, 1)));
  expect([current(), host.querySelector("button")]).toEqual(["one", null]);
  await rerender(page([]));
  expect([current(), host.querySelector("button")]).toEqual(["none", null]);
});

it("chooses by keyboard: from the current one, around the ends, and the focus stays", async () => {
  await render(page(few));
  const before = byTestId("agent-picker");
  expect(before.getAttribute("aria-label")).toContain("one");
  await click(before);
  expect(document.activeElement?.getAttribute("role")).toBe("listbox");
  expect([active(), document.querySelectorAll("[aria-selected=true]").length]).toEqual(["one", 1]);
  await key("ArrowUp");
  expect(active()).toBe("three");
  await key("ArrowDown");
  await key("End");
  await key("Home");
  await key("ArrowDown");
  expect(active()).toBe("two");
  await key("Enter");
  expect([current(), readLastAgent("ann")]).toEqual(["two", "two"]);
  expect(document.activeElement).toBe(byTestId("agent-picker"));
});

it("is left by Escape without a choice", async () => {
  await render(page(few));
  await click(byTestId("agent-picker"));
  await key("ArrowDown");
  await key("Escape");
  expect([current(), document.querySelector("[role=listbox]")]).toEqual(["one", null]);
});

it("can be searched where there are many, and does not take the Enter of an input method for a choice", async () => {
  await render(page(many));
  await click(byTestId("agent-picker"));
  const field = byTestId<HTMLInputElement>("agent-search");
  expect([document.activeElement, options().length]).toEqual([field, 12]);
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, "AGENT-1");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  expect(options()).toEqual(["agent-1", "agent-10", "agent-11"]);
  expect(document.querySelector("[role=status]")?.textContent).toBe("3 agents");
  await press(field, { key: "Enter", isComposing: true });
  expect(current()).toBe("agent-0");
  await key("ArrowDown");
  await key("Enter");
  expect(current()).toBe("agent-10");
});

it("takes the address's agent out of the address once another is chosen", async () => {
  window.history.replaceState(null, "", "/?agent=two");
  await render(page(few));
  await doing(() => choice.prefer("two"));
  expect([current(), readLastAgent("ann")]).toEqual(["two", null]);
  await click(byTestId("agent-picker"));
  await key("Home");
  await key("Enter");
  expect([current(), window.location.search]).toEqual(["one", ""]);
});

it("begins with the one used last, unless that is gone; an address that names none changes nothing", async () => {
  writeLastAgent("ann", "two");
  writeLastAgent("ben", "three");
  const { rerender } = await render(page(few));
  expect(current()).toBe("two");
  expect(choice.missed).toBe(false);
  await doing(() => choice.prefer("nobody"));
  expect(choice.missed).toBe(true);
  expect(current()).toBe("two");
  await rerender(page(few.filter(({ id }) => id !== "two")));
  expect(current()).toBe("one");
});

it("has a stored conversation's own agent, whatever is chosen, and says when that is gone", async () => {
  Object.assign(session, { threadId: "stored", explicit: true });
  const { rerender } = await render(page(few));
  expect(current()).toBe("none");
  await doing(() => choice.learn("stored", "three"));
  await doing(() => choice.choose("two"));
  expect(current()).toBe("three");
  await rerender(page(few.slice(0, 2)));
  expect(current()).toBe("Former agent gone");
});

it("is free again when the first message of a conversation was not taken", async () => {
  await render(page(few));
  await doing(() => choice.learn("t", "one"));
  await doing(() => choice.choose("two"));
  expect(current()).toBe("one");
  await doing(() => choice.learn("t", null));
  expect(current()).toBe("two");
});
