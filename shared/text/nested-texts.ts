import type { OutputColumn } from '../columns/column-program.ts';
import type { Vector } from '../columns/vector.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { nestedTexts } from '../nested/nested-text.ts';

const ALIGNMENT_BYTES = 16;
/** Kernels read whole vectors past the end of a text. */
const SLACK_BYTES = 64;

/** Turns the nested columns of a page into JSON text: every text format holds them so. */
export interface NestedTexts {
  /** The page's vectors with text in the place of nested ones; their `values` hold once `place` was called. */
  write(vectors: readonly Vector[], rowCount: number): Vector[];
  /** Puts the texts of the last `write` behind `end`, out of the way of what is written before it. */
  place(vectors: Vector[], end: Address): void;
}

export function createNestedTexts(session: KernelSession, columns: readonly OutputColumn[]): NestedTexts {
  const writers = columns.flatMap(({ nested }, index) =>
    nested === undefined ? [] : [{ index, write: nestedTexts(nested), bytes: new Uint8Array() as Uint8Array }],
  );
  return {
    write(vectors, rowCount) {
      const written = [...vectors];
      for (const writer of writers) {
        const { tree: _tree, ...vector } = vectors[writer.index]!;
        writer.bytes = writer.write(session, vectors[writer.index]!, rowCount);
        written[writer.index] = { ...vector, layout: 'text', byteLength: writer.bytes.length };
      }
      return written;
    },
    place(vectors, end) {
      let at = align(end + SLACK_BYTES);
      for (const { index, bytes } of writers) {
        session.ensure(at + bytes.length + SLACK_BYTES);
        session.bytes.set(bytes, at);
        vectors[index] = { ...vectors[index]!, values: at };
        at = align(at + bytes.length + SLACK_BYTES);
      }
    },
  };
}

function align(address: Address): Address {
  return Math.ceil(address / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}
