import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    dataDirs: string;
  }
}

/** One folder for what the tests of a run leave to the defaults (data-dir.setup.ts); taken away when they are over. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "agentcore-chat-test-"));
  project.provide("dataDirs", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
