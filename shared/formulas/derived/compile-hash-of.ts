import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type GroupProgram, HIDDEN } from '../../columns/column-program.ts';
import type { StreamScope } from '../../columns/stream-scope.ts';
import type { Vector } from '../../columns/vector.ts';
import type { SpecOf } from '../../contracts/column-spec.ts';
import type { GroupOf } from '../../contracts/plan.ts';
import type { CodedTextValues, TextValues } from '../../expressions/column-values.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { Address } from '../../kernels/kernels.ts';
import { bindExpression, compileColumnExpression, type KnownColumns } from './compile-derived.ts';

const DIGESTS = { md5, sha1, sha256 } as const;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const LENGTH_BYTES = 4;
const utf8 = new TextEncoder();

/** Hexadecimal digest of the UTF-8 of another column's text: equal values have equal digests. Null where that is null. */
export function compileHashOf(group: GroupOf<'derived'>, scope: StreamScope, known: KnownColumns): GroupProgram {
  const { column, position, expression } = group;
  const digest = DIGESTS[(column as SpecOf<'hash'>).algorithm];
  const compiled = compileColumnExpression(expression, scope, known);
  const valueBytesMax = LENGTH_BYTES + digest.outputLen * 2;
  return {
    columns: [
      {
        name: column.name,
        kind: column.kind,
        position: position ?? HIDDEN,
        type: { name: 'string' },
        layout: 'text',
        isNullable: known.get(group.reads[0]!)!.isNullable,
        isDeltaFriendly: false,
        valueBytesMax,
      },
    ],
    scratchBytesPerRow: valueBytesMax + 1,
    bind(session) {
      const evaluate = bindExpression(session, compiled, { name: column.name, scope, known });
      const digestOf = rememberDictionaries((text) => hexOf(digest(utf8.encode(text))));
      return (page, earlier) => {
        const texts = evaluate(page, earlier) as TextValues | CodedTextValues;
        const values = session.allocate(page.rowCount * valueBytesMax);
        const presence = session.allocate(page.rowCount);
        const byteLength = storeDigests(session, values, { texts, rowCount: page.rowCount, digestOf });
        let nullCount = 0;
        const present = session.bytes.subarray(presence, presence + page.rowCount);
        for (let row = 0; row < page.rowCount; row++) {
          present[row] = 1 - (texts.isNull?.[row] ?? 0);
          nullCount += 1 - present[row]!;
        }
        const vector: Vector = { layout: 'text', values, byteLength, nullCount };
        return [nullCount === 0 ? vector : { ...vector, presence }];
      };
    },
  };
}

/** The digest of a row's text; entries of a dictionary are worked out once. */
type DigestOf = (texts: TextValues | CodedTextValues, row: number) => string;

function rememberDictionaries(digest: (text: string) => string): DigestOf {
  let known: readonly string[] | undefined;
  let digests: string[] = [];
  return (texts, row) => {
    if (!('codes' in texts)) return digest(texts.isNull?.[row] === 1 ? '' : texts.values[row]!);
    if (texts.dictionary !== known) {
      known = texts.dictionary;
      digests = known.map(digest);
    }
    return digests[texts.codes[row]!]!;
  };
}

/** PLAIN text of equal lengths; answers its bytes. */
function storeDigests(
  { bytes, dataView }: KernelSession,
  at: Address,
  { texts, rowCount, digestOf }: { texts: TextValues | CodedTextValues; rowCount: number; digestOf: DigestOf },
): number {
  let out = at;
  for (let row = 0; row < rowCount; row++) {
    const hex = digestOf(texts, row);
    dataView.setUint32(out, hex.length, true);
    out += LENGTH_BYTES;
    for (let i = 0; i < hex.length; i++) bytes[out++] = hex.charCodeAt(i);
  }
  return out - at;
}

function hexOf(digest: Uint8Array): string {
  let hex = '';
  for (const byte of digest) hex += HEX[byte]!;
  return hex;
}
