import { act } from "react";
import { expect, it, vi } from "vitest";
import { byTestId, click, render } from "../testing/render";
import { Dialog } from "./dialog";

const onClose = vi.fn();
const press = (target: Element) =>
  act(async () => void target.dispatchEvent(new Event("pointerdown", { bubbles: true })));

it("closes by a click beside it, and not by a selection that is dragged out of it", async () => {
  HTMLDialogElement.prototype.showModal = () => {};
  HTMLDialogElement.prototype.close = () => {};
  await render(
    <Dialog title="Share" testId="dialog" returnTo={null} onClose={onClose}>
      <input data-testid="link" readOnly />
    </Dialog>,
  );
  const dialog = byTestId("dialog");
  await press(byTestId("link"));
  // The browser clicks what both places have in common.
  await click(dialog);
  expect(onClose).not.toHaveBeenCalled();
  await press(dialog);
  await click(dialog);
  expect(onClose).toHaveBeenCalledOnce();
});
