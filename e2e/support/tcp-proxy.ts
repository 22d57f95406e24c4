import { connect, createServer, type Server, type Socket } from "node:net";

/** A way to a server that can be cut and mended, as a network can. */
export type TcpProxy = {
  /** Ends every connection, and takes no other. */
  cut: () => Promise<void>;
  mend: () => Promise<void>;
};

/** Passes everything on from a port of this machine to a server's. It is whole to begin with. */
export async function startTcpProxy(port: number, to: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const pass = (from: Socket) => {
    const there = connect(to);
    from.pipe(there).pipe(from);
    for (const [one, other] of [
      [from, there],
      [there, from],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  };
  const proxy: TcpProxy = {
    cut: async () => {
      const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
      server = undefined;
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: () =>
      new Promise((resolve, reject) => {
        server = createServer(pass).once("error", reject).listen(port, "127.0.0.1", resolve);
      }),
  };
  await proxy.mend();
  return proxy;
}
