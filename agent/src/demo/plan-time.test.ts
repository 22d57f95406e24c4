import { describe, expect, it } from "vitest";
import { planTime } from "./plan-time.ts";

const zones = (question: string, afterTime?: boolean) =>
  planTime(question, afterTime).calls.map(({ input }) => input.timeZone ?? "none");

describe("planTime", () => {
  it.each([
    ["what time is it in Lagos?", ["Africa/Lagos"]],
    ["What's the time in Reykjavik right now?", ["Atlantic/Reykjavik"]],
    ["time in New York, London and Ulaanbaatar please", ["America/New_York", "Europe/London", "Asia/Ulaanbaatar"]],
    ["what is the date in Auckland today", ["Pacific/Auckland"]],
    ["Tell me the time in Asia/Kathmandu", ["Asia/Kathmandu"]],
    ["what's the current time in Kathmandu, and multiply 13 by 47", ["Asia/Kathmandu"]],
    ["What time is it on Mars?", ["Mars"]],
    ["what time is it in Yangon", ["Asia/Yangon"]],
    ["Is it late in Honolulu?", ["Pacific/Honolulu"]],
    ["what time is it in Kenya and what is 3*4", ["Africa/Nairobi"]],
    ["what time is it in Lagos and what is 17.5% of 2,340?", ["Africa/Lagos"]],
    ["How late is it in Perth and what's the square root of 1522756?", ["Australia/Perth"]],
    ["What hour is it in Hobart?", ["Australia/Hobart"]],
    ["what time is it?", ["none"]],
    ["what day is it today?", ["none"]],
    ["what time is it in Atlantis?", ["Atlantis"]],
    ["what time is it in Tokyo and Atlantis?", ["Asia/Tokyo", "Atlantis"]],
    ["東京とニューヨークは今何時？", ["Asia/Tokyo", "America/New_York"]],
    ["今、ロンドンは何時ですか", ["Europe/London"]],
    ["サンパウロの現在時刻を教えて", ["America/Sao_Paulo"]],
    ["ナイロビとラゴス、何時？", ["Africa/Nairobi", "Africa/Lagos"]],
    ["今何時？", ["Asia/Tokyo"]],
    ["今日は何曜日？", ["Asia/Tokyo"]],
    ["アトランティスは今何時？", ["アトランティス"]],
    ["パリの日付は？", ["Europe/Paris"]],
    ["What time is it in UTC+7?", ["Etc/GMT-7"]],
    ["what's the time in GMT-8 and in Lagos", ["Etc/GMT+8", "Africa/Lagos"]],
    ["what time is it in utc + 11:00", ["Etc/GMT-11"]],
    ["time in UTC-4 and UTC+13", ["Etc/GMT+4", "Etc/GMT-13"]],
    ["what time is it at UTC+0?", ["UTC"]],
    ["what time is it in UTC?", ["UTC"]],
    ["What time is it in UTC+8:45?", ["UTC+8:45"]],
    ["what time is it in GMT+0330", ["GMT+0330"]],
    ["what time is it in UTC+15?", ["UTC+15"]],
    ["UTC+6は今何時？", ["Etc/GMT-6"]],
    ["ＵＴＣ－１０の時刻は？", ["Etc/GMT+10"]],
  ])("%s", (question, expected) => {
    expect(zones(question)).toEqual(expected);
  });

  it.each([
    ["and in Oslo?", ["Europe/Oslo"]],
    ["What about Chile's neighbour, Lima?", ["America/Lima"]],
    ["how about Denver", ["America/Denver"]],
    ["じゃあロンドンは？", ["Europe/London"]],
  ])("understands %s after a question about time", (question, expected) => {
    expect(zones(question, true)).toEqual(expect.arrayContaining(expected));
    expect(zones(question, false)).toEqual([]);
  });

  it.each([
    "hello",
    "Once upon a time in the west",
    "I have no time",
    "何時間かかる？",
    "write a story about a clock in Paris",
    "add a task: call London",
    "and then?",
  ])("leaves %j alone", (question) => {
    expect(zones(question)).toEqual([]);
  });
});
