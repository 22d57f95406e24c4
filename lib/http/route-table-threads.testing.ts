import { threadChanges, threadEvents, threadList, threadShare, threadSummary, threadsDeleted } from "../api/contract";
import type { TableCall, TableEntry } from "./route-table.testing";

const plain: TableCall = { title: "" };

/** Threads: lists of them, each one, and what is shared of it. */
export const THREAD_ROUTES = {
  "GET /api/threads": {
    about: "own",
    answers: threadList,
    calls: [
      plain,
      { title: "archived", query: () => "archived=1" },
      { title: "search", query: () => "q=secret" },
      { title: "search in the archive", query: () => "q=%E7%A7%98%E5%AF%86&archived=1" },
      {
        title: "from a cursor at somebody's thread",
        query: ({ threadId }) =>
          `cursor=${Buffer.from(`pinned~9999999999999999~${threadId}`).toString("base64url")}&limit=50`,
      },
    ],
  },
  "DELETE /api/threads": { about: "own", answers: threadsDeleted, calls: [plain] },
  "GET /api/threads/changes": {
    about: "own",
    answers: threadChanges,
    calls: [
      plain,
      {
        title: "since ever",
        query: () => `since=${Buffer.from("0~00000000-0000-0000-0000-000000000000~").toString("base64url")}`,
      },
      {
        title: "in parts, from somebody's thread",
        query: ({ threadId }) => `since=${Buffer.from(`0~${threadId}~0`).toString("base64url")}`,
      },
    ],
  },
  "GET /api/threads/export": {
    about: "own",
    answers: "file",
    calls: [
      { title: "md", query: () => "format=md" },
      { title: "json", query: () => "format=json" },
    ],
  },
  "GET /api/threads/[threadId]": { about: "thing", answers: threadSummary, calls: [plain] },
  "PATCH /api/threads/[threadId]": {
    about: "thing",
    answers: threadSummary,
    calls: [
      { title: "title", body: () => ({ title: "taken over" }) },
      { title: "pinned", body: () => ({ pinned: true }) },
      { title: "archived", body: () => ({ archived: true }) },
      { title: "deleted", body: () => ({ deleted: false }) },
      { title: "seen", body: () => ({ seen: true }) },
      { title: "branch", body: ({ messageId }) => ({ branch: messageId }), inner: true },
    ],
  },
  "DELETE /api/threads/[threadId]": { about: "thing", answers: threadsDeleted, calls: [plain] },
  "GET /api/threads/[threadId]/events": {
    about: "thing",
    answers: threadEvents,
    calls: [
      plain,
      { title: "after", query: ({ runId }) => `after=${runId}.0`, inner: true },
      { title: "after nothing", query: () => "after=-" },
    ],
  },
  "GET /api/threads/[threadId]/export": {
    about: "thing",
    answers: "file",
    calls: [
      { title: "md", query: () => "format=md" },
      { title: "json", query: () => "format=json" },
    ],
  },
  "GET /api/threads/[threadId]/share": { about: "thing", answers: threadShare, calls: [plain] },
  "POST /api/threads/[threadId]/share": {
    about: "thing",
    answers: threadShare,
    calls: [{ title: "", body: () => ({ expiresInDays: null }) }],
  },
  "DELETE /api/threads/[threadId]/share": { about: "thing", answers: threadShare, calls: [plain] },
} satisfies Record<string, TableEntry>;
