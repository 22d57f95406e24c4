/**
 * Whether an error says that a file of the page's code could not be loaded: Next's bundlers name it so, and browsers have a
 * sentence each for an `import()` that failed.
 */
export function isMissingPart(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === "ChunkLoadError" ||
    /dynamically imported module|Importing a module script failed|Failed to load chunk|Loading (CSS )?chunk/i.test(
      error.message,
    )
  );
}
