import { z } from "zod";

/** What is worth a line in the log: which rule, what it stopped, on which kind of page. */
export type BlockedLoad = { directive: string; blocked: string; page: string };

/** A page that is broken by a policy reports many things at once; the first ones tell it. */
const MOST = 10;

const text = z.string().catch("");
/** As `report-uri` sends it: https://www.w3.org/TR/CSP3/#deprecated-serialize-violation */
const legacy = z.object({
  "csp-report": z.object({
    "document-uri": text,
    "blocked-uri": text,
    "effective-directive": text,
    "violated-directive": text,
  }),
});
/** As `report-to` sends it: https://www.w3.org/TR/CSP3/#reporting */
const modern = z.object({
  type: z.literal("csp-violation"),
  body: z.object({ documentURL: text, blockedURL: text, effectiveDirective: text }),
});

/**
 * Reads a report in either of the two forms that browsers send.
 *
 * Anybody can send one, so nothing is taken over as it stands: of addresses only the origin or the kind of page is kept
 * (a query may hold what was to be stolen, the address of a shared conversation is a key to it), of names only those that
 * could be one.
 *
 * @param value parsed JSON
 * @returns none for what is no report
 */
export function readReports(value: unknown): BlockedLoad[] {
  const found: BlockedLoad[] = [];
  for (const one of (Array.isArray(value) ? value : [value]).slice(0, MOST)) {
    const report = blockedLoad(one);
    if (report) found.push(report);
  }
  return found;
}

function blockedLoad(value: unknown): BlockedLoad | null {
  const now = modern.safeParse(value);
  if (now.success) {
    const { effectiveDirective, blockedURL, documentURL } = now.data.body;
    return { directive: directiveOf(effectiveDirective), blocked: originOf(blockedURL), page: pageOf(documentURL) };
  }
  const old = legacy.safeParse(value);
  if (!old.success) return null;
  const report = old.data["csp-report"];
  return {
    directive: directiveOf(report["effective-directive"] || report["violated-directive"]),
    blocked: originOf(report["blocked-uri"]),
    page: pageOf(report["document-uri"]),
  };
}

/** CSP 2 wrote the whole rule here; its first word is the directive. */
function directiveOf(value: string): string {
  const [name = ""] = value.split(" ");
  return /^[a-z-]{1,40}$/.test(name) ? name : "unknown";
}

function originOf(value: string): string {
  if (/^[a-z-]{1,40}$/.test(value)) return value;
  if (!URL.canParse(value)) return "unknown";
  const { origin, protocol } = new URL(value);
  return (origin === "null" ? protocol : origin).slice(0, 200);
}

function pageOf(value: string): string {
  if (!URL.canParse(value)) return "unknown";
  const [, first = "", ...rest] = new URL(value).pathname.split("/");
  if (!/^[\w.-]{0,40}$/.test(first)) return "unknown";
  return rest.length > 0 ? `/${first}/*` : `/${first}`;
}
