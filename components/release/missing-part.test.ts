import { expect, it } from "vitest";
import { isMissingPart } from "./missing-part";

it.each([
  [Object.assign(new Error("x"), { name: "ChunkLoadError" }), true],
  [new Error("Failed to load chunk /_next/static/chunks/a.js from module 1"), true],
  [new TypeError("Failed to fetch dynamically imported module: https://chat.example.com/a.js"), true],
  [new TypeError("error loading dynamically imported module"), true],
  [new TypeError("Importing a module script failed."), true],
  [new TypeError("Cannot read properties of undefined (reading 'map')"), false],
  [new Error("HTTP 500"), false],
  ["ChunkLoadError", false],
])("knows an error that stands for missing code: %s is %s", (error, expected) => {
  expect(isMissingPart(error)).toBe(expected);
});
