import { createServer } from "node:http";
import { CONTROL_PORT } from "./addresses";

export type Mode = "sse" | "poll";

/** Lets the tests, which run in another process, end a site as a crash would and have it started again. @returns closes it */
export async function startControl(restart: Record<Mode, () => Promise<void>>): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    const mode = /^\/crash\/(sse|poll)$/.exec(request.url ?? "")?.[1] as Mode | undefined;
    if (request.method !== "POST" || !mode) return void response.writeHead(404).end();
    restart[mode]().then(
      () => response.writeHead(204).end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(CONTROL_PORT, "127.0.0.1", () => resolve());
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

/** Kills the site without a word, in the middle of whatever it does; resolves when it answers again. */
export async function crashSite(mode: Mode): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${CONTROL_PORT}/crash/${mode}`, { method: "POST" });
  if (!response.ok) throw new Error(`the ${mode} site did not come back: ${await response.text()}`);
}
