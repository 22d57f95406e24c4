import "server-only";
import { getConfig } from "../config";

/** What a page has to know of the site's host: how answers reach it, and the longest that there can be, in seconds. */
export function siteTraits() {
  const { streamMode, runMaxMs } = getConfig();
  return { streamMode, answerSeconds: Math.floor(runMaxMs / 1000) };
}
