/** What one check looks at, and why a site without it does not work or is not safe. */
type Entry = { part: Part; asks: string; why: string };

export const PARTS = ["Settings", "Site", "Auth0", "Access token", "Database", "Agents"] as const;
export type Part = (typeof PARTS)[number];

/** Every check under its stable id, in the order in which they are told. */
export const CHECKS = {
  "settings.values": {
    part: "Settings",
    asks: "whether every variable that production needs is set, and well-formed",
    why: "The boot ends with this list, and the site does not start.",
  },
  "settings.quotes": {
    part: "Settings",
    asks: "whether a file's values are the same to Docker as to this: without quotes",
    why: "With `docker run --env-file` the quotes are part of the value: AGENTS is no JSON, a secret another secret.",
  },
  "settings.secrets": {
    part: "Settings",
    asks: "whether the secrets are different from one another, and random",
    why: "Whoever learns one of them has the others as well, and changing one means changing all.",
  },
  "settings.issuer": {
    part: "Settings",
    asks: "whether AUTH0_ISSUER is written as Auth0 writes it, with its slash at the end",
    why: "The site adds the slash, but whatever else is made from this value compares it to the letter with `iss` in the tokens.",
  },
  "settings.proxy": {
    part: "Settings",
    asks: "whether TRUST_PROXY counts the proxies in front of the site",
    why: "Limits and the audit trail go by the caller's address: with 0 behind a proxy, everybody is one caller and shares one limit.",
  },
  "settings.time": {
    part: "Settings",
    asks: "whether RUN_MAX_MS is within what the host and AgentCore allow",
    why: "The host ends the process in the middle of an answer, which people then see as interrupted and not as too long.",
  },
  "site.answer": {
    part: "Site",
    asks: "whether the site answers at NEXTAUTH_URL, and is ready",
    why: "People and Auth0's redirects come to exactly this address.",
  },
  "auth0.issuer": {
    part: "Auth0",
    asks: "whether the discovery document can be fetched and names this issuer to the letter",
    why: "Sign-in, renewal of tokens and AgentCore's authorizer all begin with this document, and refuse another issuer.",
  },
  "auth0.keys": {
    part: "Auth0",
    asks: "whether the tenant has RS256 keys to check tokens with",
    why: "AgentCore checks the signature of people's tokens with them; it cannot check HS256.",
  },
  "auth0.device": {
    part: "Auth0",
    asks: "whether the application of AUTH0_CLI_CLIENT_ID may use the device flow",
    why: "`npm run -s agentcore -- login` signs in by it, and without it agents are not checked here.",
  },
  "auth0.clock": {
    part: "Auth0",
    asks: "whether this machine's clock goes as Auth0's does",
    why: "Tokens would count as expired, or as not yet valid.",
  },
  "auth0.client-id": {
    part: "Auth0",
    asks: "whether the tenant knows the application of AUTH0_CLIENT_ID",
    why: "Nobody can sign in: Auth0 shows an error page instead of its sign-in page.",
  },
  "auth0.callback": {
    part: "Auth0",
    asks: "whether the site's callback address is registered with the application",
    why: "Nobody can sign in: Auth0 shows the page “Callback URL mismatch”.",
  },
  "auth0.audience": {
    part: "Auth0",
    asks: "whether the application may ask for tokens for the API of AUTH0_AUDIENCE",
    why: "Sign-in ends in access_denied; without the API, tokens would be opaque and AgentCore would refuse them.",
  },
  "auth0.client-secret": {
    part: "Auth0",
    asks: "whether AUTH0_CLIENT_SECRET is this application's",
    why: "People come back from Auth0 and are told that signing in has failed.",
  },
  "auth0.grants": {
    part: "Auth0",
    asks: "whether the application has the grant types Authorization Code and Refresh Token",
    why: "Without the first nobody signs in; without the second everybody does so again when the access token ends.",
  },
  "auth0.logout": {
    part: "Auth0",
    asks: "whether the site's sign-out address is registered with the application",
    why: "Signing out ends on an error page of Auth0, on a shared computer still signed in there.",
  },
  "token.valid": {
    part: "Access token",
    asks: "whether a person's access token is a JWT of this tenant, signed with RS256, and not expired",
    why: "AgentCore's authorizer takes nothing else.",
  },
  "token.audience": {
    part: "Access token",
    asks: "whether it is for the API of AUTH0_AUDIENCE",
    why: "AgentCore's authorizer compares `aud` with its allowed audiences.",
  },
  "token.client": {
    part: "Access token",
    asks: "whether it has a client_id, as the token dialect RFC 9068 has",
    why: "AgentCore's authorizer compares its allowed clients with `client_id`, which Auth0's own dialect does not have.",
  },
  "token.refresh": {
    part: "Access token",
    asks: "whether a refresh token came with it",
    why: "Without one everybody signs in again when the access token ends.",
  },
  "token.size": {
    part: "Access token",
    asks: "whether it fits into the header that AgentCore hands on to the agent",
    why: "AgentCore hands on headers of 4 KB at most: the agent would not learn for whom it acts.",
  },
  "database.reach": {
    part: "Database",
    asks: "whether DATABASE_URL leads to a database that lets the site in",
    why: "The site does not start without its database.",
  },
  "database.tls": {
    part: "Database",
    asks: "whether the connection to a database elsewhere is encrypted",
    why: "Conversations and the database's password cross the network in the clear.",
  },
  "database.version": {
    part: "Database",
    asks: "whether it is Postgres 15 or newer",
    why: "Migrations and queries are tested on 15 and newer only.",
  },
  "database.migrated": {
    part: "Database",
    asks: "whether every migration of this release is applied",
    why: "The boot ends with “The database is not up to date”.",
  },
  "database.direct": {
    part: "Database",
    asks: "whether migrations have a connection of their own, with session locks, to the same database",
    why: "Behind a transaction pooler the lock around migrations locks nothing, and it refuses the site's settings of a connection.",
  },
  "database.rights": {
    part: "Database",
    asks: "whether the roles may change the schema (migrations) and the rows (the site)",
    why: "The next deploy stops at its migration, or the site at its first query.",
  },
  "database.clock": {
    part: "Database",
    asks: "whether its clock goes as this machine's does",
    why: "Sessions, leases of running answers and what is purged go by the database's clock, the life of tokens by the site's.",
  },
  "database.connections": {
    part: "Database",
    asks: "whether it takes the connections of at least two instances, as during a deploy",
    why: "Each instance opens up to 10; above the limit requests fail.",
  },
  "database.folder": {
    part: "Database",
    asks: "whether the embedded database's folder can be written, and no other machine has it",
    why: "The embedded database is one process writing to one folder.",
  },
  "agent.address": {
    part: "Agents",
    asks: "whether the site would look for the agent where it is: account, region, no address that the site ignores",
    why: "The runtime is looked for where it does not exist.",
  },
  "agent.access": {
    part: "Agents",
    asks: "whether AgentCore lets a person's token through to the agent",
    why: "People would see this instead of an answer.",
  },
  "agent.answer": {
    part: "Agents",
    asks: "whether the agent answers as the site expects (by `check`)",
    why: "People see an error, or half an answer.",
  },
} as const satisfies Record<string, Entry>;

export type CheckId = keyof typeof CHECKS;
export const CHECK_IDS = Object.keys(CHECKS) as CheckId[];
