import { createThread } from "../strands/thread.ts";
import type { ActiveRun } from "./registry.ts";
import type { RunDeps } from "./run.ts";

/**
 * Answers one prompt, in a conversation of its own.
 *
 * @returns the answer's text
 * @throws whatever ended it: the model's failure, or the run's end
 */
export async function answerPrompt(
  deps: RunDeps,
  run: ActiveRun,
  prompt: string,
  token: string | undefined,
): Promise<string> {
  const thread = createThread(deps.model, deps.log, deps.tools);
  thread.scope = { token, state: {}, signal: run.signal, instructions: [], canAsk: false };
  const ended = new Promise<never>((_, reject) => {
    run.signal.addEventListener("abort", () => reject(new Error(`the run was ended: ${run.signal.reason}`)), {
      once: true,
    });
  });
  const { lastMessage } = await Promise.race([thread.agent.invoke(prompt), ended]);
  deps.log.info({ usage: thread.scope.usage }, "prompt answered");
  return lastMessage.content.flatMap((block) => (block.type === "textBlock" ? [block.text] : [])).join("");
}
