import { act } from "react";
import { expect, it, vi } from "vitest";
import { isComposerWanted } from "../chat/composer-focus";
import { render } from "../testing/render";
import { NewChatButton } from "./new-chat-button";

it("asks for the focus of the composer that is about to appear, once", async () => {
  const onClick = vi.fn();
  const { host } = await render(<NewChatButton onClick={onClick} />);
  await act(async () => host.querySelector("button")?.click());
  expect(onClick).toHaveBeenCalledOnce();
  expect([isComposerWanted(), isComposerWanted()]).toEqual([true, false]);
});
