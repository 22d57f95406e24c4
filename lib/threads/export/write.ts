import "server-only";
import type { Database } from "../../db/types";
import type { Locale } from "../../i18n/locale";
import type { ExportFormat } from "./file";
import { exportedInterrupts, shownInterrupts } from "./interrupts";
import { JSON_FORMAT, threadJson } from "./json";
import { threadMarkdown } from "./markdown";
import { type ExportedThread, exportedBranch, exportedThreads, exportedTree, unfinishedRuns } from "./read";

type Options = {
  userId: string;
  format: ExportFormat;
  locale: Locale;
  now: Date;
  /** What the person knows an agent by. */
  nameOf: (agentId: string) => string;
};

/** One conversation as a file. */
export async function* writeThread(db: Database, thread: ExportedThread, options: Options): AsyncGenerator<string> {
  if (options.format === "md") yield* pieces(db, thread, options);
  else {
    yield `${opening(options.now)}"thread":`;
    yield* pieces(db, thread, options);
    yield "}\n";
  }
}

/** All conversations of a person as one file; only a few messages of it are in memory at any time. */
export async function* writeThreads(db: Database, options: Options): AsyncGenerator<string> {
  const { format, now } = options;
  const [start, separator, end] = format === "md" ? ["", "---\n\n", ""] : [`${opening(now)}"threads":[`, ",\n", "]}\n"];
  yield start;
  let first = true;
  for await (const thread of exportedThreads(db, options)) {
    if (!first) yield separator;
    first = false;
    yield* pieces(db, thread, options);
  }
  yield end;
}

async function* pieces(
  db: Database,
  thread: ExportedThread,
  { userId, format, locale, nameOf }: Options,
): AsyncGenerator<string> {
  const own = { userId, threadId: thread.id };
  if (format === "json") return yield* threadJson(thread, exportedTree(db, own), () => exportedInterrupts(db, own));
  const shown = { ...own, headId: thread.headMessageId };
  const branch = exportedBranch(db, shown);
  const [unfinished, interrupts] = [await unfinishedRuns(db, own), await shownInterrupts(db, shown)];
  const name = nameOf(thread.agentId);
  yield* threadMarkdown(thread, branch, { agentName: name, locale, unfinished, interrupts });
}

const opening = (now: Date) => `${JSON.stringify({ ...JSON_FORMAT, exportedAt: now }).slice(0, -1)},`;
