const FOCUSABLE = "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), [tabindex]";

/** What Tab reaches inside these elements, in their order. */
function tabStops(roots: readonly (HTMLElement | null)[]): HTMLElement[] {
  return roots
    .flatMap((root) => [...(root?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])])
    .filter((element) => element.tabIndex >= 0 && (element.checkVisibility?.({ visibilityProperty: true }) ?? true));
}

/**
 * Where a press of Tab must go so that the focus stays within these elements: from the last to the first, from the first
 * back to the last, and from anywhere else to the first. Null when the browser's own next element is one of them.
 */
export function tabTarget(
  roots: readonly (HTMLElement | null)[],
  focused: Element | null,
  backwards: boolean,
): HTMLElement | null {
  const stops = tabStops(roots);
  const [first, last] = [stops[0], stops.at(-1)];
  if (!first || !last) return null;
  const inside = roots.some((root) => root?.contains(focused) && root !== focused);
  if (!inside) return backwards ? last : first;
  if (focused === (backwards ? first : last)) return backwards ? last : first;
  return null;
}
