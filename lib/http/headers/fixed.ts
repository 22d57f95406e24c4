import { DATA_POLICY, DIAGRAM_POLICY } from "./policy";

type Header = { key: string; value: string };
type Rule = {
  source: string;
  has?: { type: "header"; key: string; value: string }[];
  headers: Header[];
};

/** A year, and every name below this one (ASVS 5.0, 3.4.1). */
export const HSTS = "max-age=31536000; includeSubDomains";

/** What no page of this site uses. Copying to the clipboard and whole-screen answers stay with the site itself. */
const REFUSED_FEATURES = [
  "accelerometer",
  "autoplay",
  "browsing-topics",
  "camera",
  "clipboard-read",
  "display-capture",
  "encrypted-media",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "idle-detection",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "otp-credentials",
  "payment",
  "picture-in-picture",
  "publickey-credentials-create",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "storage-access",
  "usb",
  "window-management",
  "xr-spatial-tracking",
] as const;

const PERMISSIONS = [...REFUSED_FEATURES.map((name) => `${name}=()`), "clipboard-write=(self)"].join(", ");

const EVERYWHERE: Header[] = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Origin-Agent-Cluster", value: "?1" },
  { key: "Permissions-Policy", value: PERMISSIONS },
  { key: "X-DNS-Prefetch-Control", value: "off" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "X-Permitted-Cross-Domain-Policies", value: "none" },
];

const csp = (value: string): Header => ({ key: "Content-Security-Policy", value });

/**
 * The headers that do not depend on the request, for `next.config.ts`: pages, data, streams, files, redirects and errors
 * alike. Of two rules with the same header the later one wins, and all of them win over what a route sets: so none names
 * `Cache-Control`, which a stream needs otherwise than a page does, and none gives a page a policy, which is `proxy.ts`'s.
 */
export function fixedHeaders(): Rule[] {
  return [
    { source: "/:path*", headers: EVERYWHERE },
    {
      // The scheme that the outermost proxy has seen. Browsers ignore this header over http; other software need not.
      source: "/:path*",
      has: [{ type: "header", key: "x-forwarded-proto", value: "https" }],
      headers: [{ key: "Strict-Transport-Security", value: HSTS }],
    },
    { source: "/api/:path*", headers: [csp(DATA_POLICY)] },
    { source: "/_next/static/:path*", headers: [csp(DATA_POLICY)] },
    { source: "/_next/image", headers: [csp(DATA_POLICY)] },
    {
      // Whoever has the address can read it: no index keeps it, and no page that is linked from it is told.
      source: "/share/:path*",
      headers: [
        { key: "X-Robots-Tag", value: "noindex, nofollow" },
        { key: "Referrer-Policy", value: "no-referrer" },
      ],
    },
    {
      source: "/diagram/:path*",
      headers: [
        csp(DIAGRAM_POLICY),
        { key: "X-Frame-Options", value: "SAMEORIGIN" },
        // Its page is in a sandbox and so of no origin: to the browser its own script is somebody else's.
        { key: "Cross-Origin-Resource-Policy", value: "cross-origin" },
      ],
    },
  ];
}
