import "server-only";
import { getConfig } from "../config";
import { normalAddress } from "./ip-address";
import { readPeer } from "./peer-header";

/** More proxies than this nobody has; the rest of a list is somebody's who wants it read. */
const MAX_ENTRIES = 20;

/**
 * Where a request comes from, as far as it can be known.
 *
 * Each proxy adds at the right of X-Forwarded-For whom it was called by; what stands further to the left is the caller's
 * word. So of the list and, at its right end, the peer of the connection, the entry so many places from the right is
 * believed as there are proxies (`TRUST_PROXY`); with none, the peer.
 *
 * @returns the address in normal form; null where none can be believed
 */
export function clientAddress(headers: Headers): string | null {
  const hops = getConfig().trustProxy;
  const peer = readPeer(headers);
  if (peer === null) return null;
  if (peer === undefined) return hops === 0 ? null : fromRight(forwardedFor(headers), hops);
  // A request that did not come through all of the proxies has nothing that can be believed but its peer.
  const proxied = hops > 0 && peer.forwarded ? fromRight(forwardedFor(headers), hops) : null;
  return proxied ?? normalAddress(peer.address);
}

function forwardedFor(headers: Headers): string[] {
  return (headers.get("x-forwarded-for") ?? "").split(",");
}

function fromRight(entries: readonly string[], place: number): string | null {
  return place <= MAX_ENTRIES ? normalAddress(entries.at(-place) ?? "") : null;
}
