import { AppError } from '../errors/app-error.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { TEXT_COLUMN, TEXT_COLUMN_BYTES, TEXT_KIND, type TextKind } from '../kernels/text-kernels.ts';
import { powerTable } from '../text/power-table.ts';
import { type DatasetDigest, datasetDigest } from './digest-result.ts';

/** Rows of one column outside linear memory, in a form whose canonical text the kernels know. */
export interface ColumnRows {
  readonly kind: TextKind;
  readonly values: Uint8Array;
  /** TEXT_KIND.textOffsets: where each row begins in `values`, one more than there are rows. */
  readonly offsets?: Int32Array;
  /** One byte per row, 1 = present. */
  readonly presence?: Uint8Array;
  /** Digits after the point of decimals; 1 for timestamps that are instants. */
  readonly b?: number;
  /** Microseconds per unit of a timestamp. */
  readonly unitMicroseconds?: number;
}

const PAIR_BYTES = 16;
const CELL_SHIFT = 4;
/** `false` and `true` as fragments in cells of 16 bytes. */
const BOOLEAN_CELLS = Uint8Array.from([...cell('false'), ...cell('true')]);

/**
 * Digests rows column by column, a batch at a time: batches may be cut anywhere. Owns the session. Columns are known
 * from the first batch's names on and do not change.
 */
export class DatasetDigester {
  readonly #session: KernelSession;
  readonly #names: readonly string[];
  readonly #powers: Address;
  readonly #booleans: Address;
  readonly #sums: Address;
  #rows = 0;

  constructor(session: KernelSession, names: readonly string[]) {
    session.reset();
    this.#session = session;
    this.#names = names;
    this.#powers = session.placeTable(powerTable());
    this.#booleans = session.placeTable(BOOLEAN_CELLS);
    this.#sums = session.placeZeros((names.length + 1) * PAIR_BYTES);
    session.reserveScratch(0);
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** The next `count` rows, one entry per column. */
  add(columns: readonly ColumnRows[], count: number): void {
    invariant(columns.length === this.#names.length, 'a batch has every column');
    const { kernels, arenaStart: rowHashes } = this.#session;
    const descriptor = rowHashes + count * PAIR_BYTES;
    this.#session.ensure(descriptor + TEXT_COLUMN_BYTES);
    this.#session.bytes.fill(0, rowHashes, descriptor);
    columns.forEach((column, i) => {
      this.#placeColumn(descriptor, column);
      kernels.digestColumn(this.#sums + i * PAIR_BYTES, rowHashes, descriptor, count, this.#rows);
    });
    kernels.digestRows(this.#sums + columns.length * PAIR_BYTES, rowHashes, count);
    this.#rows += count;
  }

  finish(): DatasetDigest {
    return datasetDigest({
      numRecords: this.#rows,
      columns: this.#names.map((name, i) => ({ name, digest: this.#sum(i) })),
      rowDigest: this.#sum(this.#names.length),
    });
  }

  #placeColumn(descriptor: Address, { kind, values, offsets, presence, b, unitMicroseconds }: ColumnRows): void {
    const blocks = [values, presence, offsets === undefined ? undefined : bytesOf(offsets)];
    const [valuesAt, presenceAt, offsetsAt] = this.#placeBlocks(descriptor + TEXT_COLUMN_BYTES, blocks);
    const isBoolean = kind === TEXT_KIND.fragmentBits;
    const a = isBoolean ? this.#booleans : isFloat(kind) ? this.#powers : (unitMicroseconds ?? offsetsAt!);
    const view = this.#session.dataView;
    const put = (field: keyof typeof TEXT_COLUMN, value: number) =>
      view.setUint32(descriptor + TEXT_COLUMN[field], value, true);
    put('kind', kind);
    put('values', valuesAt!);
    put('presence', presenceAt!);
    put('a', a);
    put('b', isBoolean ? CELL_SHIFT : (b ?? 0));
  }

  /** Addresses of the blocks, 0 for those that are absent. */
  #placeBlocks(start: Address, blocks: readonly (Uint8Array | undefined)[]): Address[] {
    let end = start;
    return blocks.map((block) => {
      if (block === undefined) return 0;
      const address = Math.ceil(end / 16) * 16;
      end = address + block.length;
      this.#session.ensure(end);
      this.#session.bytes.set(block, address);
      return address;
    });
  }

  #sum(index: number): string {
    const view = this.#session.dataView;
    const word = (offset: number) => view.getBigUint64(this.#sums + index * PAIR_BYTES + offset, true);
    return [word(0), word(8)].map((sum) => sum.toString(16).padStart(16, '0')).join('');
  }
}

/** The digester, made by the first names seen; later names have to be the same. */
export function digesterFor(
  known: DatasetDigester | undefined,
  session: KernelSession,
  names: readonly string[],
): DatasetDigester {
  if (known === undefined) return new DatasetDigester(session, names);
  if (names.length !== known.names.length || names.some((name, i) => name !== known.names[i])) {
    throw new AppError('INVALID_REQUEST', 'the parts of a folder have different columns; digest one dataset at a time');
  }
  return known;
}

function isFloat(kind: TextKind): boolean {
  return kind === TEXT_KIND.float32 || kind === TEXT_KIND.float64;
}

function cell(text: string): Uint8Array {
  const bytes = new Uint8Array(1 << CELL_SHIFT);
  bytes.set(new TextEncoder().encode(text));
  bytes[bytes.length - 1] = text.length;
  return bytes;
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
