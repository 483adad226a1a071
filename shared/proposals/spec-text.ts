import { Document, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { ImportedSpec } from './build-spec.ts';
import type { ImportNote } from './source-schema.ts';

/** Columns stay on one line each as long as they fit. */
const LINE_WIDTH = 120;

/**
 * The specification as YAML for people: one line per column, and above the document, each table and each column what
 * of the source it does not say.
 */
export function specText({ spec, notes }: ImportedSpec): string {
  const document = new Document(spec, { version: '1.2', aliasDuplicateObjects: false });
  const head = notes.filter(({ table }) => table === undefined || !Object.hasOwn(spec.tables, table));
  document.commentBefore = head.map((note) => ` ${placed(note)}`).join('\n') || null;
  const tables = document.get('tables') as YAMLMap<Node, Node>;
  for (const [index, pair] of tables.items.entries()) {
    annotateTable(pair, notes);
    pair.key.spaceBefore = index > 0;
  }
  return document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: true });
}

function annotateTable(pair: Pair<Node, Node | null>, notes: readonly ImportNote[]): void {
  const name = isScalar(pair.key) ? String(pair.key.value) : '';
  const own = notes.filter(({ table, column }) => table === name && column === undefined);
  pair.key.commentBefore = own.map(({ message }) => ` ${message}`).join('\n') || null;
  if (!isMap(pair.value)) return;
  for (const { value } of pair.value.items) {
    if (!isSeq(value)) continue;
    const isListOfNames = value.items.every((item) => isScalar(item));
    value.flow = isListOfNames;
    for (const item of value.items) if (isMap(item)) annotateColumn(item, name, notes);
  }
}

function annotateColumn(column: YAMLMap, table: string, notes: readonly ImportNote[]): void {
  column.flow = true;
  const name = column.get('name');
  const own = notes.filter((note) => note.table === table && note.column === name && name !== undefined);
  column.commentBefore = own.map(({ message }) => ` ${message}`).join('\n') || null;
}

/** A note with its place in front. */
export function placed({ table, column, message }: ImportNote): string {
  const place = [table, column].filter((part) => part !== undefined).join('.');
  return place === '' ? message : `${place}: ${message}`;
}
