/** What decides about a page's policy: nothing that the sender of the request says. */
export type PagePolicy = {
  nonce: string;
  /** The public address is https. */
  secure: boolean;
  /** `next dev`: scripts made by `eval`, styles without a nonce, and a web socket that tells of changes. */
  development: boolean;
};

/** Where browsers report what a policy has blocked. */
export const REPORT_PATH = "/api/csp-report";
const REPORT_GROUP = "csp";

/** Names the address for `report-to`; relative, so that it is this site whatever its name. */
export const REPORTING_ENDPOINTS = `${REPORT_GROUP}="${REPORT_PATH}"`;

const REPORTS = { "report-uri": REPORT_PATH, "report-to": REPORT_GROUP };

/**
 * The policy of every page (ASVS 5.0, 3.4.3).
 *
 * Scripts are the site's own files, or have this answer's nonce. Not `'strict-dynamic'`: it would trust whatever script the
 * page's own code puts into the page, and so what an answer's markup smuggled in. Nothing is loaded from elsewhere: `img-src` without `https:` is the second wall
 * against an answer that smuggles the conversation out in an image's address. No form leads away: the sign-in is a script's.
 *
 * @see https://www.w3.org/TR/CSP3/
 */
export function pagePolicy({ nonce, secure, development }: PagePolicy): string {
  return policy({
    "default-src": "'self'",
    "script-src": `'self' 'nonce-${nonce}'${development ? " 'unsafe-eval'" : ""}`,
    "script-src-attr": "'none'",
    // Next's own tools for developers add styles without a nonce, and a nonce would forbid them.
    "style-src-elem": development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    "style-src-attr": "'none'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": `'self'${development ? " ws: wss:" : ""}`,
    "frame-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "media-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    ...(secure ? { "upgrade-insecure-requests": "" } : {}),
    ...REPORTS,
  });
}

/** What is no page: data, files, scripts. Opened by itself it loads nothing, sends nothing and stands in no frame. */
export const DATA_POLICY = policy({
  "default-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
});

/**
 * The page that draws diagrams: it runs a large library on what a model wrote, so it has no origin, no network and no
 * images, and only this site may frame it.
 */
export const DIAGRAM_POLICY = policy({
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'unsafe-inline'",
  "font-src": "'none'",
  "img-src": "'none'",
  "connect-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'self'",
  sandbox: "allow-scripts",
});

function policy(directives: Record<string, string>): string {
  return Object.entries(directives)
    .map(([name, value]) => (value ? `${name} ${value}` : name))
    .join("; ");
}
