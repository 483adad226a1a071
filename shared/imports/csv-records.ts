/** Fields of the records of a CSV text (RFC 4180; a lone LF ends a record too). The last record may be cut short. */
export function* readCsvRecords(text: string, delimiter: string): Generator<string[]> {
  let fields: string[] = [];
  for (let at = 0; at < text.length; ) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at, delimiter);
    fields.push(field.value);
    at = field.end;
    if (text[at] === delimiter) {
      at++;
      if (at === text.length) fields.push('');
      continue;
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    yield fields;
    fields = [];
  }
  if (fields.length > 0) yield fields;
}

interface Field {
  readonly value: string;
  readonly end: number;
}

function plainField(text: string, start: number, delimiter: string): Field {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return { value: text.slice(start, end), end };
}

/** Text after a closing quote belongs to the field, as lenient readers take it. */
function quotedField(text: string, start: number): Field {
  let value = '';
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

const DELIMITERS = [',', ';', '\t', '|'];

/** The character that parts the first line into most fields. */
export function sniffDelimiter(text: string): string {
  const end = text.search(/[\r\n]/);
  const line = end < 0 ? text : text.slice(0, end);
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}
