import { erased, sessionList, sessionsEnded } from "../api/contract";
import type { TableCall, TableEntry } from "./route-table.testing";

const plain: TableCall = { title: "" };

/** What one's account is: all of it, and where one is signed in. */
export const ACCOUNT_ROUTES = {
  "POST /api/account/erase": {
    about: "none",
    because: "takes all that is the caller's, their session too; lib/account tries it with two people",
    answers: erased,
    calls: [{ title: "", body: () => ({ erase: "everything" }) }],
  },
  "GET /api/sessions": { about: "own", answers: sessionList, calls: [plain] },
  "DELETE /api/sessions": { about: "own", answers: sessionsEnded, calls: [plain] },
  "DELETE /api/sessions/[sessionId]": { about: "thing", answers: sessionsEnded, calls: [plain] },
} satisfies Record<string, TableEntry>;
