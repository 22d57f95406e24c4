import { presence } from "../api/presence";
import { createReleases } from "./releases";

/** Of this page. Its own release stands in the document that it came in, and stays what it was then. */
export const releases = createReleases({
  own: () => (typeof document === "undefined" ? null : (document.documentElement.dataset.release ?? null)),
  now: () => Date.now(),
  ask: () => presence.check(),
});

/**
 * Loads a part of the page's code.
 *
 * @throws what `load` throws; that it is missing is known by then
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    releases.missing();
    throw error;
  }
}
