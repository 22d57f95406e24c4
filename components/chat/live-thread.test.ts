import { beforeEach, describe, expect, it } from "vitest";
import type { ThreadView } from "@/lib/api/contract";
import type { ChangedThread } from "../threads/changes";
import { fakeTurns } from "./conversation.fixture";
import { createEditing } from "./editing";
import { keepLive, reactionTo } from "./live-thread";
import { run, view } from "./turns.fixture";

const news = (over: Partial<ChangedThread> = {}): ChangedThread => ({
  id: "t",
  agentId: "a",
  title: "T",
  pinned: false,
  archived: false,
  running: false,
  waiting: false,
  unread: false,
  activeAt: "2026-01-01T00:00:00Z",
  deleted: false,
  headId: "h",
  runId: null,
  ...over,
});
const shown: ThreadView = view({ headId: "h", run: run({ id: "r1" }) });

describe("news of the open conversation", () => {
  it.each([
    ["the same end", news(), null],
    ["another end", news({ headId: "h2" }), "refresh"],
    ["a run that is on", news({ running: true, runId: "r2" }), "refresh"],
    ["a run whose end is shown already", news({ running: true, runId: "r1", headId: "earlier" }), null],
    ["an answer that nobody has seen", news({ unread: true }), "seen"],
  ] as const)("of %s", (_title, entry, reaction) => {
    expect(reactionTo(entry, shown)).toBe(reaction);
  });

  it("of a run that broke off here loads it", () => {
    const cut = view({ headId: "h", run: run({ id: "r1", status: "running" }) });
    expect(reactionTo(news({ running: true, runId: "r1" }), cut)).toBe("refresh");
  });
});

describe("the open conversation", () => {
  let fake: ReturnType<typeof fakeTurns>;
  let editing: ReturnType<typeof createEditing>;
  let tell: (...changed: ChangedThread[]) => void;
  let restart: () => void;
  let gone: boolean[];
  let seen: number;
  let takes: boolean;
  let titles: string[];
  let end: () => void;
  const soon = () => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    fake = fakeTurns({ view: shown });
    editing = createEditing();
    [gone, seen, takes, titles] = [[], 0, true, []];
    const { turns } = fake;
    const refresh = () => {
      if (takes) turns.refresh();
      return takes;
    };
    end = keepLive(
      {
        threadId: "t",
        turns: { ...turns, refresh, retitle: (title) => void titles.push(title) },
        editing,
        seen: () => {
          seen += 1;
        },
        gone: (is) => void gone.push(is),
      },
      {
        subscribe: (listener) => {
          tell = (...changed) => listener(changed);
          return () => {
            tell = () => undefined;
          };
        },
        onRestart: (listener) => {
          restart = listener;
          return () => undefined;
        },
      },
    );
  });

  it("is loaded when it changed elsewhere, once, and no other for its sake", async () => {
    tell(news({ id: "other", headId: "x" }));
    expect(fake.asked).toEqual([]);
    tell(news({ headId: "h2" }));
    fake.set({ phase: "connecting" });
    fake.set({ phase: "idle" });
    await soon();
    expect(fake.asked).toEqual(["refresh"]);
  });

  it("waits while something is on here, and asks then whether the news still is one", async () => {
    fake.set({ phase: "running" });
    tell(news({ headId: "h2" }));
    tell(news({ headId: "h3", title: "Renamed" }));
    expect(fake.asked).toEqual([]);
    expect(titles).toEqual(["T", "Renamed"]);
    fake.set({ phase: "idle", view: { ...shown, headId: "h3" } });
    await soon();
    expect(fake.asked).toEqual([]);
  });

  it("takes nothing away from somebody who edits a message in it", async () => {
    editing.open("q", "half an ed");
    tell(news({ headId: "h2" }));
    editing.type("half an edit");
    await soon();
    expect(fake.asked).toEqual([]);
    editing.close();
    await soon();
    expect(fake.asked).toEqual(["refresh"]);
  });

  it("is loaded later when it cannot be now", async () => {
    takes = false;
    tell(news({ headId: "h2" }));
    takes = true;
    fake.set({ unsentId: null });
    await soon();
    expect(fake.asked).toEqual(["refresh"]);
  });

  it("is loaded when nobody can tell what has changed meanwhile, unless there is nothing yet", () => {
    restart();
    expect(fake.asked).toEqual(["refresh"]);
    fake.set({ view: null });
    restart();
    expect(fake.asked).toEqual(["refresh"]);
  });

  it("is loaded anew as soon as the site tells of anything after it was out of reach", () => {
    const problem = { code: "NETWORK", source: "run", stored: false, at: "2026-01-01T00:00:00Z" } as const;
    fake.set({ problem });
    tell(news({ id: "another" }));
    expect(fake.asked).toEqual(["online"]);
    fake.set({ problem, phase: "connecting" });
    tell(news({ id: "another" }));
    fake.set({ problem: { ...problem, code: "INTERNAL" }, phase: "idle" });
    tell(news({ id: "another" }));
    expect(fake.asked).toEqual(["online"]);
  });

  it("is told to be seen when it has an answer that nobody saw", () => {
    tell(news({ unread: true }));
    expect(seen).toBe(1);
  });

  it("is gone when it was deleted elsewhere, and back when that was undone", () => {
    tell(news({ deleted: true, headId: "x" }));
    expect(fake.asked).toEqual([]);
    tell(news());
    expect(gone).toEqual([true, false]);
  });

  it("hears nothing any more once it is left", async () => {
    fake.set({ phase: "running" });
    tell(news({ headId: "h2" }));
    end();
    fake.set({ phase: "idle" });
    await soon();
    expect(fake.asked).toEqual([]);
  });
});
