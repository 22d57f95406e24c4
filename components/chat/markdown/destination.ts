/**
 * How a link's destination is told:
 * - `named`: its text says it already, as an address that was typed does;
 * - `hinted`: on hover and focus, and beside the text where there is no hover;
 * - `warned`: always beside the text, since the text says something else or the host may be read as another.
 */
export type Telling = "named" | "hinted" | "warned";

/** Something in a text that reads as an address: a host with a dot, or a receiver of mail. */
const ADDRESS = /(?:[^\s@/:<>()]+@)?(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,}(?::\d+)?/gu;
/** Letters that look like others, or like nothing at all: hidden in a text they make it read as what it is not. */
const DECEIVING =
  /\u00ad|\u034f|[\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]/u;
/** No link is read that is longer; to search a hostile one for addresses would take too long. */
const LONGEST_TEXT = 1_000;
/** Endings that are files far more often than hosts: "see report.pdf" names no other site. */
const FILE =
  /\.(?:pdf|md|txt|csv|json|ya?ml|tsx?|jsx?|mjs|html?|css|py|rs|go|java|rb|sh|sql|xml|docx?|xlsx?|pptx?|png|jpe?g|svg|zip|js|toml|lock|env)$/i;

/**
 * @param text what the link reads as
 * @param host where it leads, as `safeLink` gives it: a host, in Punycode where it is not ASCII, or a mail address
 */
export function tellingOf(text: string, host: string): Telling {
  if (text.length > LONGEST_TEXT || DECEIVING.test(text) || /(?:^|\.)xn--/.test(host)) return "warned";
  const addresses = (text.normalize("NFKC").match(ADDRESS) ?? []).filter((one) => !FILE.test(one));
  if (addresses.length === 0) return "hinted";
  return addresses.every((one) => isSame(one, host)) ? "named" : "warned";
}

function isSame(address: string, host: string): boolean {
  const bare = (name: string) =>
    name
      .toLowerCase()
      .replace(/^www\./, "")
      .replace(/:443$/, "");
  return bare(address) === bare(host);
}

const LONGEST = 40;

/** A host as it is shown: of a long one its end, for the end is who it belongs to and the beginning is anybody's choice. */
export function shownHost(host: string): string {
  return host.length <= LONGEST ? host : `…${host.slice(1 - LONGEST)}`;
}
