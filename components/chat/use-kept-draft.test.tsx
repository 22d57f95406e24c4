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

function Stage({ threadId, place }: { threadId: string | null; place: string }) {
  kept = useKeptDraft("u", threadId, editing);
  kept.keepAt(place);
  return null;
}
const doing = (work: () => void) => act(async () => work());

beforeEach(() => {
  sessionStorage.clear();
  editing = createEditing();
});

describe("what was typed", () => {
  it("is there again after a reload, for that conversation only", async () => {
    await render(<Stage threadId="t" place="t" />);
    await doing(() => kept.setDraft("half a thought"));
    expect(drafts.read("t")).toBe("half a thought");
    expect(drafts.read(NEW_CHAT)).toBe("");
    await render(<Stage threadId="t" place="t" />);
    expect(kept.draft).toBe("half a thought");
  });

  it("moves along when a new chat gets its place", async () => {
    const { rerender } = await render(<Stage threadId={null} place={NEW_CHAT} />);
    await doing(() => kept.setDraft("next"));
    expect(drafts.read(NEW_CHAT)).toBe("next");
    await rerender(<Stage threadId={null} place="t" />);
    expect([drafts.read(NEW_CHAT), drafts.read("t")]).toEqual(["", "next"]);
  });

  it("is kept while it is on its way, with what is typed meanwhile, and no longer once it has arrived", async () => {
    const { rerender } = await render(<Stage threadId="t" place="t" />);
    await doing(() => kept.keepText("sent"));
    await doing(() => kept.setDraft("next"));
    expect(drafts.read("t")).toBe("sent\n\nnext");
    kept.keepText(null);
    expect(drafts.read("t")).toBe("next");
    await rerender(<Stage threadId="t" place="t" />);
    expect(drafts.read("t")).toBe("next");
  });

  it("goes before what is in the composer when it comes back, and is the person's to delete", async () => {
    const { rerender } = await render(<Stage threadId="t" place="t" />);
    await doing(() => kept.keepText("refused"));
    await doing(() => kept.setDraft("next"));
    await doing(() => kept.returnText("refused"));
    expect(kept.draft).toBe("refused\n\nnext");
    await doing(() => kept.setDraft(""));
    await rerender(<Stage threadId="t" place="t" />);
    expect(drafts.read("t")).toBe("");
  });

  it("is kept whole when a message is on its way while another is being edited, an edit that is sent once", async () => {
    await render(<Stage threadId="t" place="t" />);
    await doing(() => editing.open("q", "question"));
    await doing(() => editing.type("question, but better"));
    await doing(() => kept.keepText("sent"));
    await doing(() => kept.setDraft("next"));
    expect(drafts.read("t")).toBe("sent\n\nquestion, but better\n\nnext");
    await doing(() => editing.type("question, but better\n"));
    await doing(() => kept.keepText("question, but better"));
    await doing(() => kept.setDraft(""));
    expect(drafts.read("t")).toBe("question, but better");
  });

  it("into a message that is being edited is kept too, until that is sent or given up", async () => {
    await render(<Stage threadId="t" place="t" />);
    await doing(() => editing.open("q", "question"));
    expect(drafts.read("t")).toBe("");
    await doing(() => editing.type("question, but better"));
    expect(drafts.read("t")).toBe("question, but better");
    await doing(() => editing.cancel());
    expect(drafts.read("t")).toBe("");
  });
});
