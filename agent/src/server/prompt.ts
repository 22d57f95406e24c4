import { randomUUID } from "node:crypto";
import type { Response } from "express";
import { ERRORS, errorBody } from "../errors.ts";
import { whenEnded } from "../runs/ending.ts";
import { endReason } from "../runs/registry.ts";
import type { AppOptions } from "./app.ts";

/**
 * Answers the plain form that AgentCore's own samples and console use: `{"prompt"}` in, one JSON out. Each call is a
 * conversation of its own.
 */
export async function sendAnswer(
  { engine, registry, identity, log }: AppOptions,
  res: Response,
  prompt: string,
  token: string | undefined,
): Promise<void> {
  const id = `prompt:${randomUUID()}`;
  const run = registry.begin(id, id);
  if (!run) throw new Error(`the id ${id} was given twice`);
  res.once("close", () => run.end("disconnected"));
  try {
    const loaded = await Promise.race([engine, whenEnded(run.signal)]);
    if (loaded === "ended") throw new Error(`the run was ended: ${endReason(run.signal)}`);
    const text = await loaded.answer(run, prompt, token);
    const message = { role: "assistant", content: [{ text }] };
    res.json({ output: { message, timestamp: new Date().toISOString(), model: identity } });
  } catch (err) {
    log.error({ err }, "prompt failed");
    if (!res.closed) res.status(ERRORS.AGENT_FAILED.status).json(errorBody("AGENT_FAILED"));
  } finally {
    run.close();
  }
}
