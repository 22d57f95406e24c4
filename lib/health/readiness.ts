import type { Health } from "../api/contract";

/** Load balancers give up after a few seconds, and take no answer for one that says nothing. */
const TIMEOUT_MS = 2_500;
/** Whoever asks more often than this gets the same answer: anybody may ask, and the database is not theirs to keep busy. */
const KEPT_MS = 1_000;

export type ReadinessPorts = {
  /** Whether the process is about to end. */
  draining: () => boolean;
  /** Whether the database has the tables of this release. @throws when it does not answer */
  migrated: () => Promise<boolean>;
  /** Told when the answer is another one than before. */
  changed: (health: Health, error: unknown) => void;
  now?: () => number;
};

/**
 * Whether this process can do its work: the database answers and is up to date. What it depends on besides (sign-in,
 * agents) is not asked: a process that is taken out of service for their sake could not even say so to people.
 *
 * @returns a question that may be asked as often as one likes: it is answered within 3 s, and the database asked once a second
 */
export function createReadiness(ports: ReadinessPorts): () => Promise<Health> {
  const now = ports.now ?? Date.now;
  let asking: Promise<Health> | null = null;
  let answered: { health: Health; at: number } | null = null;

  /** One question at a time, however long it takes: on a database that is stuck more of them would only queue up. */
  function ask(): Promise<Health> {
    asking ??= ports
      .migrated()
      .then(
        (ok): Health => keep(ok ? { status: "ok" } : { status: "unavailable", reason: "database-behind" }, undefined),
        (error: unknown) => keep({ status: "unavailable", reason: "database-unreachable" }, error),
      )
      .finally(() => {
        asking = null;
      });
    return asking;
  }

  function keep(health: Health, error: unknown): Health {
    const before = answered?.health;
    answered = { health, at: now() };
    if (before && before.reason !== health.reason) ports.changed(health, error);
    else if (!before && health.status !== "ok") ports.changed(health, error);
    return health;
  }

  return async () => {
    if (ports.draining()) return { status: "unavailable", reason: "draining" };
    if (answered && now() - answered.at < KEPT_MS) return answered.health;
    return await withinTime(ask(), () =>
      keep({ status: "unavailable", reason: "database-unreachable" }, new Error(`no answer in ${TIMEOUT_MS} ms`)),
    );
  };
}

async function withinTime(answer: Promise<Health>, late: () => Health): Promise<Health> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<Health>((resolve) => {
    timer = setTimeout(() => resolve(late()), TIMEOUT_MS);
  });
  return await Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}
