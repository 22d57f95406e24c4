import { randomUUID } from "node:crypto";

// On globalThis: Next bundles instrumentation and routes apart, and both must be the same owner.
const INSTANCE = Symbol.for("agentcore-chat.instance");
type Holder = { [INSTANCE]?: string };

/** The name of this process as the owner of runs; another one after every start, so that nobody inherits a lease. */
export function instanceId(): string {
  const holder = globalThis as Holder;
  holder[INSTANCE] ??= randomUUID();
  return holder[INSTANCE];
}
