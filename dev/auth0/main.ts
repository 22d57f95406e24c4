import { pino } from "pino";
import { LOCAL } from "../../lib/local-defaults";
import { startLocalAuth0 } from "./server";

const log = pino({ name: "auth0" });

function readPort(text: string | undefined): number {
  const port = text === undefined ? LOCAL.auth0Port : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new TypeError(`LOCAL_AUTH0_PORT is "${text}"; it has to be a port number, such as ${LOCAL.auth0Port}.`);
  }
  return port;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE") {
    const port = process.env.LOCAL_AUTH0_PORT ?? LOCAL.auth0Port;
    return `Port ${port} is taken, perhaps by an earlier start of this. End that process, or set LOCAL_AUTH0_PORT to another port (and AUTH0_ISSUER to match).`;
  }
  return error.message;
}

try {
  const port = readPort(process.env.LOCAL_AUTH0_PORT);
  const siteOrigins = (process.env.SITE_ORIGINS ?? `http://localhost:${LOCAL.sitePort}`)
    .split(",")
    .map((origin) => origin.trim())
    .filter(Boolean);
  const dataDir = process.env.DATA_DIR ?? LOCAL.dataDir;
  const server = await startLocalAuth0({ port, dataDir, siteOrigins, log });
  log.info({ issuer: server.issuer, siteOrigins }, "local Auth0 is listening");

  let closing = false;
  const close = (signal: NodeJS.Signals) => {
    if (closing) return;
    closing = true;
    server.close().then(
      () => {
        log.info({ signal }, "closed");
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ error }, "state could not be written");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", close);
  process.on("SIGINT", close);
} catch (error) {
  process.stderr.write(`local Auth0: ${explain(error)}\n`);
  process.exitCode = 1;
}
