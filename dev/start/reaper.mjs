// Ends what its parent left behind. The parent names process groups ("+pid", "-pid") and folders ("d+path", "d-path") on
// stdin, a line each. When stdin ends the parent is gone, however it went (SIGKILL included, which no handler in the
// parent can see), and whatever is still named is ended. Plain JavaScript so that it is up before anything it guards.
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

const GRACE_MS = 1500;
const groups = new Set();
const folders = new Set();

const signal = (name) => {
  for (const pid of groups) {
    try {
      process.kill(-pid, name);
    } catch {
      groups.delete(pid);
    }
  }
};

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  if (line.startsWith("d+")) folders.add(line.slice(2));
  else if (line.startsWith("d-")) folders.delete(line.slice(2));
  else if (line.startsWith("+")) groups.add(Number(line.slice(1)));
  else if (line.startsWith("-")) groups.delete(Number(line.slice(1)));
});
lines.on("close", () => {
  signal("SIGTERM");
  setTimeout(
    () => {
      signal("SIGKILL");
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
    groups.size > 0 ? GRACE_MS : 0,
  );
});
