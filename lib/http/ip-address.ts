import { isIPv4, isIPv6 } from "node:net";

/** The longest that a proxy writes: an IPv6 address in brackets with a zone and a port. */
const MAX_LENGTH = 100;

/**
 * One address as a socket or a proxy writes it, in the one form that we keep: without port, brackets, zone and spaces, IPv6
 * as short as it goes and in lower case, an IPv4 address inside an IPv6 one as IPv4.
 *
 * @returns null for what is no address
 */
export function normalAddress(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const bare = withoutPort(text.trim());
  if (isIPv4(bare)) return bare;
  const unzoned = bare.replace(/%.*$/s, "");
  if (!isIPv6(unzoned)) return null;
  // The URL parser writes every IPv6 address in its one canonical form (RFC 5952).
  const canonical = new URL(`http://[${unzoned}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!mapped) return canonical;
  const [high, low] = [Number.parseInt(mapped[1] ?? "", 16), Number.parseInt(mapped[2] ?? "", 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text);
  if (bracketed) return bracketed[1] ?? "";
  return /^[\d.]+:\d{1,5}$/.test(text) ? text.slice(0, text.indexOf(":")) : text;
}

/**
 * The part of an address that one subscriber has: all of an IPv4 address, the first 64 bits of an IPv6 one. Whoever has a
 * /64 can use another of its 2^64 addresses for each request.
 *
 * @param address as `normalAddress` gives it
 */
export function subscriberOf(address: string): string {
  if (!address.includes(":")) return address;
  const [front = "", back] = address.split("::");
  const groups = front === "" ? [] : front.split(":");
  const behind = back ? back.split(":") : [];
  const all =
    back === undefined ? groups : [...groups, ...Array(8 - groups.length - behind.length).fill("0"), ...behind];
  return `${all.slice(0, 4).join(":")}::/64`;
}
