import { vi } from "vitest";

/**
 * What a test waits for comes within milliseconds on a quiet machine. Vitest gives up after one second, which on a busy one
 * says nothing about the code. A test that waits longer than that on purpose says so itself.
 */
const PATIENCE_MS = 15_000;

const { waitFor } = vi;
vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === "number" ? options : { timeout: PATIENCE_MS, ...options });
