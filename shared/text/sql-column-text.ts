import type { OutputColumn } from '../columns/column-program.ts';
import { TEXT_KIND } from '../kernels/text-kernels.ts';
import {
  BINARY_OPENINGS,
  BOOLEAN_WORDS,
  COPY_BINARY_OPENING,
  COPY_BOOLEAN_WORDS,
  COPY_NULL,
  hasZoneLetter,
  type LiteralForm,
  literalForm,
} from '../sql/literal.ts';
import { encode } from './encode.ts';
import type { SqlStyle } from './text-style.ts';
import { type ColumnText, SCALAR_BYTES_MAX, type WrittenValue } from './written-column.ts';

/** U+0000 becomes the three bytes of U+FFFD, everything else at most two. */
const BYTES_PER_BYTE_MAX = 3;

/** The way a column stands in a statement, where `written` is the way of its canonical text. */
export function sqlColumnText(column: OutputColumn, written: WrittenValue, style: SqlStyle): ColumnText {
  return style.statement === 'copy' ? copyColumnText(column, written) : insertColumnText(column, written, style);
}

function copyColumnText(column: OutputColumn, written: WrittenValue): ColumnText {
  const isText = written.kind === TEXT_KIND.textCsv;
  const isBinary = written.kind === TEXT_KIND.textHex;
  const lead = column.position === 0 ? '' : '\t';
  return {
    ...written,
    kind: isText ? TEXT_KIND.textCopy : written.kind,
    prefix: encode(isBinary ? lead + COPY_BINARY_OPENING : lead),
    nullText: encode(lead + COPY_NULL),
    quote: '',
    booleans: COPY_BOOLEAN_WORDS,
    bound: { perRow: lead.length + SCALAR_BYTES_MAX, perByte: isText || isBinary ? BYTES_PER_BYTE_MAX : 0 },
  };
}

function insertColumnText(column: OutputColumn, written: WrittenValue, { dialect }: SqlStyle): ColumnText {
  const form = literalForm(column.type, dialect);
  const isText = form === 'text';
  const lead = column.position === 0 ? '(' : ',';
  const quote = QUOTES[form];
  const isPlainInstant = written.kind === TEXT_KIND.timestamp && !hasZoneLetter(dialect);
  const textKind = dialect === 'mysql' ? TEXT_KIND.textMysql : TEXT_KIND.textSql;
  return {
    ...written,
    kind: isText ? textKind : written.kind,
    b: isPlainInstant ? 0 : written.b,
    prefix: encode(lead + (form === 'binary' ? BINARY_OPENINGS[dialect] : quote)),
    nullText: encode(`${lead}NULL`),
    quote,
    booleans: BOOLEAN_WORDS[dialect],
    bound: {
      perRow: lead.length + SCALAR_BYTES_MAX,
      perByte: isText || form === 'binary' ? BYTES_PER_BYTE_MAX : 0,
    },
  };
}

const QUOTES: Readonly<Record<LiteralForm, string>> = { bare: '', boolean: '', quoted: "'", text: "'", binary: "'" };
