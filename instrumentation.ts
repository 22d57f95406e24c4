/** Runs once when a server process starts: settings first, so that a wrong one ends the boot and no request meets it. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { boot } = await import("./lib/boot");
  await boot();
}
