/** Where a link in an answer may lead, and what a person is told of it; null for everything else. */
export type SafeLink = { href: string; host: string };

/**
 * Decides about an address that a model wrote. Models repeat what documents and tools told them, so an
 * address is an attacker's until shown otherwise: only https to a named host, and mail. Nothing relative either, which
 * would be this site's own pages in a stranger's words.
 */
export function safeLink(address: unknown): SafeLink | null {
  if (typeof address !== "string") return null;
  // Browsers drop tabs and line breaks inside addresses, and so does URL: what is judged is what would be opened.
  let url: URL;
  try {
    url = new URL(address.trim());
  } catch {
    return null;
  }
  if (url.protocol === "https:" && url.hostname) {
    // "https://bank.example@evil.example" reads as the bank's.
    url.username = "";
    url.password = "";
    return { href: url.href, host: url.host };
  }
  if (url.protocol === "mailto:") {
    const receiver = url.pathname;
    return /^[^\s@,;<>]+@[^\s@,;<>]+$/.test(decode(receiver)) ? { href: url.href, host: decode(receiver) } : null;
  }
  return null;
}

/** The host that an image would have been loaded from, or null for data, relative and unreadable addresses. */
export function imageHost(address: unknown): string | null {
  if (typeof address !== "string") return null;
  try {
    const url = new URL(address.trim());
    return url.protocol === "https:" || url.protocol === "http:" ? url.host : null;
  } catch {
    return null;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
