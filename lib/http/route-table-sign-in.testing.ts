import { z } from "zod";
import type { Names, TableEntry } from "./route-table.testing";

/** As next-auth's own client posts it. */
const form = ({ csrfToken = "" }: Names) => ({ csrfToken, callbackUrl: "/", json: "true" });

/** Coming and going. */
export const SIGN_IN_ROUTES = {
  "GET /api/auth/[...nextauth]": {
    about: "none",
    because: "next-auth's own: it reads this browser's cookie only",
    answers: "library",
    calls: ["session", "csrf", "providers", "signin"].map((action) => ({
      title: action,
      slug: () => [action],
      query: () => "callbackUrl=%2F",
    })),
  },
  "POST /api/auth/[...nextauth]": {
    about: "none",
    because: "next-auth's own: it writes this browser's cookie only",
    answers: "library",
    calls: [
      { title: "signin", slug: () => ["signin", "auth0"], body: form },
      { title: "signout", slug: () => ["signout"], body: form },
      { title: "session", slug: () => ["session"], body: (names) => ({ ...form(names), data: {} }) },
    ],
  },
  "POST /api/sign-out": {
    about: "none",
    because: "ends this browser's session; without one it names the way out",
    answers: z.object({ url: z.string() }),
    calls: [{ title: "", body: () => ({}) }],
  },
} satisfies Record<string, TableEntry>;
