import type { GroupProgram, OutputColumn, PageRange } from '../columns/column-program.ts';
import { bindPresence } from '../columns/presence.ts';
import { placeKey, type StreamScope } from '../columns/stream-scope.ts';
import type { PageValues } from '../columns/value-program.ts';
import type { Vector } from '../columns/vector.ts';
import type { GroupOf } from '../contracts/plan.ts';
import { uniformWeights } from '../draws/coded-values.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { buildAliasTable } from '../random/alias-table.ts';
import { outputColumn } from './compile-single.ts';
import { PERSON_COLUMNS, PERSON_DRAWS, type PersonColumn, type PersonDraw, type PersonKind } from './person-columns.ts';
import { MAIL_DOMAINS, type PersonWords, personWords } from './person-words.ts';
import { placePieces } from './text-pieces.ts';

type EntityGroup = GroupOf<'entity'>;

/** u8 codes of locale and domain, u16 codes of the three lists. */
const DRAW_BYTES_PER_ROW = 1 + 2 + 2 + 2 + 1;
const LENGTH_BYTES = 4;

/**
 * The columns that describe one person. A locale is drawn per row, then names and city within it; all columns read the
 * same draws and therefore agree. The streams belong to the entity: which of its columns exist changes no value.
 */
export function compilePerson(group: EntityGroup, scope: StreamScope): GroupProgram {
  const words = personWords(group.entity.locales);
  const members = group.columns.map(({ column, position }) => {
    const person = PERSON_COLUMNS[column.kind as PersonKind];
    return { column, person, output: describe(person, words, column, position) };
  });
  const drawn = drawsOf(members.map((member) => member.person));
  return {
    columns: members.map((member) => member.output),
    scratchBytesPerRow: members.reduce((sum, { output }) => sum + output.valueBytesMax + 1, DRAW_BYTES_PER_ROW),
    bind(session) {
      const emitDraws = bindDraws(session, scope, group.entity.name, words, drawn);
      const emitters = members.map(({ column, person, output }) => ({
        layout: output.layout,
        emitValues: bindColumn(session, person, words, output.valueBytesMax),
        emitPresence: bindPresence(session, scope, column),
      }));
      return (page) => {
        const codes = emitDraws(page);
        return emitters.map(
          ({ layout, emitValues, emitPresence }): Vector => ({
            layout,
            ...emitValues(page, codes),
            ...emitPresence(page),
          }),
        );
      };
    },
  };
}

type PersonColumnSpec = EntityGroup['columns'][number]['column'];

function describe(
  person: PersonColumn,
  words: PersonWords,
  column: PersonColumnSpec,
  position: number | undefined,
): OutputColumn {
  const isDeltaFriendly = false;
  if (person.kind === 'codes') {
    const [layout, valueBytesMax] = person.draw === 'locale' ? (['codes8', 1] as const) : (['codes16', 2] as const);
    const dictionary = { values: person.values(words) };
    return outputColumn(column, position, { type: person.type, layout, dictionary, isDeltaFriendly, valueBytesMax });
  }
  const valueBytesMax = person.pieces(words).reduce((sum, piece) => sum + piece.bytesMax, LENGTH_BYTES);
  return outputColumn(column, position, { type: { name: 'string' }, layout: 'text', isDeltaFriendly, valueBytesMax });
}

/** The draws that some columns need; the locale comes before everything that depends on it. */
function drawsOf(columns: readonly PersonColumn[]): PersonDraw[] {
  const needed = new Set<PersonDraw>(
    columns.flatMap((column) => (column.kind === 'codes' ? [column.draw] : column.draws)),
  );
  return PERSON_DRAWS.filter((draw) => draw === 'locale' || needed.has(draw));
}

type Draws = { readonly [Draw in PersonDraw]?: Address };
type EmitDraw = (out: Address, page: PageRange, localeCodes: Address) => void;

function bindDraws(
  session: KernelSession,
  scope: StreamScope,
  entityName: string,
  words: PersonWords,
  drawn: readonly PersonDraw[],
): (page: PageRange) => Draws {
  const emitters = drawn.map((draw) => {
    const key = placeKey(session, scope, entityName, draw);
    return { draw, bytes: draw === 'locale' || draw === 'domain' ? 1 : 2, emit: bindDraw(session, draw, words, key) };
  });
  return (page) => {
    const codes: { [Draw in PersonDraw]?: Address } = {};
    for (const { draw, bytes, emit } of emitters) {
      const out = session.allocate(page.rowCount * bytes);
      codes[draw] = out;
      emit(out, page, codes.locale ?? out);
    }
    return codes;
  };
}

function bindDraw(session: KernelSession, draw: PersonDraw, words: PersonWords, key: Address): EmitDraw {
  if (draw === 'locale') return evenCodes(session, key, words.countries.length);
  if (draw === 'domain') return evenCodes(session, key, MAIL_DOMAINS.length);
  const list = { given: words.givenNames, family: words.familyNames, city: words.cities }[draw];
  const ranges = session.placeTable(list.ranges);
  return (out, { rowStart, rowCount }, localeCodes) =>
    session.kernels.groupedCodes16(out, rowCount, key, rowStart, localeCodes, ranges);
}

/** Codes 0 to size - 1, all equally likely. */
function evenCodes(session: KernelSession, key: Address, size: number): EmitDraw {
  const table = session.placeTable(buildAliasTable(uniformWeights(size)).bytes);
  return (out, { rowStart, rowCount }) => session.kernels.aliasCodes8(out, rowCount, key, rowStart, table, size);
}

function bindColumn(session: KernelSession, person: PersonColumn, words: PersonWords, bytesMax: number) {
  if (person.kind === 'codes')
    return ({ rowCount }: PageRange, codes: Draws): PageValues => ({
      values: codes[person.draw] ?? 0,
      byteLength: rowCount * (person.draw === 'locale' ? 1 : 2),
    });
  const pieces = placePieces(session, person.pieces(words));
  return ({ rowStart, rowCount }: PageRange, codes: Draws): PageValues => {
    const values = session.allocate(rowCount * bytesMax);
    const byteLength = pieces.emit(
      values,
      rowCount,
      rowStart,
      person.draws.map((draw) => codes[draw] ?? 0),
    );
    return { values, byteLength };
  };
}
