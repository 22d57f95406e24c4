import { type BaseEvent, EventType } from "@ag-ui/core";
import { expect, it } from "vitest";
import { fold } from "./fold";

const patch = (...delta: unknown[]) => ({ type: EventType.STATE_DELTA, delta }) as BaseEvent;

it("leaves the events as they are: they are yet to be logged and sent", async () => {
  const event = patch({ op: "add", path: "/list", value: [] }, { op: "add", path: "/list/-", value: 1 });
  const before = structuredClone(event);
  expect((await fold({ messages: [], state: {} }, [event])).state).toEqual({ list: [1] });
  expect(event).toEqual(before);
});

it("takes a state of null for one", async () => {
  const folded = await fold({ messages: [], state: { a: 1 } }, [patch({ op: "replace", path: "", value: null })]);
  expect(folded.state).toBeNull();
});
