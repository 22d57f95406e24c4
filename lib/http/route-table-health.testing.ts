import { health } from "../api/contract";
import type { TableCall, TableEntry } from "./route-table.testing";

const plain: TableCall = { title: "" };

/** What load balancers and orchestrators ask. */
export const HEALTH_ROUTES = {
  "GET /api/health/live": {
    about: "none",
    because: "says that the process answers, and nothing else",
    answers: health,
    calls: [plain],
  },
  "GET /api/health/ready": {
    about: "none",
    because: "says whether the database answers and is up to date, the same to everybody",
    answers: health,
    calls: [plain],
  },
} satisfies Record<string, TableEntry>;
