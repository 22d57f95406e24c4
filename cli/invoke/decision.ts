import type { Interrupt, Message, ResumeEntry } from "@ag-ui/core";
import { untilAborted } from "../../lib/agentcore/until-aborted";
import { isApproval } from "../../lib/interrupts/read";
import { type Io, UsageError } from "../io";
import { plainLine } from "../plain-text";

/** What a person says to what an agent asks them. */
export type Decision = { approved: true } | { approved: false; reason: string };

const CONSENT = "oauth_consent";
const MAX_REASON_CHARS = 2_000;
/** Left by JSON as they are; a terminal acts on them, or shows what follows in another order than it is sent. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * What `--approve` or `--decline "<reason>"` decides; null with neither.
 *
 * @throws UsageError for both at once
 */
export function decisionOf(options: { approve?: boolean | undefined; decline?: string | undefined }): Decision | null {
  const { approve = false, decline } = options;
  if (approve && decline !== undefined) throw new UsageError("--approve and --decline cannot both be meant.");
  if (approve) return { approved: true };
  if (decline === undefined) return null;
  if (decline.length > MAX_REASON_CHARS)
    throw new UsageError(`The reason of --decline has more than ${MAX_REASON_CHARS} characters.`);
  return { approved: false, reason: decline.trim() };
}

/**
 * Shows whole what waits for a decision: who says yes to half of it has not been asked.
 *
 * @param messages where the call is found when the agent does not say what it will run
 */
export function showWaiting(waiting: readonly Interrupt[], messages: readonly Message[], io: Io): void {
  for (const interrupt of waiting) {
    const { tool, input, url } = interrupt.metadata ?? {};
    const call = messages
      .flatMap((message) => (message.role === "assistant" ? (message.toolCalls ?? []) : []))
      .find(({ id }) => id === interrupt.toolCallId);
    const name = typeof tool === "string" ? tool : call?.function.name;
    io.err(`agentcore: the agent asks (${plainLine(interrupt.reason, 60)})\n`);
    if (interrupt.message) io.err(`  ${visible(interrupt.message)}\n`);
    if (name !== undefined) io.err(`  tool       ${visible(name)}\n`);
    if (input !== undefined) io.err(`  arguments  ${visible(JSON.stringify(input))}\n`);
    else if (call) io.err(`  arguments  ${visible(call.function.arguments)}\n`);
    if (typeof url === "string") io.err(`  address    ${visible(url)}\n`);
    if (!canDecide(interrupt)) io.err("  This is no question for yes or no; it can be answered on the site only.\n");
  }
}

/** Whether every one of them is answered by yes or no. */
export const canDecideAll = (waiting: readonly Interrupt[]) => waiting.every(canDecide);

/** The same decision for everything that waits. */
export const answerAll = (waiting: readonly Interrupt[], decision: Decision): ResumeEntry[] =>
  waiting.map((interrupt) => answerTo(interrupt, decision));

/**
 * Asks the person at the terminal about each of them. Only a plain yes is one; anything else is a no, with what they wrote as its reason.
 *
 * @returns null when stdin ends before they have answered
 */
export async function askPerson(waiting: readonly Interrupt[], io: Io): Promise<ResumeEntry[] | null> {
  const lines = linesOf(io);
  const resume: ResumeEntry[] = [];
  for (const [index, interrupt] of waiting.entries()) {
    const which = waiting.length > 1 ? ` ${index + 1} of ${waiting.length}` : "";
    io.err(`Approve${which}? [y/N, or the reason why not] `);
    const line = await untilAborted(io.signal, lines.next());
    if (line.done) {
      io.err("\n");
      return null;
    }
    const said = line.value.trim();
    if (/^y(es)?$/i.test(said)) resume.push(answerTo(interrupt, { approved: true }));
    else {
      const reason = /^no?$/i.test(said) ? "" : said.slice(0, MAX_REASON_CHARS);
      resume.push(answerTo(interrupt, { approved: false, reason }));
    }
  }
  return resume;
}

/** As on the site; and where nothing else says so, an agent's schema of the answer may. */
function canDecide(interrupt: Interrupt): boolean {
  const properties: unknown = interrupt.responseSchema?.properties;
  if (interrupt.reason === CONSENT || isApproval(interrupt)) return true;
  return typeof properties === "object" && properties !== null && "approved" in properties;
}

function answerTo({ id, reason }: Interrupt, decision: Decision): ResumeEntry {
  // Consent is given elsewhere: here there is only going on, or not.
  if (reason === CONSENT) return { interruptId: id, status: decision.approved ? "resolved" : "cancelled" };
  const why = decision.approved || decision.reason === "" ? {} : { reason: decision.reason };
  return { interruptId: id, status: "resolved", payload: { approved: decision.approved, ...why } };
}

function visible(text: string): string {
  return text.replace(UNSEEN, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

async function* linesOf(io: Io): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of io.stdin) {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
