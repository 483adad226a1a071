import type { NameMeaning } from '../contracts/name-meaning.ts';
import { findMeanings } from '../proposals/name-meanings.ts';
import type { ImportNote, SourceColumn, SourceSchema } from '../proposals/source-schema.ts';
import { readCsvRecords, sniffDelimiter } from './csv-records.ts';
import { sampleColumn } from './sample-column.ts';

export interface CsvSample {
  /** The file's beginning. */
  readonly text: string;
  /** The text ends inside a record: the last one is passed over. */
  readonly isCut: boolean;
  /** Bytes of the whole file ÷ bytes of the sample; 1 where the sample is the file. */
  readonly share: number;
  /** Names that tell people's data: their values are never taken over. */
  readonly meanings: readonly NameMeaning[];
}

/**
 * One table from a CSV file's header and a sample of its rows. No value held by fewer than 5 rows of the sample reaches
 * the answer, and bounds are those of the 5th most extreme row.
 */
export function readCsvSample(sample: CsvSample, name: string): SourceSchema {
  const text = sample.text.replace(/^\uFEFF/, '');
  const records = readCsvRecords(text, sniffDelimiter(text));
  const first: readonly string[] = records.next().value ?? [];
  const notes: ImportNote[] = [];
  // A first row of numbers is somebody's data: none of it becomes a name.
  const hasHeader = !first.some((cell) => /^\s*[-+]?\d[\d.,:-]*\s*$/.test(cell));
  if (!hasHeader) notes.push({ table: name, message: 'has no header: its columns are numbered' });
  const header = hasHeader ? first : first.map(() => '');
  const names = nameColumns(header, (message) => notes.push({ table: name, message }));
  const values = names.map((): string[] => []);
  const rest = hasHeader ? records : [[...first], ...records];
  const raggedRows = collect(rest, values, sample.isCut);
  if (raggedRows > 0)
    notes.push({ table: name, message: `rows with more or fewer fields than the header: ${raggedRows}` });
  const rows = values[0]?.length ?? 0;
  const columns = names.map((column, index): SourceColumn => {
    const isPrivate = tellsOfPeople(column, { name, names, meanings: sample.meanings });
    const { notes: remarks, ...found } = sampleColumn(values[index]!, isPrivate);
    for (const message of remarks) notes.push({ table: name, column, message });
    return { name: column, ...found };
  });
  const rowCount = Math.round(rows * sample.share);
  return { tables: [{ name, columns, uniques: [], foreignKeys: [], checks: [], rowCount }], notes };
}

/** Fills one list per column; rows of another width are padded or cut. Answers how many those are. */
function collect(records: Iterable<string[]>, values: readonly string[][], isCut: boolean): number {
  let ragged = 0;
  let previous: string[] | undefined;
  const add = (record: string[]) => {
    const isBlank = record.length === 1 && record[0] === '' && values.length > 1;
    if (isBlank) return;
    if (record.length !== values.length) ragged++;
    for (const [index, column] of values.entries()) column.push(record[index] ?? '');
  };
  for (const record of records) {
    if (previous !== undefined) add(previous);
    previous = record;
  }
  if (previous !== undefined && !isCut) add(previous);
  return ragged;
}

/** Every column gets a name of its own. */
function nameColumns(header: readonly string[], note: (message: string) => void): string[] {
  const taken = new Set<string>();
  return header.map((cell, index) => {
    const wanted = cell.replace(/\s+/g, ' ').trim() || `column_${index + 1}`;
    let name = wanted;
    for (let copy = 2; taken.has(name); copy++) name = `${wanted}_${copy}`;
    if (name !== cell && cell !== '') note(`column ${index + 1} is called ${name}`);
    taken.add(name);
    return name;
  });
}

const PEOPLE_KINDS = new Set(['first_name', 'last_name', 'full_name', 'email']);

function tellsOfPeople(
  column: string,
  {
    name,
    names,
    meanings,
  }: { readonly name: string; readonly names: readonly string[]; readonly meanings: readonly NameMeaning[] },
): boolean {
  const rules = findMeanings({ table: name, column, type: 'text', columns: names }, meanings);
  return rules.length > 0 && PEOPLE_KINDS.has(String(rules[0]!.column['kind']));
}
