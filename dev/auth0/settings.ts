import { z } from "zod";

const fault = z
  .object({
    status: z.number().int().min(400).max(599),
    /** An object is answered as JSON, a string as it is. */
    body: z.unknown(),
    times: z.number().int().min(1).max(10_000),
    /** `after`: the request is carried out and only its answer is lost, as when a connection breaks. */
    when: z.enum(["before", "after"]).default("before"),
  })
  .strict();

const shape = z
  .object({
    accessTokenTtlSeconds: z.number().int().min(1).max(2_592_000),
    /** Auth0's "Rotation Overlap Period". */
    refreshOverlapSeconds: z.number().min(0).max(3_600),
    refreshIdleSeconds: z.number().int().min(1).max(31_536_000),
    refreshAbsoluteSeconds: z.number().int().min(1).max(31_536_000),
    /** The `interval` of the device flow. */
    devicePollSeconds: z.number().int().min(1).max(60),
    /** How long ago who signs in from now on has shown who they are: a session of Auth0's that is that old. */
    signedInSecondsAgo: z.number().int().min(0).max(31_536_000),
    /** Waited before each request to the token endpoint is looked at. */
    tokenDelayMs: z.number().int().min(0).max(120_000),
    failToken: fault.nullable(),
    /** The API's token dialect: RFC 9068, or the one that Auth0 gives an API by default, with `azp` in place of `client_id`. */
    tokenDialect: z.enum(["rfc9068_profile", "access_token"]),
    /** The API's "Allow Offline Access": without it nobody gets a refresh token. */
    allowOfflineAccess: z.boolean(),
    /** Of people by their `sub`, in place of those that they have; counts from their next access token on. */
    roles: z.record(z.array(z.string().min(1).max(100)).max(20)),
  })
  .strict();

export type Settings = z.infer<typeof shape>;
export type TokenFault = z.infer<typeof fault>;

export type PatchResult = { ok: true; settings: Settings } | { ok: false; problems: string[] };

export interface SettingsStore {
  readonly current: Settings;
  /** Checks and takes over some settings; all of them or none. */
  patch(input: unknown): PatchResult;
  reset(): Settings;
  /** The fault for the token request at hand, counted down. */
  takeFault(): TokenFault | undefined;
}

/** Auth0's defaults, except for an overlap (there 0) and an access token of one hour (there 24). */
const defaults: Settings = {
  accessTokenTtlSeconds: 3_600,
  refreshOverlapSeconds: 60,
  refreshIdleSeconds: 1_296_000,
  refreshAbsoluteSeconds: 2_592_000,
  devicePollSeconds: 5,
  signedInSecondsAgo: 0,
  tokenDelayMs: 0,
  failToken: null,
  tokenDialect: "rfc9068_profile",
  allowOfflineAccess: true,
  roles: {},
};

/** Settings that tests change while the server runs. They live in memory: a restart is a reset. */
export function createSettings(initial: Partial<Settings> = {}): SettingsStore {
  const start: Settings = { ...defaults, ...initial };
  let current = start;
  return {
    get current() {
      return current;
    },
    patch(input) {
      const parsed = shape.partial().strict().safeParse(input);
      if (!parsed.success) {
        return {
          ok: false,
          problems: parsed.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`),
        };
      }
      current = { ...current, ...parsed.data };
      return { ok: true, settings: current };
    },
    reset() {
      current = start;
      return current;
    },
    takeFault() {
      const { failToken } = current;
      if (!failToken) return undefined;
      const times = failToken.times - 1;
      current = { ...current, failToken: times > 0 ? { ...failToken, times } : null };
      return failToken;
    },
  };
}
