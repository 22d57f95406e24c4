import { connect, createServer } from "node:net";

/** A port that some part wants, and what a person has to know when it cannot have it. */
export type Wanted = { port: number; part: string; variable: string };
export type Taken = Wanted & { addresses: string[] };

const ADDRESSES = ["127.0.0.1", "::1"] as const;
const CONNECT_MS = 500;

/** Those of the wanted ports that somebody holds on either loopback address. */
export async function takenPorts(wanted: readonly Wanted[]): Promise<Taken[]> {
  const checked = await Promise.all(
    wanted.map(async (one) => {
      const held = await Promise.all(ADDRESSES.map((address) => isTaken(address, one.port)));
      return { ...one, addresses: ADDRESSES.filter((_, at) => held[at]) };
    }),
  );
  return checked.filter(({ addresses }) => addresses.length > 0);
}

/**
 * Looked at from both sides: somebody who holds the port on all addresses does not everywhere keep us from listening on
 * this one (macOS lets both have it), but answers; somebody whose queue is full does not answer, but keeps us out.
 */
async function isTaken(host: string, port: number): Promise<boolean> {
  return (await answers(host, port)) || !(await canListen(host, port));
}

/** Whether somebody takes connections there. Unlike a try to listen it keeps nobody from it meanwhile. */
export function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const done = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once("connect", () => done(true));
    socket.once("error", () => done(false));
    socket.once("timeout", () => done(false));
  });
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 has nothing to be taken there; a port below 1024 is refused by whoever listens, in their words.
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    server.listen({ host, port, ipv6Only: host === "::1" }, () => server.close(() => resolve(true)));
  });
}

/** What a person reads: which port, who wants it, how to choose another, how to find who holds it. */
export function describeTaken(taken: readonly Taken[]): string {
  const others = taken.map(({ port, variable }) => `${variable}=${port + 1}`).join(" ");
  const each = taken.map(
    ({ port, part, addresses }) =>
      `Port ${port} is taken (on ${addresses.join(" and ")}), and ${part} wants it.\n` +
      `  Who holds it:   lsof -nP -iTCP:${port} -sTCP:LISTEN\n`,
  );
  return `${each.join("")}  Use another:    ${others} npm run dev\n`;
}
