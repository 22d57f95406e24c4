import type { Message } from "@ag-ui/core";

/** What the tree knows of a message; siblings are in the order of `position`. */
export type Node = { id: string; parentId: string | null; position: number; role: Message["role"] };

/** The branch that ends at `headId`, first message first; empty for null and for an id that is not there. */
export function pathTo<N extends Node>(nodes: readonly N[], headId: string | null): N[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  // A set, so that parents which lead in a circle end the walk and not the process.
  const path = new Set<N>();
  for (let node = byId.get(headId ?? ""); node && !path.has(node); node = byId.get(node.parentId ?? "")) path.add(node);
  return [...path].reverse();
}

/** The end of the newest branch below a message: what choosing that message shows. */
export function leafBelow<N extends Node>(nodes: readonly N[], id: string): string {
  const children = childrenOf(nodes);
  const seen = new Set<string>();
  let leaf = id;
  for (let below = children.get(leaf); below && !seen.has(leaf); below = children.get(leaf)) {
    seen.add(leaf);
    leaf = below.reduce((newest, node) => (node.position > newest.position ? node : newest)).id;
  }
  return leaf;
}

/** For each message of the path that has alternatives: all of them, oldest first. */
export function branchesOf<N extends Node>(nodes: readonly N[], path: readonly N[]): Record<string, string[]> {
  const children = childrenOf(nodes);
  const branches: Record<string, string[]> = {};
  for (const { id, parentId } of path) {
    const siblings = children.get(parentId) ?? [];
    if (siblings.length > 1) branches[id] = siblings.toSorted((a, b) => a.position - b.position).map((node) => node.id);
  }
  return branches;
}

/** The person's last message on a path: what an answer answers, and what a page and the server must agree on. */
export function lastQuestion<N extends Node>(path: readonly N[]): N | null {
  return path.findLast((node) => node.role === "user") ?? null;
}

function childrenOf<N extends Node>(nodes: readonly N[]): Map<string | null, N[]> {
  const children = new Map<string | null, N[]>();
  for (const node of nodes) children.set(node.parentId, [...(children.get(node.parentId) ?? []), node]);
  return children;
}
