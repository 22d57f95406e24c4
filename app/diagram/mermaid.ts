import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const FOLDER = join(process.cwd(), "node_modules", "mermaid");

/** The version of Mermaid that is installed; part of its address, so that browsers may keep it for good. */
export async function mermaidVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(FOLDER, "package.json"), "utf8")) as { version: string };
  return version;
}

/** Mermaid in one file, as its makers publish it: a script that needs no other. */
export async function mermaidScript(): Promise<string> {
  return await readFile(join(FOLDER, "dist", "mermaid.min.js"), "utf8");
}
