/** The key code of "the input method is at work". */
const IN_COMPOSITION = 229;

/**
 * Whether a key press belongs to an input method (Japanese, Chinese, Korean): Enter confirms a conversion then, Escape
 * gives it up, and Tab takes a suggestion. Chrome and Firefox say `isComposing`; Safari ends the composition just before
 * the key press and leaves only key code 229 to tell it by (WebKit #165004).
 *
 * @param event the browser's own; React's does not have `isComposing`
 */
export function isComposing(event: { keyCode: number; isComposing: boolean }): boolean {
  return event.isComposing || event.keyCode === IN_COMPOSITION;
}
