import { expect, it } from "vitest";
import { readArguments } from "./arguments";

it.each([
  [["https://chat.example.com"], { site: "https://chat.example.com", release: null, waitSeconds: 60 }],
  [
    ["https://chat.example.com/", "--release", "0123456789ab", "--wait", "600"],
    { site: "https://chat.example.com", release: "0123456789ab", waitSeconds: 600 },
  ],
  [["http://localhost:3000"], { site: "http://localhost:3000", release: null, waitSeconds: 60 }],
])("reads %j", (args, settings) => {
  expect(readArguments(args)).toEqual({ kind: "run", json: false, settings });
});

it.each([
  [[], /One address is needed/],
  [["https://a.example", "https://b.example"], /One address is needed/],
  [["chat.example.com"], /is not the address of a site/],
  [["http://chat.example.com"], /is not the address of a site/],
  [["https://chat.example.com/signin"], /is not the address of a site/],
  [["https://user@chat.example.com"], /is not the address of a site/],
  [["https://chat.example.com", "--wait", "soon"], /--wait takes whole seconds/],
  [["https://chat.example.com", "--wait", "3601"], /--wait takes whole seconds/],
  [["https://chat.example.com", "--release", ""], /--release is empty/],
  [["https://chat.example.com", "--token", "x"], /--token/],
])("refuses %j", (args, problem) => {
  expect(readArguments(args)).toEqual({ kind: "wrong", problem: expect.stringMatching(problem) });
});
