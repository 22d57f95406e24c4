import { forgetLastAgents } from "../agents/last-agent";
import { clearDrafts } from "../chat/drafts";
import { departures, isLeaving, type Leaving } from "./departures";

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
    return isLeaving(why) ? why : null;
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

/**
 * Goes where the server says to end the sign-in there too, and leaves nothing behind but why: not in this tab, nor in
 * the person's others.
 */
export function leaveFor(url: string, why: Leaving): void {
  departures.tell(why);
  clearUp(why);
  window.location.assign(url);
}

/** The person has left in another tab, which sees to the rest: nothing of theirs stays in this one either. */
export function followOut(why: Leaving): void {
  clearUp(why);
  // Not kept in the history: Back would lead to a page that is nobody's any more.
  window.location.replace("/signin");
}

function clearUp(why: Leaving): void {
  clearDrafts();
  if (why === "erased") forgetLastAgents();
  // Until the page has gone it writes down what is in the composer, for instance when an answer ends with the session.
  window.addEventListener("pagehide", () => clearDrafts(), { once: true });
  rememberLeaving(why);
}
