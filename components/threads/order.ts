type Ordered = { activeAt: string; id: string; pinned: boolean };

/** The order of the list: pinned ones first, each part newest first; the id decides between two of the same moment. */
export function inOrder(a: Ordered, b: Ordered): number {
  if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
  const difference = Date.parse(b.activeAt) - Date.parse(a.activeAt);
  if (difference !== 0) return difference;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}
