/** `updated`: the site runs another release now. `needed`: this page met something that it cannot do or read because of that. */
export type ReleaseNotice = "none" | "updated" | "needed";

type Ports = {
  /** The release that this page is of; null when its document does not say. */
  own: () => string | null;
  now: () => number;
  /** Has the site asked something, to hear what it is now. */
  ask: () => void;
};

/**
 * The site counts as another release when nothing else has been heard for so long, in so many answers at least. While a
 * release is rolled out, answers of both come in turns, and a page of the new one may well hear the old one first.
 */
export const SETTLED_AFTER_MS = 60_000;
export const SETTLED_AFTER_ANSWERS = 5;

/**
 * Compares the release of this page with the ones that answer it.
 *
 * `updated` follows what has settled, in both directions: answers that alternate change nothing, and a rollout that is taken
 * back takes the notice back. It does not tell newer from older: after a rollback, too, the page is to be the server's.
 * `needed` does not wait: something has failed already, and an answer of another release is the likely reason.
 *
 * @see docs/releases.md
 */
export function createReleases(ports: Ports) {
  const listeners = new Set<() => void>();
  let own: string | null | undefined;
  let settled: string | null = null;
  /** What has been heard, alone, since when and how often. */
  let streak: { release: string; since: number; answers: number } | null = null;
  /** The last other release that was heard since this page's own had settled. */
  let other: string | null = null;
  let isMissing = false;
  let isUnread = false;
  const dismissed = new Set<string | null>();
  let state: ReleaseNotice = "none";

  const ownRelease = () => {
    own ??= ports.own();
    return own;
  };
  const show = () => {
    const isNeeded = other !== null && (isMissing || isUnread);
    const isUpdated = settled !== null && settled !== ownRelease() && !dismissed.has(settled);
    const next = isNeeded ? "needed" : isUpdated ? "updated" : "none";
    if (next === state) return;
    state = next;
    for (const listener of [...listeners]) listener();
  };
  const isForeign = (release: string | null): release is string =>
    release !== null && ownRelease() !== null && release !== ownRelease();

  return {
    /** An answer came, from that release; null when it does not say. */
    hear(release: string | null): void {
      if (release === null || ownRelease() === null) return;
      const now = ports.now();
      if (streak?.release !== release) streak = { release, since: now, answers: 0 };
      streak.answers += 1;
      if (isForeign(release)) other = release;
      if (streak.answers >= SETTLED_AFTER_ANSWERS && now - streak.since >= SETTLED_AFTER_MS) {
        settled = release;
        if (release === ownRelease()) {
          other = null;
          [isMissing, isUnread] = [false, false];
        }
      }
      show();
    },
    /** A file of this page's code could not be loaded. A deploy takes them away; so does a network that is gone. */
    missing(): void {
      isMissing = true;
      show();
      ports.ask();
    },
    /** An answer made no sense to this page, or the other way round. @param release that gave it, where it is known */
    unread(release: string | null = other): void {
      if (!isForeign(release)) return;
      isUnread = true;
      other = release;
      show();
    },
    /** Whether another release has answered this page: what goes wrong in it may be due to that. */
    isMixed: (): boolean => other !== null,
    /** Not again before there is another release, or something else fails. */
    dismiss(): void {
      dismissed.add(settled).add(other);
      [isMissing, isUnread] = [false, false];
      show();
    },
    getState: (): ReleaseNotice => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
