import { describe, expect, it } from "vitest";
import { placesIn, zoneOf } from "./places.ts";

describe("zoneOf", () => {
  it.each([
    ["Lagos", "Africa/Lagos"],
    ["new york", "America/New_York"],
    ["São Paulo", "America/Sao_Paulo"],
    ["Ulaanbaatar", "Asia/Ulaanbaatar"],
    ["Port Moresby", "Pacific/Port_Moresby"],
    ["Kenya", "Africa/Nairobi"],
    ["the Philippines", "Asia/Manila"],
    ["Iceland", "Atlantic/Reykjavik"],
    ["Bengaluru", "Asia/Kolkata"],
    ["東京", "Asia/Tokyo"],
    ["京都市", "Asia/Tokyo"],
    ["ナイジェリア", "Africa/Lagos"],
    ["ケニア", "Africa/Nairobi"],
    ["フランス", "Europe/Paris"],
    ["ウラジオストク", "Asia/Vladivostok"],
    ["Pacific/Chatham", "Pacific/Chatham"],
    ["asia/tokyo", "Asia/Tokyo"],
    ["UTC", "UTC"],
    ["JST", "Asia/Tokyo"],
  ])("%s is in %s", (text, zone) => {
    expect(zoneOf(text)).toBe(zone);
  });

  it.each(["Atlantis", "アトランティス", "banana", "", "Mars/Olympus", "Russia"])("does not place %j", (text) => {
    expect(zoneOf(text)).toBeUndefined();
  });

  it("places the city of every zone that is named after one", () => {
    const unplaced = Intl.supportedValuesOf("timeZone").filter((zone) => {
      const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? "";
      return zone.includes("/") && !zone.startsWith("Etc/") && !zoneOf(city);
    });
    expect(unplaced).toEqual([]);
  });
});

describe("placesIn", () => {
  it.each([
    ["what time is it in Lagos and Nairobi?", ["Africa/Lagos", "Africa/Nairobi"]],
    ["Time in New York, please", ["America/New_York"]],
    ["東京とニューヨークは今何時？", ["Asia/Tokyo", "America/New_York"]],
    ["Compare America/Halifax with JST", ["America/Halifax", "Asia/Tokyo"]],
    ["is it late in LA at the moment?", ["America/Los_Angeles"]],
    ["I am at home, is it on?", []],
    ["日本時間では？", ["Asia/Tokyo"]],
  ])("%s", (text, zones) => {
    expect(placesIn(text).map((place) => place.zone)).toEqual(zones);
  });
});
