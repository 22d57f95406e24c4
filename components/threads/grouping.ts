/** A part of the list; `month` as `2025-09`. */
export type GroupKey = "pinned" | "today" | "yesterday" | "week" | "days30" | { month: string };
export type Group<T> = { key: GroupKey; threads: T[] };

type Dated = { pinned: boolean; activeAt: string };

/**
 * Groups conversations that are in the order of the list by the day they were last active, as the calendar of `timeZone`
 * has it. A moment in the future (a clock that is wrong) is today.
 *
 * @param now the clock, in milliseconds
 * @returns no empty group; each key once
 */
export function groupByDate<T extends Dated>(threads: readonly T[], now: number, timeZone: string): Group<T>[] {
  const dayOf = calendar(timeZone);
  const today = dayOf(now).number;
  const groups: (Group<T> & { name: string })[] = [];
  for (const thread of threads) {
    const key = thread.pinned ? "pinned" : keyOf(dayOf(Date.parse(thread.activeAt)), today);
    const name = nameOf(key);
    const last = groups.at(-1);
    if (last?.name === name) last.threads.push(thread);
    else groups.push({ key, name, threads: [thread] });
  }
  return groups.map(({ key, threads: members }) => ({ key, threads: members }));
}

/** The name of a group's key, for React and for ids. */
export function nameOf(key: GroupKey): string {
  return typeof key === "string" ? key : key.month;
}

type Day = { number: number; month: string };

function keyOf({ number, month }: Day, today: number): GroupKey {
  const ago = today - number;
  if (ago <= 0) return "today";
  if (ago === 1) return "yesterday";
  if (ago <= 7) return "week";
  if (ago <= 30) return "days30";
  return { month };
}

/** Days are counted on the calendar and not in hours: on the days of a clock change they have 23 or 25. */
function calendar(timeZone: string): (moment: number) => Day {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (moment) => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
    const [year, month, day] = [parts.get("year"), parts.get("month"), parts.get("day")];
    return { number: Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000, month: `${year}-${month}` };
  };
}
