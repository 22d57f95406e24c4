import { type Io, UsageError } from "../io";

const MAX_CHARS = 4 * 1024 * 1024;

/**
 * What to say: the argument, or stdin with `-` and where nobody sits at it.
 *
 * @throws UsageError when there is nothing to say
 */
export async function readMessage(given: string | undefined, io: Io): Promise<string> {
  if (given !== undefined && given !== "-") return checked(given);
  if (given === undefined && io.stdin.isTTY)
    throw new UsageError("What should be said? Give a text, or - to read stdin.");
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of io.stdin) {
    text += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    if (text.length > MAX_CHARS) throw new UsageError("The text on stdin is longer than 4 million characters.");
  }
  return checked(text + decoder.decode());
}

function checked(text: string): string {
  const message = text.replace(/\s+$/, "");
  if (message === "") throw new UsageError("There is nothing to say: the text is empty.");
  return message;
}
