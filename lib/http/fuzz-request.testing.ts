import { HOSTILE_HEADERS, HOSTILE_JSON, HOSTILE_KEYS, HOSTILE_TEXT } from "./fuzz-values.testing";
import { type Filled, fillIn, type Names, type TableCall } from "./route-table.testing";

/** Random choices; the same seed makes the same ones. */
export type Dice = {
  whole: (from: number, to: number) => number;
  pick: <T>(from: readonly [T, ...T[]]) => T;
};

/** A request as it goes over the wire. */
export type WireRequest = { verb: string; path: string; headers: Record<string, string>; body: Buffer | undefined };

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

/** A call as our own page makes it, of a person with these headers (cookie, origin). */
export function validRequest(
  key: string,
  call: TableCall,
  names: Names,
  identity: Record<string, string>,
): WireRequest & { filled: Filled } {
  const filled = fillIn(key, call, names);
  const headers =
    filled.body === undefined ? identity : { ...identity, "content-type": call.type ?? "application/json" };
  const body = filled.body === undefined ? undefined : Buffer.from(JSON.stringify(filled.body));
  return { verb: filled.verb, path: addressOf(filled), headers, body, filled };
}

/**
 * The same call with exactly one thing about it wrong: a value of the body, a key more or less, a part of the path, a
 * parameter, or a header. Mostly the body, where there is one: what is wrong elsewhere seldom gets far.
 *
 * @returns the request, and in words what was done to it
 */
export function breakRequest(
  valid: WireRequest & { filled: Filled },
  dice: Dice,
): { request: WireRequest; what: string } {
  const { filled, ...request } = valid;
  const blanks = filled.segments.some(({ blank }) => blank);
  const kind = pick<Kind>(dice, [
    ...(filled.body === undefined ? (["unasked body"] as const) : Array<"body">(6).fill("body")),
    ...(blanks ? (["path"] as const) : []),
    ...(filled.query ? Array<"query">(3).fill("query") : []),
    "more query",
    "headers",
  ]);
  switch (kind) {
    case "body": {
      const { bytes, what } = breakBody(filled.body as Json, dice);
      return { request: { ...request, body: bytes }, what };
    }
    case "unasked body": {
      const { bytes, what } = pick(dice, HOSTILE_JSON);
      const headers = { ...request.headers, "content-type": "application/json" };
      return { request: { ...request, headers, body: bytes }, what: `a body where none is asked for: ${what}` };
    }
    case "path": {
      const at = pick(
        dice,
        filled.segments.flatMap(({ blank }, index) => (blank ? [index] : [])),
      );
      const value = pick(dice, HOSTILE_TEXT);
      const segments = filled.segments.map((one, index) => (index === at ? { ...one, text: value } : one));
      return {
        request: { ...request, path: addressOf({ ...filled, segments }) },
        what: `path part ${at} is ${short(value)}`,
      };
    }
    case "query": {
      const { query, what } = breakQuery(filled.query, dice);
      return { request: { ...request, path: addressOf({ ...filled, query }) }, what };
    }
    case "more query": {
      const more = `${pick(dice, ["__proto__", "a[]", "cursor", "_rsc", "%FF", "x".repeat(2_000)])}=${pick(dice, HOSTILE_TEXT)}`;
      const query = filled.query ? `${filled.query}&${more}` : more;
      return { request: { ...request, path: addressOf({ ...filled, query }) }, what: `query has also ${short(more)}` };
    }
    case "headers": {
      const [name, value] = pick(dice, HOSTILE_HEADERS);
      return {
        request: { ...request, headers: { ...request.headers, [name]: value } },
        what: `header ${name} is ${short(value)}`,
      };
    }
  }
}

type Kind = "body" | "unasked body" | "path" | "query" | "more query" | "headers";

function addressOf({ segments, query }: Pick<Filled, "segments" | "query">): string {
  return `/${segments.map(({ text }) => text).join("/")}${query && `?${query}`}`;
}

function breakQuery(query: string, dice: Dice): { query: string; what: string } {
  const pairs = query.split("&");
  const at = dice.whole(0, pairs.length - 1);
  const name = pairs[at]?.split("=")[0] ?? "";
  const value = pick(dice, HOSTILE_TEXT);
  const how = pick(dice, ["other", "other", "other", "missing", "twice", "empty"] as const);
  const put = { other: [`${name}=${value}`], missing: [], twice: [pairs[at] ?? "", `${name}=${value}`], empty: [name] };
  return { query: pairs.toSpliced(at, 1, ...put[how]).join("&"), what: `query ${name}: ${how} ${short(value)}` };
}

/** Stands in the body's text where the hostile bytes come to stand. */
const MARK = "\u{10fffd}here\u{10fffd}";

function breakBody(body: Json, dice: Dice): { bytes: Buffer; what: string } {
  const paths = pathsOf(body);
  const path = pick(dice, paths);
  const at = path.join(".") || "the body";
  const objects = paths.filter((one) => isObject(valueAt(body, one)));
  const how = pick(dice, [
    ...Array<"other">(8).fill("other"),
    ...(path.length > 0 ? (["missing", "twice"] as const) : (["mark", "cut"] as const)),
    ...(objects.length > 0 ? (["more", "more"] as const) : []),
  ]);
  const value = pick(dice, HOSTILE_JSON);
  switch (how) {
    case "other":
      return { bytes: spliced(replaced(body, path, MARK), value.bytes), what: `${at} is ${value.what}` };
    case "missing":
      return { bytes: Buffer.from(JSON.stringify(without(body, path))), what: `${at} is missing` };
    case "twice": {
      // Of two equal keys JSON.parse takes the last.
      const parent = path.slice(0, -1);
      const last = path.at(-1) ?? 0;
      const holder = valueAt(body, parent);
      const changed = Array.isArray(holder)
        ? replaced(body, parent, [...holder, MARK])
        : replaced(body, parent, { ...(holder as object), [`${MARK}${last}`]: MARK });
      const textual = JSON.stringify(changed).replace(`"${MARK}${last}"`, JSON.stringify(last));
      return { bytes: splicedText(textual, value.bytes), what: `${at} again as ${value.what}` };
    }
    case "more": {
      const [object, name] = [pick(dice, objects), pick(dice, HOSTILE_KEYS)];
      // Not by a spread: `__proto__` has to be a key of the text.
      const textual = JSON.stringify(replaced(body, object, { ...(valueAt(body, object) as object), [MARK]: MARK }));
      const withKey = textual.replace(`"${MARK}":`, () => `${JSON.stringify(name)}:`);
      return {
        bytes: splicedText(withKey, value.bytes),
        what: `${object.join(".") || "the body"} has also ${short(name)}, ${value.what}`,
      };
    }
    case "mark":
      return { bytes: Buffer.from(`\ufeff${JSON.stringify(body)}`), what: "a byte order mark before the body" };
    case "cut":
      return { bytes: Buffer.from(JSON.stringify(body).slice(0, -1)), what: "the body is cut short" };
  }
}

function pathsOf(value: Json, path: Path = []): [Path, ...Path[]] {
  const inner = isObject(value) || Array.isArray(value) ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([name, one]) => pathsOf(one, [...path, Array.isArray(value) ? Number(name) : name]))];
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function valueAt(value: Json, path: Path): Json {
  return path.reduce<Json>((at, name) => (at as Record<string, Json>)[name] ?? null, value);
}

function replaced(value: Json, [first, ...rest]: Path, by: Json): Json {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.with(Number(first), replaced(value[Number(first)] ?? null, rest, by));
  return { ...(value as object), [first]: replaced(valueAt(value, [first]), rest, by) };
}

function without(value: Json, path: Path): Json {
  const [parent, last] = [path.slice(0, -1), path.at(-1)];
  const holder = valueAt(value, parent);
  if (Array.isArray(holder)) return replaced(value, parent, holder.toSpliced(Number(last), 1));
  const left = Object.entries(holder as object).filter(([name]) => name !== last);
  return replaced(value, parent, Object.fromEntries(left));
}

const spliced = (value: Json, bytes: Buffer) => splicedText(JSON.stringify(value), bytes);

function splicedText(text: string, bytes: Buffer): Buffer {
  const [before = "", after = ""] = text.split(`"${MARK}"`);
  return Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
}

/** As the report shows it. */
function short(value: string): string {
  const shown = JSON.stringify(value);
  return shown.length > 60 ? `${shown.slice(0, 50)}… (${value.length})` : shown;
}

function pick<T>(dice: Dice, from: readonly T[]): T {
  const [first, ...rest] = from;
  if (first === undefined) throw new Error("nothing to pick from");
  return dice.pick([first, ...rest]);
}
