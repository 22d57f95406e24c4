/** The reader's place in a file's text, and the moves that every part of the parser makes. */

export type Scanner = {
  text: string;
  pos: number;
  end: number;
  /** Above 0 inside brackets, where line ends mean nothing. */
  brackets: number;
};

export type SyntaxProblem = Error & { offset: number };

/** Throws what is wrong at a place: the parser's only way to fail. */
export function fail(scanner: Scanner, message: string, offset = scanner.pos): never {
  throw Object.assign(new Error(message), { offset });
}

const WORD_START = /[\p{L}_]/u;
const WORD = /[\p{L}\p{N}_-]*/uy;

/** Skips blanks and comments; line ends too inside brackets or when `lines` says so. */
export function skip(scanner: Scanner, lines = scanner.brackets > 0): void {
  const { text } = scanner;
  while (scanner.pos < scanner.end) {
    const char = text[scanner.pos] as string;
    if (char === " " || char === "\t" || char === "\r" || (lines && char === "\n")) scanner.pos++;
    else if (char === "#" || text.startsWith("//", scanner.pos)) {
      const end = text.indexOf("\n", scanner.pos);
      scanner.pos = end === -1 ? scanner.end : end;
    } else if (text.startsWith("/*", scanner.pos)) {
      const end = text.indexOf("*/", scanner.pos);
      if (end === -1) fail(scanner, "a comment that is never closed");
      scanner.pos = end + 2;
    } else return;
  }
}

/** Whether the text goes on with `token` after blanks; takes it when it does. */
export function take(scanner: Scanner, token: string): boolean {
  if (!peek(scanner, token)) return false;
  skip(scanner);
  scanner.pos += token.length;
  return true;
}

/** Whether the text goes on with `token` after blanks; stays where it is. */
export function peek(scanner: Scanner, token: string): boolean {
  const before = scanner.pos;
  skip(scanner);
  const isNext = scanner.text.startsWith(token, scanner.pos) && scanner.pos + token.length <= scanner.end;
  scanner.pos = before;
  return isNext;
}

export function expect(scanner: Scanner, token: string, where: string): void {
  if (!take(scanner, token)) fail(scanner, `expected ${JSON.stringify(token)} ${where}, found ${found(scanner)}`);
}

/** The word at this place, or undefined. */
export function word(scanner: Scanner): string | undefined {
  skip(scanner);
  const first = scanner.text[scanner.pos];
  if (scanner.pos >= scanner.end || first === undefined || !WORD_START.test(first)) return undefined;
  WORD.lastIndex = scanner.pos;
  const name = WORD.exec(scanner.text)?.[0] ?? "";
  scanner.pos += name.length;
  return name;
}

/** Takes the word when it is the next one. */
export function takeWord(scanner: Scanner, name: string): boolean {
  const before = scanner.pos;
  if (word(scanner) === name) return true;
  scanner.pos = before;
  return false;
}

/** Reads something inside brackets, where line ends are blanks. */
export function inBrackets<T>(scanner: Scanner, read: () => T): T {
  scanner.brackets++;
  try {
    return read();
  } finally {
    scanner.brackets--;
  }
}

export function found(scanner: Scanner): string {
  const rest = scanner.text.slice(scanner.pos, Math.min(scanner.end, scanner.pos + 20)).split("\n")[0];
  return rest ? JSON.stringify(rest) : "the end of the line";
}
