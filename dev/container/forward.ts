import { connect, createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";

/** The addresses under which this machine, or this container, is known to others. */
function outerAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address);
}

/**
 * Passes on what comes to a port from outside of the container to the same port of its loopback. The local Auth0 and
 * AgentCore listen on loopback alone, wherever they run; a port that the container engine publishes ends at the
 * container's outer address. Who may reach that is the engine's matter: compose.yaml publishes to the machine's own loopback.
 *
 * @param addresses where to listen; default: all of this container's but loopback
 * @throws Error with code EADDRINUSE when something else listens there
 */
export async function forwardFromOutside(
  port: number,
  addresses: readonly string[] = outerAddresses(),
): Promise<() => Promise<void>> {
  const servers = await Promise.all(addresses.map((address) => forward(address, port)));
  return async () => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  };
}

function forward(address: string, port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (outside) => {
    const inside = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    outside.pipe(inside).pipe(outside);
    // A side that breaks off takes the other one with it: nobody waits for an end that cannot come.
    for (const [one, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: address, port }, () => resolve(server));
  });
}
