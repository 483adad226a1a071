/**
 * The values of a comma-separated list; each is bare text (trimmed) or a JSON string. `undefined` when a quote does
 * not end, or something stands next to a quoted value.
 */
export function splitArguments(text: string): string[] | undefined {
  const items: string[] = [];
  const item = /\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"\s*|([^",]*))(,|$)/y;
  for (;;) {
    const match = item.exec(text);
    if (match === null) return undefined;
    const [, quoted, bare, separator] = match;
    const value = quoted === undefined ? (bare ?? '').trim() : decode(quoted);
    if (value === undefined) return undefined;
    items.push(value);
    if (separator === '') return items;
  }
}

function decode(body: string): string | undefined {
  try {
    return JSON.parse(`"${body}"`) as string;
  } catch {
    return undefined;
  }
}
