import { agui, aws, BOTH, page, RENEWED, RETRIED, type Row, SECRET } from "./error-answers";
import { AGUI_ROWS, HTTP_ROWS } from "./platform-rows";
import { stream } from "./upstream";

const started = 'data: {"type":"RUN_STARTED","threadId":"t","runId":"r"}\n\n';

/** What the front door and the network do, to either protocol. */
const OTHER_ROWS: Row[] = [
  {
    what: "an address that is no operation",
    protocols: BOTH,
    answer: aws(403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
    code: "AGENT_NOT_FOUND",
    calls: 1,
  },
  {
    what: "the same as a 401",
    protocols: BOTH,
    answer: aws(401, null, "Missing Authentication Token"),
    code: "AGENT_NOT_FOUND",
    calls: RENEWED,
  },
  { what: "a bad gateway", protocols: BOTH, answer: page(502), code: "AGENT_UNREACHABLE", calls: 1, told: true },
  { what: "a service that restarts", protocols: BOTH, answer: page(503), code: "AGENT_UNREACHABLE", calls: RETRIED },
  {
    what: "a gateway that gave up waiting",
    protocols: BOTH,
    answer: page(504),
    code: "TIMED_OUT",
    calls: 1,
    told: true,
  },
  {
    what: "a closed connection",
    protocols: BOTH,
    answer: (request) => request.socket.destroy(),
    code: "AGENT_UNREACHABLE",
    calls: 1,
    told: true,
  },
  {
    what: "a redirect",
    protocols: BOTH,
    answer: (_, response) => response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
    code: "AGENT_UNREACHABLE",
    calls: 1,
    told: true,
  },
  { what: "a page", protocols: BOTH, answer: page(200), code: "AGENT_FAILED", calls: 1, told: true },
  { what: "no byte, ever", protocols: BOTH, answer: () => undefined, code: "TIMED_OUT", calls: 1, told: true },
];

/** What AG-UI's own client takes for a success, for broken JSON, or shows with the upstream's words; and AgentCore's limits. */
const STREAM_ROWS: Row[] = [
  {
    what: "a stream that ends before the run",
    protocols: ["agui"],
    answer: stream(started),
    code: "STREAM_TRUNCATED",
    calls: 1,
    told: true,
  },
  { what: "an empty 200", protocols: ["agui"], answer: stream(""), code: "STREAM_TRUNCATED", calls: 1, told: true },
  { what: "an empty 200", protocols: ["http"], answer: stream(""), code: "AGENT_FAILED", calls: 1 },
  {
    what: "a cut in the middle of a JSON line",
    protocols: BOTH,
    answer: stream(`${started}data: {"type":"TEXT_ME`, (response) => response.destroy()),
    code: "STREAM_TRUNCATED",
    calls: 1,
    told: true,
  },
  {
    what: "an end in the middle of a JSON line",
    protocols: BOTH,
    answer: stream(`data: {"secret":"${SECRET}`),
    code: "STREAM_TRUNCATED",
    calls: 1,
    told: true,
  },
  {
    what: "a RUN_ERROR as the first event",
    protocols: BOTH,
    answer: agui(200, "STRANDS_ERROR", "model"),
    code: "AGENT_FAILED",
    calls: 1,
  },
  {
    what: "a session that ends after 60 minutes of one stream",
    protocols: BOTH,
    answer: stream(": ping\n\n", (response) => response.destroy()),
    code: "STREAM_TRUNCATED",
    calls: 1,
    told: true,
  },
  {
    what: "a session that idles out within an answer",
    protocols: BOTH,
    answer: stream(": ping\n\n", () => undefined),
    code: "TIMED_OUT",
    calls: 1,
    told: true,
  },
];

export const ERROR_ROWS = [...AGUI_ROWS, ...HTTP_ROWS, ...OTHER_ROWS, ...STREAM_ROWS];
