import type { EventEmitter } from "node:events";
import { mkdir } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { listenOnLoopback } from "../loopback";
import { providerConfiguration } from "./configuration";
import { controlRoutes } from "./control";
import { showCodeFromAddress } from "./device";
import { guard } from "./guards";
import { homeRoutes } from "./home";
import { loadKeys } from "./keys";
import { createLedger } from "./ledger";
import { Provider } from "./library";
import { logoutRoutes } from "./logout";
import { createSettings, type Settings } from "./settings";
import { signInRoutes } from "./sign-in";
import { openStore } from "./store";
import { describeTenant, type Registered } from "./tenant";
import { deviceInterval, tokenEndpoint } from "./token-endpoint";
import { userinfoForApiTokens } from "./userinfo";

export interface LocalAuth0Options {
  /** 0 for a free one; the issuer follows. */
  port: number;
  /** State goes to `auth0/` in this folder: keys, sessions and grants, all of which outlive a restart. */
  dataDir: string;
  /** Where the site may run; its callback and its pages become allowed redirect targets. */
  siteOrigins: string[];
  registered?: Registered;
  accessTokenTtlSeconds?: number;
  refreshOverlapSeconds?: number;
  /** Silent when left out. */
  log?: Logger;
}

export interface LocalAuth0 {
  /** `http://localhost:<port>`, without a slash at the end. */
  readonly origin: string;
  /** As in tokens and discovery, with the slash. */
  readonly issuer: string;
  readonly port: number;
  /** Stops answering and writes what is not yet on disk. */
  close(): Promise<void>;
}

function initialSettings(options: LocalAuth0Options): Partial<Settings> {
  const { accessTokenTtlSeconds, refreshOverlapSeconds } = options;
  return {
    ...(accessTokenTtlSeconds === undefined ? undefined : { accessTokenTtlSeconds }),
    ...(refreshOverlapSeconds === undefined ? undefined : { refreshOverlapSeconds }),
  };
}

/**
 * Starts the stand-in for the Auth0 tenant, on the loopback addresses only.
 *
 * @throws Error with code EADDRINUSE when the port is taken, TypeError for a site address that is none
 */
export async function startLocalAuth0(options: LocalAuth0Options): Promise<LocalAuth0> {
  const log = options.log ?? pino({ level: "silent" });
  const directory = join(options.dataDir, "auth0");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keys = await loadKeys(directory);
  const settings = createSettings(initialSettings(options));
  const ledger = createLedger();
  const store = await openStore({
    path: join(directory, "store.json"),
    overlapMs: () => settings.current.refreshOverlapSeconds * 1000,
    onDamaged: (keptAs, error) => log.warn({ keptAs, error }, "stored sign-ins were unreadable; starting without them"),
    onWriteError: (error) => log.error({ error }, "state could not be written"),
  });

  // The issuer contains the port, so the port comes first and the provider a moment later.
  let answer: RequestListener = (_request, response) => response.writeHead(503, { "Retry-After": "1" }).end();
  const listening = await listenOnLoopback(options.port, (request, response) => answer(request, response));
  try {
    const tenant = describeTenant(listening.port, options.siteOrigins, options.registered);
    const provider = new Provider(tenant.issuer, providerConfiguration({ tenant, keys, store, settings }));
    provider.on("server_error", (ctx, error) => log.error({ error, path: ctx.path }, "request failed"));
    // Without a listener Koa prints to the console.
    (provider as EventEmitter).on("error", (error: unknown) => log.error({ error }, "request failed"));
    const { kty, kid, alg, use, n, e } = keys.signing;
    for (const middleware of [
      guard(tenant),
      homeRoutes(tenant),
      controlRoutes({ store, settings, ledger }),
      signInRoutes(provider, settings, log),
      logoutRoutes(provider, tenant),
      userinfoForApiTokens(tenant, { kty, kid, alg, use, n, e }),
      tokenEndpoint({ store, settings, ledger, log }),
      deviceInterval(settings),
      showCodeFromAddress,
    ]) {
      provider.use(middleware);
    }
    answer = provider.callback();
    return {
      origin: tenant.issuer.slice(0, -1),
      issuer: tenant.issuer,
      port: listening.port,
      async close() {
        await listening.close();
        await store.flush();
      },
    };
  } catch (error) {
    await listening.close();
    throw error;
  }
}
