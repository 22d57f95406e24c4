import express, { type ErrorRequestHandler, type Express, type Request, type Response } from "express";
import { ERRORS, type ErrorCode, errorBody, type FieldProblem } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { ModelIdentity } from "../models/identity.ts";
import type { Engine } from "../runs/engine.ts";
import type { RunRegistry } from "../runs/registry.ts";
import { streamRun } from "./agui.ts";
import { bearerToken } from "./bearer.ts";
import { parseInvocation } from "./body.ts";
import { runCommand } from "./commands.ts";
import { sendAnswer } from "./prompt.ts";

export type AppOptions = {
  /** Runs wait for it when it is still being loaded. */
  engine: Engine | Promise<Engine>;
  identity: ModelIdentity;
  log: Logger;
  registry: RunRegistry;
  /** Whether the process is ending and takes no new work. */
  draining: () => boolean;
  /** Between two comments in a stream; 15 s when not given. */
  keepAliveMs?: number;
  /** How long the end of a run that was ended may wait for a reader who is behind; 2 s when not given. */
  lastReadMs?: number;
  /** Largest body taken, as `express.json` writes it. Histories with attachments are large; AgentCore's own limit is 100 MB. */
  bodyLimit?: string;
};

const BODY_LIMIT = "50mb";

function fail(res: Response, code: ErrorCode, fields?: FieldProblem[], status: number = ERRORS[code].status): void {
  res.status(status).json(errorBody(code, fields));
}

/**
 * The agent's HTTP side, as AgentCore Runtime's service contract has it: `POST /invocations` and `GET /ping`.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-agui-protocol-contract.html
 */
export function createApp(options: AppOptions): Express {
  const { registry, log, draining, bodyLimit = BODY_LIMIT } = options;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");

  // No time field: "now" on each ping would reset the platform's idle clock, and the session would never end.
  app.get("/ping", (_req, res) => {
    res.json({ status: registry.size > 0 ? "HealthyBusy" : "Healthy" });
  });

  const json = express.json({ limit: bodyLimit, type: () => true, strict: false });
  app.post("/invocations", requireJson, json, async (req: Request, res: Response) => {
    const parsed = parseInvocation(req.body);
    if (!parsed.ok) {
      log.warn({ fields: parsed.fields }, "request refused");
      fail(res, "BAD_REQUEST", parsed.fields);
      return;
    }
    const { invocation } = parsed;
    if (invocation.kind === "command") {
      res.json(runCommand(invocation.command, registry, log));
    } else if (draining()) {
      fail(res, "AGENT_BUSY");
    } else {
      const token = bearerToken(req.get("authorization"));
      if (invocation.kind === "prompt") await sendAnswer(options, res, invocation.prompt, token);
      else await streamRun(options, res, invocation.input, token);
    }
  });

  app.use((_req, res) => fail(res, "NOT_FOUND"));
  app.use(onError(log));
  return app;
}

function requireJson(req: Request, res: Response, next: () => void): void {
  if (req.is(["application/json", "+json"])) next();
  else fail(res, "BAD_REQUEST", [{ path: "Content-Type", message: "must be application/json" }], 415);
}

/** Failures of the body parser are the caller's; all others are ours, and their detail stays in the log. */
function onError(log: Logger): ErrorRequestHandler {
  return (err: unknown, _req, res, next) => {
    if (res.headersSent) {
      log.error({ err }, "request failed after its answer began");
      next(err);
      return;
    }
    const type = typeof err === "object" && err !== null && "type" in err ? err.type : undefined;
    if (type === "entity.too.large") fail(res, "TOO_LARGE");
    else if (type === "entity.parse.failed") fail(res, "BAD_REQUEST", [{ path: "", message: "is not valid JSON" }]);
    else if (type === "encoding.unsupported" || type === "charset.unsupported") {
      fail(res, "BAD_REQUEST", [{ path: "Content-Encoding", message: "is not supported" }], 415);
    } else if (type === "request.aborted") res.end();
    else {
      log.error({ err }, "request failed");
      fail(res, "AGENT_FAILED");
    }
  };
}
