import { resolve } from "node:path";
import { planStack } from "../../dev/start/environment";
import { EXIT, type Io } from "../io";
import { parseOptions, secondsOption } from "../options";
import { checkAgents } from "./checks/agents";
import { checkClient } from "./checks/client";
import { checkDatabase } from "./checks/database";
import { checkIssuer } from "./checks/issuer";
import { checkQuotes, checkSettings } from "./checks/settings";
import { checkSite } from "./checks/site";
import { checkToken } from "./checks/token";
import type { Context } from "./context";
import { type Env, isProduction, readSettings, withEnvFile } from "./environment";
import { renderDoctor } from "./render";
import { createFindings, doctorReport } from "./report";
import { withoutSecrets } from "./secrets";

/** `doctor`: is this environment fit for the site, and do the parts that it names answer as they should? */
export async function doctor(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseOptions(args, {
    "env-file": { type: "string" },
    production: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
    timeout: { type: "string" },
    json: { type: "boolean", default: false },
  });
  const timeoutMs = secondsOption("--timeout", values.timeout, 10);
  const file = values["env-file"];
  const read = file === undefined ? null : await withEnvFile(io.env, resolve(io.cwd, file));
  const env = read?.env ?? asTheSite({ ...io.env, NODE_ENV: modeOf(io, values.production === true) });
  const findings = createFindings();
  const context: Context = {
    io: { ...io, env },
    env,
    settings: readSettings(env),
    findings,
    timeoutMs,
    full: values.full === true,
  };
  checkSettings(context);
  if (read) checkQuotes(context, read.quoted);
  // Neither waits for the other: a dead database takes its ten seconds only once.
  const [token] = await Promise.all([checkSignIn(context), checkSite(context), checkDatabase(context)]);
  await checkAgents(context, token);
  const report = doctorReport(isProduction(env) ? "production" : "development", findings.all());
  const text = values.json ? `${JSON.stringify(report)}\n` : renderDoctor(report);
  io.out(withoutSecrets(text, env, token ? [token.token] : []));
  return report.verdict === "well" ? EXIT.ok : EXIT.failed;
}

async function checkSignIn(context: Context) {
  const discovery = await checkIssuer(context);
  await checkClient(context, discovery);
  return await checkToken(context, discovery);
}

/** On a developer's machine as `npm run dev` fills it in, so that all of them mean the same local cloud. */
function asTheSite(env: Env): Env {
  if (isProduction(env)) return env;
  const planned = planStack(env);
  return planned.ok ? planned.plan.env : env;
}

/** Asked for, or so by the process itself, as in a container; else a developer's machine, where the local cloud fills in. */
function modeOf({ env }: Io, production: boolean): string {
  return production ? "production" : (env.NODE_ENV ?? "development");
}
