import { act } from "react";
import { expect, it } from "vitest";
import type { InterruptView } from "@/lib/api/contract";
import { render } from "../../testing/render";
import { interrupt } from "./interrupts.fixture";
import { useAnswers } from "./use-answers";

let now: ReturnType<typeof useAnswers> | undefined;

function Probe({ asked }: { asked: InterruptView[] }) {
  now = useAnswers(asked, 0);
  return null;
}

it.each(["constructor", "__proto__"])("waits for an answer to what the agent calls %s", async (id) => {
  await render(<Probe asked={[interrupt({ id }), interrupt({ id: "i2" })]} />);
  await act(async () => void now?.choose("i2", { decision: "approved" }));
  expect(now?.answers()).toBeNull();
  expect(now?.decided).toBe(1);
  await act(async () => void now?.choose(id, { decision: "cancelled" }));
  expect(now?.answers()).toEqual([
    { interruptId: id, cancelled: true },
    { interruptId: "i2", approved: true },
  ]);
});
