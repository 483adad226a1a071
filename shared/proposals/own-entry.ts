/** A table's own entry for a name from outside: every object has a `constructor` beside what was put into it. */
export function ownEntry<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
