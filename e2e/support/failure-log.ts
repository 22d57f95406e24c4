import { existsSync, readFileSync, statSync } from "node:fs";
import type { TestInfo } from "@playwright/test";
import { STACK_LOG } from "./addresses";

const LINES = 200;

/**
 * Beside a test that fails: what the servers said while it ran, attached and on the console, since a CI machine is gone
 * with its files before anybody looks.
 */
export async function withServerLog(info: TestInfo, run: () => Promise<void>): Promise<void> {
  const from = existsSync(STACK_LOG) ? statSync(STACK_LOG).size : 0;
  await run();
  if (info.status === info.expectedStatus || !existsSync(STACK_LOG)) return;
  const log = readFileSync(STACK_LOG);
  // A test that fails before it begins, for want of a server, has its reason further up.
  const part = log.length > from ? log.subarray(from) : log;
  const said = part.toString("utf8").trimEnd().split("\n").slice(-LINES).join("\n");
  await info.attach("servers.log", { body: said, contentType: "text/plain" });
  process.stdout.write(`\n--- what the servers said during "${info.title}" (at most ${LINES} lines)\n${said}\n---\n`);
}
