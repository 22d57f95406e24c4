import type { TableCall, TableEntry } from "./route-table.testing";

/** As browsers send it (Reporting API). */
const cspReport = {
  type: "csp-violation",
  age: 1,
  url: "http://localhost/",
  user_agent: "x",
  body: { documentURL: "http://localhost/", blockedURL: "https://evil.example/x", effectiveDirective: "img-src" },
};
const plain: TableCall = { title: "" };

/** What pages load, and what browsers tell about them. */
export const PAGE_ROUTES = {
  "POST /api/csp-report": {
    about: "none",
    because: "browsers report blocked loads, signed in or not; only the log gets it",
    answers: "nothing",
    calls: [{ title: "", type: "application/reports+json", body: () => [cspReport] }],
  },
  "GET /diagram": {
    about: "none",
    because: "the same page for everybody, made when the site is built",
    answers: "static",
    calls: [plain],
  },
  "GET /diagram/mermaid.js": {
    about: "none",
    because: "a library's own file, the same for everybody",
    answers: "static",
    calls: [plain],
  },
} satisfies Record<string, TableEntry>;
