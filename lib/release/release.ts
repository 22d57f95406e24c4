/** Says on the site's answers which release gave them. */
export const RELEASE_HEADER = "x-release";
/** On an answer that only says that there is no such address or verb, whoever asks: a page of another release asked. */
export const NO_ROUTE_HEADER = "x-no-route";

/** What a release may be called: it stands in a header, in pages and in logs. */
export const RELEASE_FORM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const RELEASE_RULE = "must be 1 to 64 letters, digits, dots, dashes and underscores";

/** The release that this build is of. `next.config.ts` puts its name here at build time; tests have no build. */
export function builtRelease(): string {
  return process.env.BUILD_RELEASE || "unbuilt";
}
