import type { Planned } from "./plan-types.ts";

const ASKS =
  /\b(?:connect|link|sync|set up|hook up)\b[^.?!]*\bcalendar\b|カレンダー(?:を|と|に)[^。？！?!]*(?:連携|接続|つな|繋|リンク|同期)/i;

/** Plans to connect a calendar when that is asked for. */
export function planCalendar(question: string): Planned {
  return { calls: ASKS.test(question) ? [{ name: "connect_calendar", input: {} }] : [], rest: question };
}
