import { describe, expect, it } from "vitest";
import { ASK_EVERY, createChanges } from "./changes";
import { type Answer, changed, full, pass, ports, tab } from "./changes.fixture";

describe("what changed", () => {
  it("is asked for at once and then every five seconds, each time from where the last answer ended", async () => {
    const stop = createChanges(ports).start();
    await pass(0);
    await pass(2 * ASK_EVERY);
    expect(tab.asked).toEqual([null, "c1", "c2"]);
    stop();
    await pass(10 * ASK_EVERY);
    expect(tab.asked).toHaveLength(3);
  });

  it("reaches every listener until it leaves, and is never an empty list", async () => {
    const changes = createChanges(ports);
    const heard: string[] = [];
    const leave = changes.subscribe((threads) => heard.push(`1:${threads[0]?.id}`));
    changes.subscribe((threads) => heard.push(`2:${threads[0]?.id}`));
    changes.start();
    await pass(0);
    expect(heard).toEqual([]);
    tab.answer = () => ({ ok: true, value: { cursor: "n", threads: [changed("t")] } });
    await pass(ASK_EVERY);
    leave();
    await pass(ASK_EVERY);
    expect(heard).toEqual(["1:t", "2:t", "2:t"]);
  });

  it("is not asked for by a tab that nobody looks at, and at once when somebody does again", async () => {
    createChanges(ports).start();
    await pass(0);
    tab.awake = false;
    await pass(10 * ASK_EVERY);
    expect(tab.asked).toHaveLength(1);
    tab.wake();
    expect(tab.asked).toHaveLength(1);
    tab.awake = true;
    tab.wake();
    await pass(0);
    expect(tab.asked).toEqual([null, "c1"]);
    await pass(ASK_EVERY);
    expect(tab.asked).toHaveLength(3);
  });

  it("is asked for once even in a tab opened in the background, so that its list can load", async () => {
    tab.awake = false;
    createChanges(ports).start();
    await pass(10 * ASK_EVERY);
    expect(tab.asked).toEqual([null]);
  });

  it("is asked for at once after a nudge, which the other tabs hear too and do not pass on", async () => {
    const changes = createChanges(ports);
    changes.start();
    await pass(0);
    changes.nudge();
    await pass(0);
    expect([tab.asked.length, tab.told]).toEqual([2, 1]);
    tab.hear();
    await pass(0);
    expect([tab.asked.length, tab.told]).toEqual([3, 1]);
    // The rhythm starts anew: no second timer is left over from before the nudges.
    await pass(ASK_EVERY - 1);
    expect(tab.asked).toHaveLength(3);
    await pass(1);
    expect(tab.asked).toHaveLength(4);
  });

  it("is asked for by one request at a time; nudges meanwhile lead to exactly one more", async () => {
    const changes = createChanges(ports);
    changes.start();
    await pass(0);
    const waiting: ((value: Answer) => void)[] = [];
    tab.answer = () => new Promise((resolve) => waiting.push(resolve));
    changes.nudge();
    changes.nudge();
    tab.hear();
    await pass(0);
    expect(tab.asked).toHaveLength(2);
    waiting[0]?.({ ok: true, value: { cursor: "x", threads: [] } });
    await pass(0);
    expect(tab.asked).toEqual([null, "c1", "x"]);
    waiting[1]?.({ ok: true, value: { cursor: "y", threads: [] } });
    await pass(ASK_EVERY - 1);
    expect(tab.asked).toHaveLength(3);
  });

  it("is asked for at once after a full answer, until there is no more, and not over and over for the same one", async () => {
    createChanges(ports).start();
    await pass(0);
    const pages = [full("x"), full("y"), [changed("z")]];
    tab.answer = () => ({ ok: true, value: { cursor: "n", threads: pages.shift() ?? [] } });
    await pass(ASK_EVERY);
    expect(tab.asked).toHaveLength(4);
    tab.answer = () => ({ ok: true, value: { cursor: "n", threads: full("x") } });
    await pass(ASK_EVERY);
    expect(tab.asked).toHaveLength(6);
  });
});
