"use client";

declare global {
  /** Where libraries that add style elements look for the nonce that lets them (webpack's name for it). */
  var __webpack_nonce__: string | undefined;
}

// The property, which a browser gives to the page's own scripts; the attribute it hides.
if (typeof document !== "undefined")
  globalThis.__webpack_nonce__ ??= document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;

/** Lets the style elements through that menus and dialogs add to keep the page behind them still. */
export function StyleNonce() {
  return null;
}
