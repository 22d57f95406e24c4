type Key = {
  key: string;
  shiftKey: boolean;
  altKey?: boolean;
  ctrlKey?: boolean;
  metaKey?: boolean;
  isComposing: boolean;
  keyCode: number;
};

/** The key code of "the input method is at work". */
const IN_COMPOSITION = 229;

/**
 * Whether a key press sends the message.
 *
 * Enter that confirms a conversion (Japanese, Chinese, Korean) must never send. Chrome and Firefox say `isComposing`;
 * Safari ends the composition just before the key press and leaves only key code 229 to tell it by (WebKit #165004).
 * `composing` is what the composition events last said, for input methods that set neither.
 */
export function sendsMessage(event: Key, composing: boolean): boolean {
  if (composing || event.isComposing || event.keyCode === IN_COMPOSITION) return false;
  return event.key === "Enter" && !event.shiftKey && !event.altKey;
}
