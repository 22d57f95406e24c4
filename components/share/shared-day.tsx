"use client";
import { useFormatter, useTranslations } from "next-intl";
import { useHydrated } from "../ui/use-hydrated";

/** The day of a moment where the reader is. The server, which does not know where that is, writes the day in UTC. */
function useLocalDay(time: string): string {
  const format = useFormatter();
  const hydrated = useHydrated();
  const timeZone = hydrated ? new Intl.DateTimeFormat().resolvedOptions().timeZone : "UTC";
  return format.dateTime(new Date(time), { dateStyle: "long", timeZone });
}

/** The day on which a conversation was shared. */
export function SharedDay({ time }: { time: string }) {
  return <time dateTime={time}>{useLocalDay(time)}</time>;
}

/** That this is a copy, and of which day. */
export function SharedNote({ time }: { time: string }) {
  return useTranslations("sharePage")("note", { time: useLocalDay(time) });
}
