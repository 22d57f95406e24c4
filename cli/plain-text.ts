// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Text of an agent or a server as a terminal may show it. Escape sequences in it could rename the window, paint over what was
 * said before, or put text into the clipboard.
 */
export function plainText(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(CONTROLS, "");
}

/** The same on one line and at most so long. */
export function plainLine(text: string, max = 200): string {
  const line = plainText(text).replace(/\s+/g, " ").trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}
