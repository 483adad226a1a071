const QUOTED = /\s*"([^"\\]*(?:\\.[^"\\]*)*)"\s*(,|$)/sy;
const BARE = /([^",]*)(,|$)/y;

/**
 * The values of a comma-separated list; each is bare text (trimmed) or a JSON string. `undefined` when a quote does
 * not end, or something stands next to a quoted value.
 */
export function splitArguments(text: string): string[] | undefined {
  const items: string[] = [];
  let offset = 0;
  for (;;) {
    const quoted = matchAt(QUOTED, text, offset);
    const match = quoted ?? matchAt(BARE, text, offset);
    if (match === null) return undefined;
    const [whole, body = '', separator] = match;
    const value = quoted === null ? body.trim() : decode(body);
    if (value === undefined) return undefined;
    items.push(value);
    if (separator === '') return items;
    offset += whole.length;
  }
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

function decode(body: string): string | undefined {
  try {
    return JSON.parse(`"${body}"`) as string;
  } catch {
    return undefined;
  }
}
