/** A token value that left this process. */
export interface IssuedToken {
  readonly kind: "access" | "refresh" | "id";
  readonly value: string;
  readonly sub: string;
  readonly clientId: string;
  /** ISO 8601. */
  readonly issuedAt: string;
}

/** One request to the token endpoint. */
export interface TokenRequest {
  readonly grantType: string;
  readonly clientId: string | undefined;
  /** `ok`, the OAuth error code that was answered, or `fault` when a test asked for a failure. */
  readonly outcome: string;
  readonly status: number;
  /** ISO 8601, when it arrived. */
  readonly at: string;
}

export interface Ledger {
  addTokens(tokens: readonly IssuedToken[]): void;
  addRequest(request: TokenRequest): void;
  tokens(): readonly IssuedToken[];
  clearTokens(): void;
  /** Counts over the process's whole life, by grant type and outcome, and the latest thousand requests. */
  requests(): { counts: Record<string, Record<string, number>>; requests: readonly TokenRequest[] };
}

const keptRequests = 1_000;

/**
 * What was issued and asked for, so that a test can look for every token in places where none may be. In memory only:
 * on disk it would be one more place.
 */
export function createLedger(): Ledger {
  let tokens: IssuedToken[] = [];
  const requests: TokenRequest[] = [];
  const counts: Record<string, Record<string, number>> = {};
  return {
    addTokens(added) {
      tokens.push(...added);
    },
    addRequest(request) {
      requests.push(request);
      if (requests.length > keptRequests) requests.shift();
      const ofGrant = counts[request.grantType] ?? {};
      counts[request.grantType] = { ...ofGrant, [request.outcome]: (ofGrant[request.outcome] ?? 0) + 1 };
    },
    tokens: () => tokens,
    clearTokens() {
      tokens = [];
    },
    requests: () => ({ counts, requests }),
  };
}
