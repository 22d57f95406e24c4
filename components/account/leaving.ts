import { clearDrafts } from "../chat/drafts";

/** Why a person comes to the sign-in page from a page of theirs. */
export type Leaving = "signed-out" | "erased";

const KEY = "left-because";

/**
 * Notes it in this tab: the way to the sign-in page leads over another site, which only comes back to addresses that it
 * has been told.
 */
export function rememberLeaving(why: Leaving, open: () => Pick<Storage, "setItem"> = () => sessionStorage): void {
  try {
    open().setItem(KEY, why);
  } catch {
    // Storage that is switched off is no reason not to leave.
  }
}

/** Why the person came here; null when that is not known. */
export function readLeaving(open: () => Pick<Storage, "getItem"> = () => sessionStorage): Leaving | null {
  try {
    const why = open().getItem(KEY);
    return why === "signed-out" || why === "erased" ? why : null;
  } catch {
    return null;
  }
}

/** They are signed in again. */
export function forgetLeaving(open: () => Pick<Storage, "removeItem"> = () => sessionStorage): void {
  try {
    open().removeItem(KEY);
  } catch {
    // As above.
  }
}

/** Goes where the server says to end the sign-in there too, and leaves nothing behind in this tab but why. */
export function leaveFor(url: string, why: Leaving): void {
  clearDrafts();
  // Until the page has gone it writes down what is in the composer, for instance when an answer ends with the session.
  window.addEventListener("pagehide", () => clearDrafts(), { once: true });
  rememberLeaving(why);
  window.location.assign(url);
}
