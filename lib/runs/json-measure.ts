export type Measure = {
  /** Characters of its JSON at least: what nobody could send in fewer. */
  size: number;
  /** Levels of arrays and objects; 0 for a plain value. */
  depth: number;
};

/** Measures a JSON value without recursion, and without making its text: either would end at a hostile one. */
export function measure(value: unknown): Measure {
  let size = 0;
  let depth = 0;
  const todo: { value: unknown; level: number }[] = [{ value, level: 0 }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { value: one, level } = next;
    depth = Math.max(depth, level);
    if (typeof one === "string") size += one.length + 2;
    else if (typeof one !== "object" || one === null) size += 1;
    else if (Array.isArray(one)) {
      size += one.length + 1;
      depth = Math.max(depth, level + 1);
      for (const item of one) todo.push({ value: item, level: level + 1 });
    } else {
      size += 1;
      depth = Math.max(depth, level + 1);
      for (const [key, item] of Object.entries(one)) {
        size += key.length + 4;
        todo.push({ value: item, level: level + 1 });
      }
    }
  }
  return { size, depth };
}
