import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import type { Context } from "../context";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const AGENTCORE_PORT = 8080;
const CONNECT_MS = 1_000;

/** Port and address, as far as this machine lets one see them. */
export async function checkNetwork(context: Context, started: { honoursPort: boolean } | null): Promise<void> {
  const { target, sheet } = context;
  if (target.kind === "platform") {
    for (const id of ["port", "bind"] as const) sheet.unseen(id, "it is behind AgentCore, which reached it or did not");
    return;
  }
  const url = new URL(target.invokeUrl);
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  if (!LOOPBACK.includes(url.hostname)) {
    for (const id of ["port", "bind"] as const) sheet.unseen(id, `${url.hostname} is not this machine`);
    return;
  }
  if (port === AGENTCORE_PORT) sheet.ok("port", "8080");
  else if (started?.honoursPort)
    sheet.ok("port", `it listens on PORT (here ${port}; in the container it has to be 8080)`);
  else sheet.warn("port", `it listens on ${port}; AgentCore calls 8080`);
  await checkBind(context, port, started !== null);
}

/**
 * On Linux the whole of 127/8 is loopback, so an agent on 0.0.0.0 answers at 127.0.0.2 and one on 127.0.0.1 does not; elsewhere an
 * address of this machine's own tells the same.
 */
async function checkBind({ sheet }: Context, port: number, isStarted: boolean): Promise<void> {
  const address = process.platform === "linux" ? "127.0.0.2" : ownAddress();
  if (address === null) return sheet.unseen("bind", "this machine has no address but loopback");
  if (await accepts(address, port)) return sheet.ok("bind", `it answers at ${address} too`);
  const detail = `it answers at 127.0.0.1 and not at ${address}`;
  // How it was started here need not be how the image starts it, unless we were told how to start it.
  if (isStarted) sheet.fail("bind", detail);
  else sheet.warn("bind", `${detail}; perhaps only as it was started here`);
}

function ownAddress(): string | null {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? null;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
    socket.once("timeout", () => settle(false));
  });
}
