/** A circle among names that point at names, as the names along it with the first one again at the end. */
export function findCircle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    const circle = walk(start, edges, done);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** Depth first, without recursion: a path may be as long as there are columns. */
function walk(start: string, edges: ReadonlyMap<string, readonly string[]>, done: Set<string>): string[] | undefined {
  if (done.has(start)) return undefined;
  const path = [start];
  const onPath = new Set(path);
  const open = [(edges.get(start) ?? []).values()];
  for (;;) {
    const names = open.at(-1);
    if (names === undefined) return undefined;
    const { value: next, done: isOver } = names.next();
    if (isOver) {
      open.pop();
      const left = path.pop()!;
      onPath.delete(left);
      done.add(left);
    } else if (onPath.has(next)) return [...path.slice(path.indexOf(next)), next];
    else if (!done.has(next)) {
      path.push(next);
      onPath.add(next);
      open.push((edges.get(next) ?? []).values());
    }
  }
}
