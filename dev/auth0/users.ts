/** The people who can sign in at the local Auth0, each with one click and no password. */
export interface LocalUser {
  /** In Auth0's form for a database connection, `auth0|` and an id; readable here, so that a log names the person. */
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
  /** In access tokens for the API, as the claim `LOCAL.rolesClaim`; the setting `roles` replaces them. */
  readonly roles?: readonly string[];
}

export const localUsers: readonly LocalUser[] = [
  { sub: "auth0|local-aiko-tanaka", name: "Aiko Tanaka", email: "aiko@example.com", emailVerified: true },
  { sub: "auth0|local-ben-carter", name: "Ben Carter", email: "ben@example.com", emailVerified: true },
  {
    sub: "auth0|local-chiyo-mori",
    name: "Chiyo Mori",
    email: "chiyo@example.org",
    emailVerified: true,
    roles: ["analyst"],
  },
  // Whoever decides by e-mail domain has to look at `email_verified` too: this one must be refused there.
  { sub: "auth0|local-dana-ortiz", name: "Dana Ortiz", email: "dana@example.com", emailVerified: false },
];

export function findUser(sub: string): LocalUser | undefined {
  return localUsers.find((user) => user.sub === sub);
}

/** The claims Auth0 puts into ID tokens and `/userinfo`; a scope decides which of them are shown. */
export function profileClaims(user: LocalUser) {
  const [givenName, ...rest] = user.name.split(" ");
  return {
    sub: user.sub,
    name: user.name,
    given_name: givenName,
    family_name: rest.join(" "),
    nickname: user.email.split("@")[0],
    email: user.email,
    email_verified: user.emailVerified,
  };
}

/** Which claims belong to which scope, as Auth0 has it (OpenID Connect Core 1.0, 5.4, and `nickname`). */
export const scopeClaims = {
  openid: ["sub"],
  profile: ["name", "given_name", "family_name", "nickname"],
  email: ["email", "email_verified"],
} as const;
