import { describe, expect, it } from "vitest";
import { timeIn } from "./time.ts";

const NOW = Date.parse("2026-07-01T22:30:15.999Z");

describe("timeIn", () => {
  it.each([
    ["Africa/Lagos", "2026-07-01T23:30:15+01:00", "Wednesday"],
    ["Asia/Tokyo", "2026-07-02T07:30:15+09:00", "Thursday"],
    ["Asia/Kathmandu", "2026-07-02T04:15:15+05:45", "Thursday"],
    ["America/St_Johns", "2026-07-01T20:00:15-02:30", "Wednesday"],
    ["Pacific/Kiritimati", "2026-07-02T12:30:15+14:00", "Thursday"],
    ["UTC", "2026-07-01T22:30:15+00:00", "Wednesday"],
  ])("%s", (zone, iso, weekday) => {
    expect(timeIn(zone, NOW)).toEqual({ timeZone: zone, iso, weekday, utcOffset: iso.slice(19) });
  });

  it("agrees with the clock for every zone it knows, in winter and in summer", () => {
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      for (const at of [NOW, NOW - 180 * 86_400_000]) {
        expect(Date.parse(timeIn(zone, at).iso), zone).toBe(Math.floor(at / 1000) * 1000);
      }
    }
  });

  it("writes midnight as hour 00 of the new day", () => {
    expect(timeIn("UTC", Date.parse("2026-01-01T00:00:00Z")).iso).toBe("2026-01-01T00:00:00+00:00");
  });

  it("takes any case, and answers with the name that was asked for", () => {
    expect(timeIn("asia/tokyo", NOW).timeZone).toBe("Asia/Tokyo");
    expect(timeIn("Asia/Kolkata", NOW).timeZone).toBe("Asia/Kolkata");
  });

  it.each(["Atlantis", "Mars/Olympus_Mons", "", "Asia/Tokyo; rm"])("refuses %j by name", (zone) => {
    expect(() => timeIn(zone, NOW)).toThrow(expect.objectContaining({ code: "UNKNOWN_TIME_ZONE" }));
    expect(() => timeIn(zone, NOW)).toThrow(`“${zone}”`);
  });
});
