/** A single event of an agent, and the state or an activity that its patches make, have at most so many characters. */
export const MAX_EVENT_CHARS = 4 * 1024 * 1024;

/** All events of one run together. They are in memory and in the log until the run is over. */
export const MAX_RUN_CHARS = 32 * 1024 * 1024;

/** `JSON.stringify` and `structuredClone` recurse, and end in a RangeError some thousand levels down. */
export const MAX_DEPTH = 200;

/**
 * Whether a JSON text is nested deeper than an event may be. It reads the characters, so that no parser has to survive it;
 * a text that is no JSON gets some answer.
 */
export function isTooDeep(json: string): boolean {
  // A level takes two characters: most events are too short to be read.
  if (json.length < 2 * MAX_DEPTH) return false;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < json.length; index++) {
    const char = json.charCodeAt(index);
    if (inString) {
      if (char === BACKSLASH) index++;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) inString = true;
    else if (char === OPEN_ARRAY || char === OPEN_OBJECT) {
      if (++depth > MAX_DEPTH) return true;
    } else if (char === CLOSE_ARRAY || char === CLOSE_OBJECT) depth--;
  }
  return false;
}

const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [...'"\\[]{}'].map((char) =>
  char.charCodeAt(0),
);
