import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";
import { errors } from "./library";
import { mayExchange, type RotationState } from "./rotation";
import { createStateFile, readState } from "./state-file";

type Payload = AdapterPayload & { consumedAt?: number };
/** `expiresAt` in milliseconds since the epoch; none: never. */
type Entry = { payload: Payload; expiresAt?: number };
type Snapshot = { version: 1; models: Record<string, [id: string, entry: Entry][]> };

export interface Store {
  readonly adapter: AdapterFactory;
  /** Ends every session and every grant of a person; their refresh tokens and opaque access tokens die with them. */
  endUser(sub: string): { sessions: number; grants: number };
  /** Resolves when everything so far is on disk. */
  flush(): Promise<void>;
}

export interface StoreOptions {
  /** The JSON file that holds everything between two runs. */
  path: string;
  /** The overlap period for refresh tokens, in milliseconds, as it is set at this moment. */
  overlapMs: () => number;
  onDamaged: (keptAs: string, cause: unknown) => void;
  onWriteError: (error: unknown) => void;
}

function parse(text: string): Map<string, Map<string, Entry>> {
  const snapshot = JSON.parse(text) as Snapshot;
  if (snapshot.version !== 1) throw new Error(`unknown version ${snapshot.version}`);
  return new Map(Object.entries(snapshot.models).map(([name, entries]) => [name, new Map(entries)]));
}

/**
 * Everything oidc-provider remembers (sessions, grants, codes, refresh tokens), in memory and in one JSON file.
 *
 * Rotation is decided here and not in the provider's hooks, because here a decision and its effect are one synchronous
 * step: of two exchanges of the same token that arrive at once, the second meets what the first left behind.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const models = (await readState(options.path, parse, options.onDamaged)) ?? new Map<string, Map<string, Entry>>();
  const file = createStateFile(options.path, serialise, options.onWriteError);

  function model(name: string): Map<string, Entry> {
    const known = models.get(name);
    if (known) return known;
    const created = new Map<string, Entry>();
    models.set(name, created);
    return created;
  }

  const alive = (entry: Entry | undefined) =>
    entry !== undefined && (entry.expiresAt === undefined || entry.expiresAt > Date.now());

  function serialise(): string {
    for (const entries of models.values()) {
      for (const [id, entry] of entries) if (!alive(entry)) entries.delete(id);
    }
    const snapshot: Snapshot = {
      version: 1,
      models: Object.fromEntries([...models].map(([name, entries]) => [name, [...entries]])),
    };
    return JSON.stringify(snapshot);
  }

  function revokeGrant(grantId: string): void {
    model("Grant").delete(grantId);
    for (const entries of models.values()) {
      for (const [id, entry] of entries) if (entry.payload.grantId === grantId) entries.delete(id);
    }
    file.touch();
  }

  const rotationState = ({ rotations, consumedAt }: Payload): RotationState => ({
    rotations: rotations ?? 0,
    consumedAt,
  });

  /** A refresh token may be exchanged again within the overlap; a code never. */
  function mayUse(name: string, payload: Payload): boolean {
    if (payload.consumed === undefined) return true;
    if (name !== "RefreshToken") return false;
    const family = [...model(name).values()].filter((other) => other.payload.grantId === payload.grantId);
    return mayExchange(
      rotationState(payload),
      family.map((other) => rotationState(other.payload)),
      options.overlapMs(),
      Date.now(),
    );
  }

  function present(name: string, payload: Payload): Payload {
    const copy = structuredClone(payload);
    // To the provider, a token that may be exchanged again is one that has not been exchanged.
    if (copy.consumed !== undefined && mayUse(name, payload)) delete copy.consumed;
    return copy;
  }

  function adapter(name: string): Adapter {
    const entries = model(name);
    const findWhere = (matches: (payload: Payload) => boolean) => {
      for (const entry of entries.values()) {
        if (alive(entry) && matches(entry.payload)) return present(name, entry.payload);
      }
      return undefined;
    };
    return {
      async upsert(id, payload, expiresIn) {
        const consumedAt = entries.get(id)?.payload.consumedAt;
        entries.set(id, {
          payload: { ...structuredClone(payload), ...(consumedAt === undefined ? undefined : { consumedAt }) },
          ...(expiresIn === undefined ? undefined : { expiresAt: Date.now() + expiresIn * 1000 }),
        });
        file.touch();
      },
      async find(id) {
        const entry = entries.get(id);
        return entry && alive(entry) ? present(name, entry.payload) : undefined;
      },
      async findByUid(uid) {
        return findWhere((payload) => payload.uid === uid);
      },
      async findByUserCode(userCode) {
        return findWhere((payload) => payload.userCode === userCode);
      },
      async consume(id) {
        const payload = entries.get(id)?.payload;
        // The provider looked at the token some awaits ago; another request may have exchanged or revoked it since.
        if (!payload) throw new errors.InvalidGrant("revoked while being exchanged");
        if (!mayUse(name, payload)) {
          if (payload.grantId) revokeGrant(payload.grantId);
          throw new errors.InvalidGrant("exchanged twice");
        }
        payload.consumed ??= Math.floor(Date.now() / 1000);
        payload.consumedAt ??= Date.now();
        file.touch();
      },
      async destroy(id) {
        entries.delete(id);
        file.touch();
      },
      async revokeByGrantId(grantId) {
        for (const [id, entry] of entries) if (entry.payload.grantId === grantId) entries.delete(id);
        file.touch();
      },
    };
  }

  return {
    adapter,
    endUser(sub) {
      const ofUser = (name: string) =>
        [...model(name)].filter(([, entry]) => alive(entry) && entry.payload.accountId === sub).map(([id]) => id);
      const sessions = ofUser("Session");
      const grants = ofUser("Grant");
      for (const id of sessions) model("Session").delete(id);
      for (const id of grants) revokeGrant(id);
      file.touch();
      return { sessions: sessions.length, grants: grants.length };
    },
    flush: file.flush,
  };
}
