import { act } from "react";
import { beforeEach, describe, expect, it } from "vitest";
import { render } from "../testing/render";
import { createDrafts, NEW_CHAT } from "./drafts";
import { createEditing } from "./editing";
import { useKeptDraft } from "./use-kept-draft";

type Kept = ReturnType<typeof useKeptDraft>;
let kept: Kept;
let editing: ReturnType<typeof createEditing>;
const drafts = createDrafts("u");

function Stage({ explicit = true, place }: { explicit?: boolean; place: string }) {
  kept = useKeptDraft("u", { threadId: "t", explicit }, editing);
  kept.keepAt(place);
  return null;
}
const doing = (work: () => void) => act(async () => work());

beforeEach(() => {
  sessionStorage.clear();
  editing = createEditing();
});
const sent = { id: "m", text: "sent" };

describe("what was typed", () => {
  it("is there again after a reload, for that conversation only", async () => {
    await render(<Stage place="t" />);
    await doing(() => kept.setDraft("half a thought"));
    expect(drafts.read("t")).toBe("half a thought");
    expect(drafts.read(NEW_CHAT)).toBe("");
    await render(<Stage place="t" />);
    expect(kept.draft).toBe("half a thought");
  });

  it("moves along when a new chat gets its place", async () => {
    const { rerender } = await render(<Stage explicit={false} place={NEW_CHAT} />);
    await doing(() => kept.setDraft("next"));
    expect(drafts.read(NEW_CHAT)).toBe("next");
    await rerender(<Stage explicit={false} place="t" />);
    expect([drafts.read(NEW_CHAT), drafts.read("t")]).toEqual(["", "next"]);
  });

  it("is kept while it is on its way, apart from what is typed meanwhile, and no longer once it has arrived", async () => {
    const { rerender } = await render(<Stage place="t" />);
    await doing(() => kept.keepText(sent));
    await doing(() => kept.setDraft("next"));
    expect([drafts.onTheWay("t"), drafts.read("t")]).toEqual([sent, "next"]);
    kept.keepText(null);
    expect([drafts.onTheWay("t"), drafts.read("t")]).toEqual([null, "next"]);
    await rerender(<Stage place="t" />);
    expect(drafts.read("t")).toBe("next");
  });

  it("goes before what is in the composer when it comes back, and is the person's to delete", async () => {
    const { rerender } = await render(<Stage place="t" />);
    await doing(() => kept.keepText({ id: "m", text: "refused" }));
    await doing(() => kept.setDraft("next"));
    await doing(() => kept.returnText("refused"));
    expect(kept.draft).toBe("refused\n\nnext");
    await doing(() => kept.setDraft(""));
    await rerender(<Stage place="t" />);
    expect(drafts.read("t")).toBe("");
  });

  it("is kept whole when a message is on its way while another is being edited, an edit that is sent once", async () => {
    await render(<Stage place="t" />);
    await doing(() => editing.open("q", "question"));
    await doing(() => editing.type("question, but better"));
    await doing(() => kept.keepText(sent));
    await doing(() => kept.setDraft("next"));
    expect([drafts.onTheWay("t"), drafts.read("t")]).toEqual([sent, "question, but better\n\nnext"]);
    await doing(() => editing.type("question, but better\n"));
    await doing(() => kept.keepText({ id: "m", text: "question, but better" }));
    await doing(() => kept.setDraft(""));
    expect([drafts.onTheWay("t")?.text, drafts.read("t")]).toEqual(["question, but better", ""]);
  });

  it("into a message that is being edited is kept too, until that is sent or given up", async () => {
    await render(<Stage place="t" />);
    await doing(() => editing.open("q", "question"));
    expect(drafts.read("t")).toBe("");
    await doing(() => editing.type("question, but better"));
    expect(drafts.read("t")).toBe("question, but better");
    await doing(() => editing.cancel());
    expect(drafts.read("t")).toBe("");
  });
});

describe("a message that was on its way when its page was left", () => {
  const leave = async () => {
    const { rerender } = await render(<Stage explicit={false} place={NEW_CHAT} />);
    await doing(() => kept.keepText(sent));
    await rerender(<div />);
  };

  it("is not offered in another new chat", async () => {
    await leave();
    await render(<Stage explicit={false} place={NEW_CHAT} />);
    expect(kept.draft).toBe("");
    expect(drafts.read(NEW_CHAT)).toBe("");
  });

  it("is no draft once its conversation is loaded and has it", async () => {
    await leave();
    await render(<Stage place="t" />);
    expect(kept.draft).toBe("");
    await doing(() => kept.settle((id) => id === "m"));
    expect([kept.draft, drafts.onTheWay("t")]).toEqual(["", null]);
  });

  it("is in the composer of its conversation when that turns out not to have it", async () => {
    await leave();
    await render(<Stage place="t" />);
    await doing(() => kept.setDraft("next"));
    await doing(() => kept.settle(() => false));
    expect([kept.draft, drafts.onTheWay("t")]).toEqual(["sent\n\nnext", null]);
    await doing(() => kept.settle(() => false));
    expect(kept.draft).toBe("sent\n\nnext");
  });

  it("is in the composer also when another is sent before anybody knows", async () => {
    await leave();
    await render(<Stage place="t" />);
    await doing(() => kept.keepText({ id: "n", text: "another" }));
    expect([kept.draft, drafts.onTheWay("t")?.id]).toEqual(["sent", "n"]);
  });

  it("is in the next new chat's composer when there is no such conversation, and that only once", async () => {
    await leave();
    drafts.write(NEW_CHAT, "next");
    await render(<Stage place="t" />);
    await doing(() => kept.release());
    await doing(() => kept.release());
    expect([drafts.read(NEW_CHAT), drafts.onTheWay("t")]).toEqual(["sent\n\nnext", null]);
  });

  it("is settled by what is loaded, not by the page that sent it", async () => {
    await render(<Stage place="t" />);
    await doing(() => kept.keepText(sent));
    await doing(() => kept.settle(() => false));
    expect([kept.draft, drafts.onTheWay("t")]).toEqual(["", sent]);
  });
});
