import { createServer } from "node:net";

/**
 * Below the range the kernel hands out for outgoing connections and for `listen(0)`, so that nothing else is given the
 * port between our look at it and the agent's listening on it: an agent that answers on a neighbour's port would be a
 * session answered by the wrong agent.
 */
const FIRST = 20_000;
const COUNT = 12_000;
const TRIES = 200;

const reserved = new Set<number>();

/** A port that is free on all addresses, and ours until `release`. */
export async function reservePort(): Promise<{ port: number; release: () => void }> {
  for (let i = 0; i < TRIES; i++) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (reserved.has(port)) continue;
    reserved.add(port);
    if (await isFree(port)) return { port, release: () => reserved.delete(port) };
    reserved.delete(port);
  }
  throw new Error(`No free port found between ${FIRST} and ${FIRST + COUNT}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "0.0.0.0", () => server.close(() => resolve(true)));
  });
}
