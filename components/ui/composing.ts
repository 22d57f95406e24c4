/** The key code of "the input method is at work". */
const IN_COMPOSITION = 229;

/**
 * Whether a key press belongs to an input method (Japanese, Chinese, Korean): Enter confirms a conversion then, and
 * Escape gives it up. Chrome and Firefox say `isComposing`; Safari ends the composition just before the key press and
 * leaves only key code 229 to tell it by (WebKit #165004).
 */
export function isComposing(event: { keyCode: number; nativeEvent: { isComposing: boolean } }): boolean {
  return event.nativeEvent.isComposing || event.keyCode === IN_COMPOSITION;
}
