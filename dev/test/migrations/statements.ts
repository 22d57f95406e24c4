export type Statement = {
  /** Without comments, with single spaces between its words. */
  sql: string;
  /** The comment lines right before it, without their dashes. */
  notes: string[];
};

/** One piece of SQL as far as it matters for where a statement ends: a comment, something quoted, or a single character. */
const PIECE = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|[\s\S]/g;

/** The statements of a migration, in order. */
export function statementsOf(file: string): Statement[] {
  const found: Statement[] = [];
  let [sql, notes]: [string, string[]] = ["", []];
  const end = () => {
    const text = sql.replace(/\s+/g, " ").trim();
    if (text) found.push({ sql: text, notes });
    [sql, notes] = ["", []];
  };
  for (const [piece] of file.matchAll(PIECE)) {
    if (piece === ";") end();
    else if (piece.startsWith("--")) notes.push(piece.slice(2).trim());
    else sql += piece.startsWith("/*") ? " " : piece;
  }
  end();
  return found;
}
