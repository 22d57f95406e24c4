/**
 * oidc-provider, imported without its start-up notice.
 *
 * The library prints "Unsupported runtime" on Node 20, which this project still supports; every call it makes exists
 * there (`URL.parse`, `crypto.hash`), and the suite runs on it. Any other notice passes through.
 */
import type { Provider as ProviderType } from "oidc-provider";

async function withoutRuntimeNotice<T>(load: () => Promise<T>): Promise<T> {
  const { warn } = globalThis.console;
  globalThis.console.warn = (...values: unknown[]) => {
    if (!String(values[0]).includes("Unsupported runtime")) warn(...values);
  };
  try {
    return await load();
  } finally {
    globalThis.console.warn = warn;
  }
}

const library = await withoutRuntimeNotice(() => import("oidc-provider"));

export const { Provider, errors, interactionPolicy } = library;
export type Provider = ProviderType;
/** A handler in front of the provider's own routes. */
export type Middleware = Parameters<ProviderType["use"]>[0];
export type Context = Parameters<Middleware>[0];
