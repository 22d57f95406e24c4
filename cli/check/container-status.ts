import { z } from "zod";
import type { Target } from "../target";
import type { Answer } from "./probe";

const RECEIVED = /Received error \((\d{3})\) from runtime/;

/**
 * The status with which the container itself answered. Through AgentCore it is in a message only: "Received error (404) from
 * runtime", in an AG-UI stream with HTTP 200, in JSON with 424 otherwise.
 *
 * @returns null when AgentCore does not tell
 */
export function containerStatus(target: Target, answer: Answer): number | null {
  if (target.kind === "direct") return answer.status;
  const told = RECEIVED.exec(answer.text);
  if (told) return Number(told[1]);
  if (answer.status === 424 || platformError(answer)?.code === "AGENT_ERROR") return null;
  return answer.status;
}

const errorSchema = z.object({ type: z.literal("RUN_ERROR"), code: z.string(), message: z.string() });

/** The one RUN_ERROR that is AgentCore's whole answer where it, and not the agent, has something to say. */
export function platformError(answer: Answer): { code: string; message: string } | null {
  const frames = answer.text.trim().split(/\n\n+/);
  const data = /^data: ?(.*)$/.exec(frames[0] ?? "")?.[1];
  if (frames.length !== 1 || data === undefined) return null;
  try {
    const parsed = errorSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
