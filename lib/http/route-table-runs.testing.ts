import { runStarted, runStopped, warmAsked } from "../api/contract";
import type { Names, TableCall, TableEntry } from "./route-table.testing";

const agent = "helper";
const said = { role: "user", content: "written by somebody else" };

const runBody = ({ threadId, newId = "11111111-1111-4111-8111-111111111111" }: Names, turn: object) => ({
  agentId: agent,
  threadId,
  runId: newId,
  messages: [{ ...said, id: newId }],
  tools: [],
  context: [],
  state: {},
  forwardedProps: { turn },
});

const turns: readonly TableCall[] = [
  { title: "first message", body: (names) => runBody(names, { op: "send", parentId: null }), takesId: true },
  {
    title: "next message",
    body: (names) => runBody(names, { op: "send", parentId: names.messageId }),
    inner: true,
  },
  ...(["edit", "regenerate", "retry"] as const).map(
    (op): TableCall => ({
      title: op,
      body: (names) => runBody(names, { op, parentId: names.messageId, targetId: names.messageId }),
      inner: true,
    }),
  ),
];

/** Answers: beginning, following and stopping them. */
export const RUN_ROUTES = {
  "GET /api/copilotkit/[[...slug]]": {
    about: "own",
    answers: "anything",
    calls: [{ title: "info", slug: () => ["info"] }],
  },
  "POST /api/copilotkit/[[...slug]]": {
    about: "thing",
    answers: "events",
    calls: [
      ...turns.map((turn) => ({ ...turn, title: `run: ${turn.title}`, slug: () => ["agent", agent, "run"] })),
      {
        title: "connect",
        slug: () => ["agent", agent, "connect"],
        body: (names) => ({ ...runBody(names, {}), messages: [], forwardedProps: {} }),
      },
      {
        title: "stop",
        slug: ({ threadId }) => ["agent", agent, "stop", threadId],
        body: () => ({}),
        answers: "anything",
      },
      {
        title: "stop one run",
        answers: "anything",
        slug: ({ threadId }) => ["agent", agent, "stop", threadId],
        body: ({ runId }) => ({ runId }),
        inner: true,
      },
    ],
  },
  "POST /api/threads/[threadId]/runs": { about: "thing", answers: runStarted, calls: turns },
  "POST /api/threads/[threadId]/warm": {
    about: "none",
    because: "tells everybody the same of every thread; its own test tries it with two people",
    answers: warmAsked,
    calls: [{ title: "", body: () => ({ agentId: agent }) }],
  },
  "POST /api/runs/[runId]/stop": { about: "thing", answers: runStopped, calls: [{ title: "", body: () => ({}) }] },
} satisfies Record<string, TableEntry>;
