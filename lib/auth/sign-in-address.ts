import "server-only";
import { LOCALES } from "../i18n/locale";

/** What a page of ours may ask of Auth0: its language, and that the person shows anew who they are. */
const MAY_ASK: Record<string, readonly string[]> = { ui_locales: LOCALES, prompt: ["login"], max_age: ["0"] };

/**
 * The address of a request that begins a sign-in, without what it must not say. next-auth sends on to Auth0 whatever stands in
 * it, before its own: a scope, an audience, another way back, no prompt at all.
 */
export function signInAddress(address: string): string {
  const url = new URL(address);
  const asked = new URLSearchParams(url.search);
  url.search = "";
  for (const [name, values] of Object.entries(MAY_ASK)) {
    // Of two, programs disagree about which counts.
    const [value, ...more] = asked.getAll(name);
    if (value !== undefined && more.length === 0 && values.includes(value)) url.searchParams.set(name, value);
  }
  return url.href;
}
