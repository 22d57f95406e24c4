const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** Whether an address is of this very machine. False for what is no address. */
export function isThisMachine(value: string): boolean {
  return URL.canParse(value) && LOOPBACK.includes(new URL(value).hostname);
}

/** https anywhere; http only for this very machine, where no token crosses a network. False for what is no address. */
export function isSafeAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol } = new URL(value);
  return protocol === "https:" || (protocol === "http:" && isThisMachine(value));
}

/** The path of an address; empty for what is no address. */
export function pathOf(value: string): string {
  return URL.canParse(value) ? new URL(value).pathname : "";
}
