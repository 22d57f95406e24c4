/** A version below which a package must not be, because of what was found in it. */
export type Floor = { name: string; least: string; because: string };

/**
 * The lowest versions that this site may run on. An advisory that concerns us raises the floor here, in the change that
 * raises the version: a later change that lowers it again, itself or through another package's copy, then fails.
 */
export const FLOORS: readonly Floor[] = [
  {
    name: "next",
    least: "16.2.6",
    because:
      "CVE-2026-44573, -44574, -44575 (proxy bypass, May 2026), GHSA-c4j6-fc7j-m34r (WebSocket upgrade SSRF), and before them CVE-2025-29927 and CVE-2025-55182",
  },
  {
    name: "react",
    least: "19.2.6",
    because: "CVE-2025-55182 (remote code through Flight), CVE-2026-23864, -23869, -23870 (denial of service)",
  },
  { name: "react-dom", least: "19.2.6", because: "released with react, and has to be the same version" },
  { name: "drizzle-orm", least: "0.45.2", because: "CVE-2026-39356 (SQL injection through identifiers)" },
  {
    name: "next-auth",
    least: "4.24.15",
    because:
      "GHSA-xmf8-cvqr-rfgj (`Bearer %` crashes), GHSA-7rqj-j65f-68wh (look-alike e-mail addresses), and state, nonce and PKCE cookies that were not bound to their provider",
  },
];

/** A package as the lock file has it: where it is installed, and which version. */
export type Locked = { path: string; name: string; version: string };

/** All copies in a `package-lock.json` (version 3), those inside of other packages too. */
export function lockedPackages(lock: {
  packages: Record<string, { version?: string; name?: string; link?: boolean }>;
}): Locked[] {
  return Object.entries(lock.packages).flatMap(([path, { version, name, link }]) => {
    const at = path.lastIndexOf("node_modules/");
    if (at < 0 || link || version === undefined) return [];
    // An alias ("npm:other@1") is installed under another name than its own.
    return [{ path, name: name ?? path.slice(at + "node_modules/".length), version }];
  });
}

/** Whether a version may be used; a pre-release is below the version that it leads to. Anything unreadable may not. */
export function isAtLeast(version: string, least: string): boolean {
  const [found, wanted] = [numbersOf(version), numbersOf(least)];
  if (!found || !wanted) return false;
  for (const [at, number] of wanted.numbers.entries()) {
    const other = found.numbers[at] ?? 0;
    if (other !== number) return other > number;
  }
  return !found.preRelease;
}

/** Whether a dependency names one version and no range; overrides of a workspace and the like are not asked about. */
export function isPinned(wanted: string): boolean {
  return numbersOf(wanted) !== null;
}

function numbersOf(version: string): { numbers: number[]; preRelease: boolean } | null {
  const parts = /^(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.exec(version);
  return parts && { numbers: parts.slice(1, 4).map(Number), preRelease: parts[4] !== undefined };
}
