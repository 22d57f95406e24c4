/** What one check asks, what AgentCore does with an agent that fails it, and how to mend that. */
type Entry = { asks: string; agentcore: string; mend: string };

/**
 * Every check under its stable id, in the order in which they are told.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-service-contract.html
 */
export const CHECKS = {
  start: {
    asks: "how long it takes from the start to the first healthy /ping",
    agentcore:
      'A new session waits for it; after 60 s the call fails with "Runtime initialization time exceeded". People wait as long for the first answer of a conversation.',
    mend: "Open the port first and load the model and its libraries afterwards; leave out of the image what is not needed.",
  },
  port: {
    asks: "whether it listens on port 8080",
    agentcore:
      "AgentCore calls port 8080 of the container and no other; elsewhere it never finds the agent, and sessions do not start.",
    mend: "Listen on 8080 in the image (here: on PORT, which the image sets to 8080 or leaves at that default).",
  },
  bind: {
    asks: "whether it listens on 0.0.0.0 and not on loopback alone",
    agentcore:
      "AgentCore calls the container from outside; an agent on 127.0.0.1 refuses it, and sessions do not start.",
    mend: "Listen on 0.0.0.0 (uvicorn: --host 0.0.0.0; Node: leave the host out).",
  },
  "ping.status": {
    asks: "whether GET /ping answers 200 in time",
    agentcore: "A container whose /ping does not answer 200 counts as not started: calls fail with RuntimeClientError.",
    mend: 'Answer GET /ping with 200 and {"status":"Healthy"}, at once and while runs are on.',
  },
  "ping.shape": {
    asks: "whether its body is JSON with a status that is known",
    agentcore: "AgentCore reads the status from it; without one it does not take the agent for healthy.",
    mend: 'Answer {"status":"Healthy"}, or {"status":"HealthyBusy"} while something goes on.',
  },
  "ping.case": {
    asks: 'whether the status is written "Healthy" or "HealthyBusy"',
    agentcore:
      "The contract's statuses have these capitals. HTTP runtimes are known to work with lower case; an AGUI runtime may not start, and HealthyBusy in lower case does not keep a session from idling out.",
    mend: 'Write "Healthy" and "HealthyBusy" (addPing of @ag-ui/aws-strands writes lower case: use a /ping of your own).',
  },
  "ping.time": {
    asks: "whether time_of_last_update is the moment of the last change, in seconds, or left out",
    agentcore:
      "Idle time counts from it. With milliseconds or the present moment in each ping a session never idles out: it lives, and costs, until its maximum lifetime of 8 hours, and uses up the quota of active sessions.",
    mend: "Leave time_of_last_update out, or give the Unix seconds at which the status last changed.",
  },
  "runtime.access": {
    asks: "whether AgentCore lets the call through to the agent",
    agentcore: "It refuses the call before the agent sees it.",
    mend: "Sign in with `npm run -s agentcore -- login`; compare the token's audience and client_id with the runtime's authorizer, and the ARN, region and qualifier with the console.",
  },
  "run.status": {
    asks: "whether POST /invocations answers an ordinary run with 200",
    agentcore:
      'AgentCore turns it into RuntimeClientError: "Received error (…) from runtime. Please check your CloudWatch logs".',
    mend: "Answer POST /invocations with 200; what goes wrong in a run belongs into the answer.",
  },
  "run.content-type": {
    asks: "whether the answer's content type is right for the protocol",
    agentcore:
      "AgentCore passes it on as it is; clients refuse it or read nothing: HttpAgent ends without an event and without an error.",
    mend: "AGUI: text/event-stream. HTTP: application/json, or text/event-stream for a stream.",
  },
  "run.answer": {
    asks: "whether the run comes to a good end and there is an answer to read",
    agentcore: "AgentCore passes the answer on unread; people see an error, or nothing.",
    mend: "AGUI: send TEXT_MESSAGE_* events. HTTP: give the text as output.message.content[].text, result, response or a bare string.",
  },
  "sse.line-endings": {
    asks: "whether lines of the event stream end in LF",
    agentcore: "AgentCore passes CRLF on; @ag-ui/client 0.0.59 does not know it and ends in a JSON error.",
    mend: "End lines with \\n and events with \\n\\n.",
  },
  "sse.frames": {
    asks: "whether each event is a whole frame: data lines and a blank line",
    agentcore:
      "AgentCore does not repair frames; an event without its blank line is lost or runs into the next, and the answer counts as cut off.",
    mend: "Write each event as `data: <JSON>\\n\\n`, the last one too, and nothing else but comments (`: …`).",
  },
  "sse.streaming": {
    asks: "whether the first event comes before the last one is ready",
    agentcore:
      "AgentCore streams what it gets; an answer that is held back until it is complete cannot be watched, and silence for a minute lets proxies on the way close the connection.",
    mend: "Flush each event as it arises: no response buffering, no compression, an async generator and not a list.",
  },
  "sse.keep-alive": {
    asks: "whether long silences are bridged by comments",
    agentcore: "AgentCore sends none itself; load balancers on the way close a connection that is silent for 60 s.",
    mend: "Write a comment (`: keep-alive\\n\\n`) each 15 s while nothing else is to be said.",
  },
  "events.json": {
    asks: "whether each event is one JSON object with a type",
    agentcore: "AgentCore does not look at events; AG-UI clients end the run with a JSON error.",
    mend: "Write one JSON object on one data line, as EventEncoder of @ag-ui/encoder does.",
  },
  "events.types": {
    asks: "whether AG-UI 0.0.59 knows each event's type",
    agentcore: "AgentCore does not look at events; @ag-ui/client 0.0.59 ends the run at a type that it does not know.",
    mend: "Send what is your own as CUSTOM events; pin @ag-ui/core to the version of your clients.",
  },
  "events.fields": {
    asks: "whether each event has its fields, and no null where a field may be left out",
    agentcore: "AgentCore does not look at events; AG-UI clients end the run when a field is missing or null.",
    mend: "Leave optional fields out (Python: model_dump(by_alias=True, exclude_none=True)).",
  },
  "events.order": {
    asks: "whether events come in the order that AG-UI clients verify",
    agentcore: "AgentCore does not look at events; @ag-ui/client ends the run at the first one out of order.",
    mend: "Begin with RUN_STARTED, end what was begun under the same id, then RUN_FINISHED, and nothing after it.",
  },
  "events.end": {
    asks: "whether the run ends with RUN_FINISHED or RUN_ERROR",
    agentcore:
      "AgentCore closes the stream as if all were well; HttpAgent takes half an answer for a whole one, the chat site reports it as cut off.",
    mend: "Send RUN_FINISHED at the end, and RUN_ERROR from the handler of every exception.",
  },
  "events.ids": {
    asks: "whether events carry the run's own ids, and each run new message ids",
    agentcore: "AgentCore does not look at ids; clients put the second answer into the first one's place.",
    mend: "Echo threadId and runId of the input; make a new messageId (UUID) for every message.",
  },
  "refuse.json": {
    asks: "whether a body that is not JSON is refused with 4xx",
    agentcore:
      'A 500 or no answer reads "Received error (500) from runtime" for the caller\'s own mistake, and fills the error metrics; a 400 says whose mistake it was.',
    mend: "Catch the parser's error and answer 400 with a JSON body.",
  },
  "refuse.fields": {
    asks: "whether a body without the fields it needs is refused with 4xx",
    agentcore:
      'AgentCore passes any body on without looking; a 500 reads "Received error (500) from runtime", like a crash of the agent.',
    mend: "Validate the body (AGUI: RunAgentInput) and answer 400. FastAPI: do not catch HTTPException with Exception.",
  },
  "refuse.content-type": {
    asks: "whether a body of another content type is refused with 4xx",
    agentcore: "AgentCore passes the caller's content type on; a 500 looks like a crash of the agent.",
    mend: "Answer 415 to everything but application/json.",
  },
  "route.get": {
    asks: "whether GET /invocations is refused with 405 or 404",
    agentcore:
      "AgentCore itself only posts; scanners and health checks do not, and should not start a run or cause an error.",
    mend: "Answer POST only.",
  },
  "route.unknown": {
    asks: "whether an unknown path is refused with 404",
    agentcore:
      'AgentCore calls /invocations and /ping; with a catch-all in their place a typing slip would go unseen instead of "Received error (404) from runtime".',
    mend: "Answer 404 to what is not served.",
  },
  "body.large": {
    asks: "whether a body of 2 MB is taken (a long history, an attachment)",
    agentcore:
      "AgentCore passes up to 100 MB on; what the agent's server refuses sooner ends long conversations with an error.",
    mend: "Raise the server's limit (express.json({limit: '50mb'}); bedrock-agentcore's own app stops at 1 MB).",
  },
  "concurrency.threads": {
    asks: "whether two runs on two threads at once are both answered",
    agentcore:
      "AgentCore gives each session a microVM of its own, but passes requests at the same time to one session on to it.",
    mend: "Keep no state of a run in module variables; no lock around the whole handler.",
  },
  "concurrency.thread": {
    asks: "whether two runs on one thread at once leave the agent alive",
    agentcore: "AgentCore passes both on. A crash ends the session and everything it remembers; a 500 looks like one.",
    mend: "Answer both, or the second one with a RUN_ERROR in its stream.",
  },
  stop: {
    asks: "whether a run can be stopped",
    agentcore:
      "AgentCore does not tell the agent that the caller has gone: without a stop the model writes on, and is billed.",
    mend: 'Answer {"command":"stop","threadId","runId"} with 200 and cancel that run\'s model call. Without it, sites stop the whole session.',
  },
  shutdown: {
    asks: "whether it ends within 10 s of SIGTERM",
    agentcore: "The container is killed after its grace: answers that are being written are cut off.",
    mend: "Handle SIGTERM: take no new runs, finish or end those that are on, exit. Make the program itself the container's command, not npm or a shell.",
  },
  "dockerfile.platform": {
    asks: "whether the image is made for linux/arm64",
    agentcore: "AgentCore runs arm64 only: another image does not start (exec format error).",
    mend: "FROM --platform=linux/arm64 … in the last stage, and docker buildx build --platform linux/arm64.",
  },
  "dockerfile.user": {
    asks: "whether it runs as a user that is a number and not root",
    agentcore:
      "AgentCore runs root too, but whoever takes over the agent then owns the whole container; AWS asks for a numeric, non-root USER.",
    mend: "USER 1000:1000 in the last stage, after the files are in place.",
  },
  "dockerfile.port": {
    asks: "whether it declares port 8080",
    agentcore:
      "AgentCore calls 8080 whatever is declared; another declared port is likely the one that is listened on.",
    mend: "EXPOSE 8080, and listen there.",
  },
  "dockerfile.secrets": {
    asks: "whether no secret is written into the image",
    agentcore: "The image is in ECR for whoever may pull it; what ENV, ARG or a copied .env says can be read from it.",
    mend: "Give secrets at run time: environment variables of the runtime, Secrets Manager, AgentCore Identity.",
  },
} as const satisfies Record<string, Entry>;

export type CheckId = keyof typeof CHECKS;

export const CHECK_IDS = Object.keys(CHECKS) as CheckId[];
