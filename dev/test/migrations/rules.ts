import { type Statement, statementsOf } from "./statements";

/** What is wrong with a statement, and what to do. */
export type Fault = { statement: string; problem: string };

/** `-- contract since v1.4.0: nothing reads thread.title_by any more` before a statement that takes something away. */
const MARKER = /^contract since (v?\d+\.\d+\.\d+): (.{20,})$/;

/** What the migration itself has made: nothing of the release before knows it. */
type Made = { tables: Set<string>; columns: Set<string> };

const NAME = String.raw`(?:"public"\.)?"([^"]+)"`;
const ADD_COLUMN = new RegExp(`^alter table (?:only )?${NAME} add column (?:if not exists )?"([^"]+)" (.+)$`, "i");
const ADD_CONSTRAINT = new RegExp(`^alter table (?:only )?${NAME} add constraint .+$`, "i");
const CREATE_TABLE = new RegExp(`^create (?:unlogged )?table (?:if not exists )?${NAME} \\(`, "i");
const CREATE_INDEX = new RegExp(
  `^create (unique )?index (?:if not exists )?"[^"]+" on ${NAME} (?:using \\w+ )?\\((.+)$`,
  "i",
);
const HARMLESS = /^(?:create type "[^"]+"(?:\."[^"]+")? as enum ?\(|alter type .+ add value |comment on )/i;

/** Why the release before cannot live with it; the first that fits. All else that is not known to be safe is no better. */
const REFUSED: [RegExp, string][] = [
  [
    /\bconcurrently\b/i,
    "cannot run in a migration, which is one transaction: make the index by hand before the deploy",
  ],
  [
    /^alter \w+ .+ rename /i,
    "takes a name away that the release before uses: add a new one, and drop the old one later",
  ],
  [/^alter table .+ drop column/i, "takes away what the release before reads and writes"],
  [/^drop /i, "takes away what the release before may use"],
  [/^alter table .+ drop (constraint|default)/i, "changes what the release before relies on when it writes"],
  [
    / alter column .+ (set data )?type /i,
    "changes a type below the release before: add a column, and drop this one later",
  ],
  [/ alter column .+ set not null/i, "refuses rows that the release before writes"],
  [/ alter column .+ drop not null/i, "lets rows in that the release before cannot read"],
];

/**
 * Whether a migration can be applied while the release before goes on working with the database: only what adds, and
 * refuses nothing that was accepted. Whatever else it does needs a marker that says since which release nothing uses it.
 *
 * @param file the migration's SQL
 * @param current the release that brings it, such as `0.2.0`: a marker that names it is wrong, since the one before still runs
 * @see docs/releases.md
 */
export function faultsOf(file: string, current: string): Fault[] {
  const made: Made = { tables: new Set(), columns: new Set() };
  return statementsOf(file).flatMap((statement) => {
    const problem = problemOf(statement.sql, made);
    const marked = problem === null ? null : markerProblem(statement, current);
    return problem === null || marked === "" ? [] : [{ statement: statement.sql, problem: marked ?? problem }];
  });
}

/** Empty for a good marker, null without one. */
function markerProblem({ notes }: Statement, current: string): string | null {
  const note = notes.find((line) => line.startsWith("contract"));
  if (note === undefined) return null;
  const [, release] = MARKER.exec(note) ?? [];
  if (!release)
    return 'its marker must read "-- contract since v1.4.0: why nothing uses it since" (20 characters or more)';
  return release.replace(/^v/, "") === current ? "its marker names this very release: the one before still runs" : "";
}

function problemOf(sql: string, made: Made): string | null {
  const [, table] = CREATE_TABLE.exec(sql) ?? [];
  if (table) {
    made.tables.add(table);
    return null;
  }
  const column = ADD_COLUMN.exec(sql);
  if (column) return columnProblem(column, made);
  const index = CREATE_INDEX.exec(sql);
  if (index) return indexProblem(index, made);
  const [, constrained] = ADD_CONSTRAINT.exec(sql) ?? [];
  if (constrained)
    return made.tables.has(constrained) ? null : "a constraint on a table that is in use refuses what was accepted";
  if (HARMLESS.test(sql)) return null;
  return REFUSED.find(([pattern]) => pattern.test(sql))?.[1] ?? "is none of what is known to be safe";
}

function columnProblem([, table = "", name = "", rest = ""]: string[], made: Made): string | null {
  if (made.tables.has(table)) return null;
  // One statement may hold several: each is to be looked at by itself.
  if (/, (add|drop|alter|rename) /i.test(rest)) return "does several things: write one statement for each";
  if (/\b(unique|primary key|generated)\b/i.test(rest))
    return "adds a column that refuses what the release before writes";
  const hasDefault = /\bdefault\b/i.test(rest);
  if (/\bnot null\b/i.test(rest) && !hasDefault)
    return "adds a column that the release before does not fill: make it nullable or give it a default";
  // Filled differently for each row, or left empty, it can be unique.
  if (!hasDefault || /default gen_random_uuid\(\)/i.test(rest)) made.columns.add(`${table}.${name}`);
  return null;
}

function indexProblem([, unique, table = "", columns = ""]: (string | undefined)[], made: Made): string | null {
  if (!unique || made.tables.has(table)) return null;
  const isNew = [...columns.matchAll(/"([^"]+)"/g)].some(([, name]) => made.columns.has(`${table}.${name}`));
  return isNew ? null : "a unique index on a table that is in use refuses what was accepted";
}
