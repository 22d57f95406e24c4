import { spawnSync } from "node:child_process";

const CANDIDATES = [process.env.PYTHON, "/usr/bin/python3", "python3"];
let found: string | null | undefined;

/**
 * A Python that has FastAPI and uvicorn, for the examples in Python; Debian has both as packages.
 *
 * @returns null where there is none, which is fine on a laptop
 * @throws in CI: there a test that left itself out would be green for nothing
 */
export function pythonWithFastApi(): string | null {
  found ??=
    CANDIDATES.filter((file) => file !== undefined && file !== "").find(
      (file) => spawnSync(file ?? "", ["-c", "import fastapi, uvicorn"]).status === 0,
    ) ?? null;
  if (found === null && process.env.CI) {
    throw new Error("No Python with FastAPI and uvicorn: apt-get install -y python3-fastapi python3-uvicorn");
  }
  return found;
}
