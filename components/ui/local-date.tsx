"use client";
import { useFormatter } from "next-intl";
import { useHydrated } from "./use-hydrated";

/** The day of a moment where the reader is. The server, which does not know where that is, writes the day in UTC. */
export function LocalDate({ time }: { time: string }) {
  const format = useFormatter();
  const hydrated = useHydrated();
  const timeZone = hydrated ? new Intl.DateTimeFormat().resolvedOptions().timeZone : "UTC";
  return <time dateTime={time}>{format.dateTime(new Date(time), { dateStyle: "long", timeZone })}</time>;
}
