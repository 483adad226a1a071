import { Document, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ImportedSpec } from './build-spec.ts';
import type { ImportNote } from './source-schema.ts';

/** Columns stay on one line each as long as they fit. */
const LINE_WIDTH = 120;

/**
 * The specification as YAML for people: one line per column, and above the document, each table and each column what
 * of the source it does not say.
 */
export function specText(imported: ImportedSpec): string {
  const { spec, notes } = imported;
  const document = new Document(specDocument(imported), { version: '1.2', aliasDuplicateObjects: false });
  const head = notes.filter(({ table }) => table === undefined || !Object.hasOwn(spec.tables, table));
  document.commentBefore = commentOf(head.map(placed));
  const tables = document.get('tables') as YAMLMap<Node, Node> | YAMLSeq<YAMLMap<Node, Node>>;
  const placedTables = isMap(tables)
    ? tables.items.map(({ key, value }) => ({ name: isScalar(key) ? String(key.value) : '', place: key, table: value }))
    : tables.items.map((table) => ({ name: String(table.get('name')), place: table, table }));
  for (const [index, { name, place, table }] of placedTables.entries()) {
    const own = notes.filter((note) => note.table === name && note.column === undefined);
    place.commentBefore = commentOf(own.map(({ message }) => message));
    place.spaceBefore = index > 0;
    if (isMap<Node, Node>(table)) annotateColumns(table, name, notes);
  }
  return document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: true });
}

/** The specification as a document that the language reads: tables whose names look like numbers keep their place in a list. */
export function specDocument({ spec }: ImportedSpec): Readonly<Record<string, unknown>> {
  const names = Object.keys(spec.tables);
  if (!names.some((name) => /^\d+$/.test(name) || name === '__proto__')) return spec;
  return { ...spec, tables: names.map((name) => ({ name, ...spec.tables[name] })) };
}

function annotateColumns(table: YAMLMap<Node, Node>, name: string, notes: readonly ImportNote[]): void {
  for (const { value } of table.items) {
    if (!isSeq(value)) continue;
    value.flow = value.items.every((item) => isScalar(item));
    for (const item of value.items) if (isMap(item)) annotateColumn(item, name, notes);
  }
}

function commentOf(lines: readonly string[]): string | null {
  return lines.map((line) => ` ${line}`).join('\n') || null;
}

function annotateColumn(column: YAMLMap, table: string, notes: readonly ImportNote[]): void {
  column.flow = true;
  const name = column.get('name');
  const own = notes.filter((note) => note.table === table && note.column === name && name !== undefined);
  column.commentBefore = commentOf(own.map(({ message }) => message));
}

/** A note with its place in front. */
export function placed({ table, column, message }: ImportNote): string {
  const place = [table, column].filter((part) => part !== undefined).join('.');
  return place === '' ? message : `${place}: ${message}`;
}
