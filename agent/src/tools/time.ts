import { z } from "zod";
import { ToolFailure } from "./define.ts";

export const timeSpec = {
  name: "current_time",
  description:
    "The current date and time in a time zone. Call it whenever the answer depends on now; call it once for each place.",
  inputSchema: z.object({
    timeZone: z
      .string()
      .max(100)
      .optional()
      .describe("IANA time zone such as Africa/Lagos or Asia/Tokyo. Left out: UTC."),
  }),
};

export type TimeResult = {
  timeZone: string;
  /** RFC 3339 with the zone's offset, whole seconds. */
  iso: string;
  weekday: string;
  utcOffset: string;
};

/** The zone as Intl spells it ("asia/tokyo" → "Asia/Tokyo"), or undefined for a name it does not know. */
export function knownZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/**
 * What the clocks of a zone show.
 *
 * @param now milliseconds since 1970
 * @throws ToolFailure UNKNOWN_TIME_ZONE for a name outside the IANA database
 */
export function timeIn(timeZone: string, now: number): TimeResult {
  const zone = knownZone(timeZone);
  if (!zone) {
    throw new ToolFailure(
      "UNKNOWN_TIME_ZONE",
      `“${timeZone}” is not a time zone of the IANA database. Use a name such as Africa/Lagos.`,
    );
  }
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    weekday: "long",
    timeZoneName: "longOffset",
  }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((p) => p.type === type)?.value ?? "";
  // Intl writes UTC itself as a bare "GMT".
  const utcOffset = part("timeZoneName").replace("GMT", "") || "+00:00";
  const date = `${part("year")}-${part("month")}-${part("day")}`;
  const clock = `${part("hour")}:${part("minute")}:${part("second")}`;
  // The name as asked: Intl answers with today's canonical one (Asia/Calcutta for Asia/Kolkata), which reads as a mistake.
  const asked = zone.toLowerCase() === timeZone.toLowerCase() ? zone : timeZone;
  return { timeZone: asked, iso: `${date}T${clock}${utcOffset}`, weekday: part("weekday"), utcOffset };
}
