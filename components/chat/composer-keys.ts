import { isComposing } from "../ui/composing";

type Key = {
  key: string;
  shiftKey: boolean;
  altKey?: boolean;
  ctrlKey?: boolean;
  metaKey?: boolean;
  isComposing: boolean;
  keyCode: number;
};

/**
 * Whether a key press sends the message.
 *
 * Enter that confirms a conversion (Japanese, Chinese, Korean) must never send.
 * `composing` is what the composition events last said, for input methods that set neither.
 */
export function sendsMessage(event: Key, composing: boolean): boolean {
  if (composing || isComposing(event)) return false;
  return event.key === "Enter" && !event.shiftKey && !event.altKey;
}
