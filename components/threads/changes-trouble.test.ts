import { describe, expect, it } from "vitest";
import { ASK_EVERY, createChanges, GIVE_UP_AFTER, LONGEST_WAIT } from "./changes";
import { type Answer, changed, failed, pass, ports, tab } from "./changes.fixture";

describe("what changed, when it cannot be asked for,", () => {
  it("is asked for ever more rarely while the site does not answer, and in the old rhythm once it does", async () => {
    createChanges(ports).start();
    await pass(0);
    tab.answer = () => failed("NETWORK");
    const moments: number[] = [];
    const begin = Date.now();
    for (let seen = tab.asked.length; Date.now() - begin < 300_000; await pass(1_000)) {
      if (tab.asked.length > seen) moments.push((Date.now() - begin) / 1_000);
      seen = tab.asked.length;
    }
    expect(moments).toEqual([5, 15, 35, 75, 135, 195, 255]);
    expect(tab.asked.at(-1)).toBe("c1");
    tab.answer = () => ({ ok: true, value: { cursor: "back", threads: [] } });
    tab.wake();
    await pass(0);
    const before = tab.asked.length;
    await pass(ASK_EVERY);
    expect(tab.asked.length).toBe(before + 1);
  });

  it("is asked for ever more seldom once the sign-in has expired: it may be renewed in another tab", async () => {
    const changes = createChanges(ports);
    changes.start();
    await pass(0);
    tab.answer = () => failed("SIGN_IN_EXPIRED");
    await pass(120 * ASK_EVERY);
    expect(tab.asked.length).toBeLessThan(15);
    tab.answer = () => ({ ok: true, value: { cursor: "back", threads: [] } });
    await pass(LONGEST_WAIT);
    expect(tab.asked.at(-1)).toBe("back");
    const before = tab.asked.length;
    await pass(2 * ASK_EVERY);
    expect(tab.asked.length).toBe(before + 2);
  });

  it("begins anew with a cursor that the server no longer knows, and says so", async () => {
    const changes = createChanges(ports);
    const begun: string[] = [];
    changes.onRestart(() => begun.push("begun"));
    changes.start();
    await pass(0);
    expect(begun).toHaveLength(1);
    tab.answer = () => failed("BAD_REQUEST");
    await pass(ASK_EVERY);
    expect(begun).toHaveLength(1);
    tab.answer = () => ({ ok: true, value: { cursor: "new", threads: [] } });
    await pass(2 * ASK_EVERY);
    expect(tab.asked).toEqual([null, "c1", null]);
    expect(begun).toHaveLength(2);
  });

  it("that cannot be asked for keeps nobody from loading; once it can be, what was loaded is loaded again", async () => {
    const changes = createChanges(ports);
    let begun = 0;
    changes.onRestart(() => {
      begun += 1;
    });
    tab.answer = () => failed("NETWORK");
    changes.start();
    await pass(0);
    expect(begun).toBe(1);
    await pass(2 * ASK_EVERY);
    expect(begun).toBe(1);
    tab.answer = () => ({ ok: true, value: { cursor: "c", threads: [] } });
    await pass(8 * ASK_EVERY);
    expect(begun).toBe(2);
  });

  it("is not waited for longer than a request may take", async () => {
    tab.answer = (_since, signal) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve(failed("NETWORK"))));
    createChanges(ports).start();
    await pass(GIVE_UP_AFTER);
    await pass(2 * ASK_EVERY);
    expect(tab.asked).toEqual([null, null]);
  });

  it("of a request that was stopped is not told, also when asking was begun again meanwhile", async () => {
    const changes = createChanges(ports);
    const heard: string[] = [];
    changes.subscribe((threads) => heard.push(threads[0]?.id ?? ""));
    const waiting: ((value: Answer) => void)[] = [];
    tab.answer = () => new Promise((resolve) => waiting.push(resolve));
    changes.start()();
    changes.start();
    await pass(0);
    waiting[0]?.({ ok: true, value: { cursor: "old", threads: [changed("old")] } });
    waiting[1]?.({ ok: true, value: { cursor: "new", threads: [changed("new")] } });
    await pass(ASK_EVERY);
    expect(heard).toEqual(["new"]);
    expect(tab.asked).toEqual([null, null, "new"]);
  });
});
