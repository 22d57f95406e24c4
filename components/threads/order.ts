/** Where a conversation stands in the list, newest first. The id decides between two of the same moment. */
export type Place = { activeAt: string; id: string };

type Ordered = Place & { pinned: boolean };

/** Newest first; negative when `a` comes before `b`. */
export function byTime(a: Place, b: Place): number {
  const difference = Date.parse(b.activeAt) - Date.parse(a.activeAt);
  if (difference !== 0) return difference;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/** The order of the list: pinned ones first, each part by time. */
export function inOrder(a: Ordered, b: Ordered): number {
  return Number(b.pinned) - Number(a.pinned) || byTime(a, b);
}
