import type { Interrupt, Message, ResumeEntry } from "@ag-ui/core";
import { untilAborted } from "../../lib/agentcore/until-aborted";
import { matchAnswers, resumeEntries } from "../../lib/interrupts/answers";
import { type ReadResult, readInterrupts } from "../../lib/interrupts/read";
import { type Answer, MAX_REASON_CHARS, type StoredInterrupt } from "../../lib/interrupts/stored";
import { visible } from "../../lib/interrupts/visible";
import { type Io, UsageError } from "../io";

/** What a person says to what an agent asks them. */
export type Decision = { approved: true } | { approved: false; reason: string };

/** What an agent asks, as the site reads it: what can be decided there can be decided here. */
export type Asked = readonly StoredInterrupt[];

const ASKS = { approval: "for your approval", consent: "for your consent elsewhere", other: "something" };

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
 * What waits at the end of a run.
 *
 * @param messages where the call is found that is asked about: its arguments are those that will be used
 */
export function readAsked(waiting: readonly Interrupt[], messages: readonly Message[]): ReadResult {
  const calls = messages.flatMap((message) => (message.role === "assistant" ? (message.toolCalls ?? []) : []));
  const byId = new Map(calls.map((call) => [call.id, call]));
  return readInterrupts(waiting, { byId, ownId: (id) => (byId.has(id) ? id : null) });
}

/** Shows whole what waits for a decision: who says yes to half of it has not been asked. */
export function showAsked(asked: Asked, io: Io): void {
  const row = (name: string, value: string | null) => {
    if (value !== null) io.err(`  ${name.padEnd(11)}${onOneLine(value)}\n`);
  };
  for (const { kind, message, tool, input, inputChars, url, expiresAt } of asked) {
    io.err(`agentcore: the agent asks ${ASKS[kind]}\n`);
    if (message !== null) io.err(`  ${onOneLine(message)}\n`);
    row("tool", tool);
    row("arguments", input ?? (inputChars === null ? null : `${inputChars} characters, too long to be shown whole`));
    if (kind === "consent") row("address", url ?? "none that can be opened safely");
    row("until", expiresAt);
    if (kind === "other") io.err("  This is no question for yes or no; it can be answered on the site only.\n");
  }
}

/** Whether every one of them is answered by yes or no. */
export const canDecideAll = (asked: Asked) => asked.every(({ kind }) => kind !== "other");

/**
 * The same decision for everything that waits, as the agent is told.
 *
 * @throws UsageError for a yes to what cannot be shown, or comes too late
 */
export const decideAll = (asked: Asked, decision: Decision): ResumeEntry[] =>
  entriesOf(
    asked,
    asked.map((one) => answerTo(one, decision)),
  );

/**
 * Asks the person at the terminal about each of them. Only a plain yes is one; anything else is a no, with what they wrote as its reason.
 *
 * @returns null when stdin ends before they have answered
 * @throws UsageError as `decideAll`
 */
export async function askPerson(asked: Asked, io: Io): Promise<ResumeEntry[] | null> {
  const lines = linesOf(io);
  const answers: Answer[] = [];
  for (const [index, one] of asked.entries()) {
    const which = asked.length > 1 ? ` ${index + 1} of ${asked.length}` : "";
    io.err(`Approve${which}? [y/N, or the reason why not] `);
    const line = await untilAborted(io.signal, lines.next());
    if (line.done) {
      io.err("\n");
      return null;
    }
    const said = line.value.trim();
    if (/^y(es)?$/i.test(said)) answers.push(answerTo(one, { approved: true }));
    else {
      const reason = /^no?$/i.test(said) ? "" : said.slice(0, MAX_REASON_CHARS);
      answers.push(answerTo(one, { approved: false, reason }));
    }
  }
  return entriesOf(asked, answers);
}

function answerTo({ id, kind }: StoredInterrupt, decision: Decision): Answer {
  if (decision.approved) return { interruptId: id, approved: true };
  // Consent is given elsewhere: here there is only going on, or not.
  if (kind !== "approval") return { interruptId: id, cancelled: true };
  return { interruptId: id, approved: false, ...(decision.reason === "" ? {} : { reason: decision.reason }) };
}

function entriesOf(asked: Asked, answers: readonly Answer[]): ResumeEntry[] {
  const matched = matchAnswers(asked, answers, Date.now());
  if (matched.ok) return resumeEntries(asked, answers);
  throw new UsageError(
    matched.code === "CONFLICT"
      ? "It is too late to approve this; it can still be declined."
      : "What cannot be shown whole cannot be approved; it can be declined.",
  );
}

/** A line break in it could have the next line read as ours. */
const onOneLine = (text: string) => visible(text).replaceAll("\n", "⟨U+000A⟩");

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
