import { NextIntlClientProvider } from "next-intl";
import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach } from "vitest";
import type { Locale } from "@/lib/i18n/locale";
import en from "@/lib/i18n/messages/en.json";
import ja from "@/lib/i18n/messages/ja.json";
import { TooltipProvider } from "../ui/tooltip-provider";

const MESSAGES = { en, ja };
const mounted = new Set<Root>();
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

// What jsdom lacks and Radix measures with.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

globalThis.IntersectionObserver ??= class {
  root = null;
  rootMargin = "";
  scrollMargin = "";
  thresholds = [];
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
};
globalThis.matchMedia ??= (media) =>
  ({ media, matches: false, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;

afterEach(async () => {
  for (const root of mounted) await act(async () => root.unmount());
  mounted.clear();
  document.body.replaceChildren();
});

/** Renders into the test's document in one of the site's languages. @returns the element that holds it */
export async function render(ui: ReactNode, locale: Locale = "en") {
  const host = document.body.appendChild(document.createElement("div"));
  const root = createRoot(host);
  mounted.add(root);
  const show = (content: ReactNode) =>
    act(async () => {
      root.render(
        <NextIntlClientProvider locale={locale} messages={MESSAGES[locale]} timeZone="UTC">
          <TooltipProvider>{content}</TooltipProvider>
        </NextIntlClientProvider>,
      );
    });
  await show(ui);
  return { host, rerender: show };
}

/** The element of that test id; fails the test when there is none. */
export function byTestId<T extends Element = HTMLElement>(id: string): T {
  const found = document.querySelector<T>(`[data-testid="${id}"]`);
  if (!found) throw new Error(`nothing with data-testid="${id}" in ${document.body.innerHTML}`);
  return found;
}

export async function click(element: Element): Promise<void> {
  await act(async () => {
    element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 }));
  });
}

/** Types as the browser does: React listens to the native setter's input event. */
export async function type(field: HTMLTextAreaElement, text: string): Promise<void> {
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set?.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export async function press(field: Element, init: KeyboardEventInit): Promise<KeyboardEvent> {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
  await act(async () => {
    field.dispatchEvent(event);
  });
  return event;
}
