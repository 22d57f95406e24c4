/** A dialog to which a person comes back from a sign-in. */
export type AccountDialog = "devices" | "erase";

const PARAM = "open";
const KEY = "open-after-sign-in";
const isDialog = (value: unknown): value is AccountDialog => value === "devices" || value === "erase";

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;
type Way = {
  /** Whose page it is. */
  person: string;
  /** The page's own address, from its path on. */
  address: string;
};

/**
 * The address to come back to with that dialog open. Who leaves is noted in this tab: whoever comes back may be somebody else,
 * and an address alone, which anybody may have written, opens nothing.
 *
 * @param open the tab's storage, replaceable for tests
 */
export function comeBackTo(dialog: AccountDialog, way: Way, open: () => Store = () => sessionStorage): string {
  try {
    open().setItem(KEY, `${dialog} ${way.person}`);
  } catch {
    // Storage that is switched off is no reason not to sign in; the person opens the dialog themselves.
  }
  const url = new URL(way.address, window.location.origin);
  url.searchParams.set(PARAM, dialog);
  return `${url.pathname}${url.search}`;
}

/**
 * What to open on a page that has just been loaded, once.
 *
 * @returns the dialog if this very person left for a sign-in from it, else null; and the address without the word that opens it,
 * null when there is none in it
 */
export function takeComeBack(
  way: Way,
  open: () => Store = () => sessionStorage,
): { dialog: AccountDialog | null; address: string | null } {
  const url = new URL(way.address, window.location.origin);
  const dialog = url.searchParams.get(PARAM);
  const noted = takeNote(open);
  if (!isDialog(dialog)) return { dialog: null, address: null };
  url.searchParams.delete(PARAM);
  const address = `${url.pathname}${url.search}${url.hash}`;
  return { dialog: noted === `${dialog} ${way.person}` ? dialog : null, address };
}

function takeNote(open: () => Store): string | null {
  try {
    const noted = open().getItem(KEY);
    open().removeItem(KEY);
    return noted;
  } catch {
    return null;
  }
}
