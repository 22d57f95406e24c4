const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** https anywhere; http only for this very machine, where no token crosses a network. False for what is no address. */
export function isSafeAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname));
}

/** The path of an address; empty for what is no address. */
export function pathOf(value: string): string {
  return URL.canParse(value) ? new URL(value).pathname : "";
}
