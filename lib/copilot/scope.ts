import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { AccessToken } from "../auth/access-token";
import type { SignedIn } from "../auth/session";
import type { Locale } from "../i18n/locale";

/**
 * Who a request is from. CopilotKit's runner and agent factory are told the thread but never the person, so
 * this travels beside the call.
 */
export type RequestScope = {
  user: SignedIn;
  locale: Locale;
  requestId: string;
  /** When the request came (ms). */
  startedAt: number;
  /** Where the request comes from, from `clientAddress`. */
  address: string | null;
  token: (rejected?: string) => Promise<AccessToken>;
  /** Keeps the instance alive until the work is done, on hosts that freeze it after the response. */
  hold: (work: Promise<unknown>) => void;
};

const storage = new AsyncLocalStorage<RequestScope>();

/** Runs `work` on behalf of the person in `scope`. */
export function withScope<T>(scope: RequestScope, work: () => T): T {
  return storage.run(scope, work);
}

/** @throws when called outside `withScope`: nothing may act for nobody. */
export function currentScope(): RequestScope {
  const scope = storage.getStore();
  if (!scope) throw new Error("no signed-in person in scope");
  return scope;
}
