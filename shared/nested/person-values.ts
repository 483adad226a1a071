import { NOTHING_EARLIER } from '../columns/earlier-columns.ts';
import type { StreamScope } from '../columns/stream-scope.ts';
import type { ValueProgram } from '../columns/value-program.ts';
import type { ColumnSpec, EntitySpec } from '../contracts/column-spec.ts';
import { invariant } from '../errors/invariant.ts';
import { compilePerson } from '../kinds/compile-person.ts';

type PersonSpec = Extract<ColumnSpec, { entity: string }>;

export interface PersonPlace {
  readonly scope: StreamScope;
  readonly columnName: string;
  readonly entities: readonly EntitySpec[];
  readonly path: readonly (string | null)[];
}

export function isPersonSpec(spec: { readonly kind: string }): spec is PersonSpec {
  return 'entity' in spec;
}

/**
 * What a leaf says of a person. Outside lists it is the table's own entity, as other columns describe it; each list has
 * persons of its own, which all leaves of its elements agree on.
 */
export function personValues(spec: PersonSpec, { scope, columnName, entities, path }: PersonPlace): ValueProgram {
  const entity = entities.find(({ name }) => name === spec.entity);
  invariant(entity !== undefined, 'a plan holds the entities of its leaves');
  const list = path.slice(0, path.lastIndexOf(null) + 1);
  const name = list.length === 0 ? entity.name : `${entity.name} ${JSON.stringify([columnName, ...list])}`;
  const group = {
    kind: 'entity',
    entity: { ...entity, name },
    columns: [{ column: { ...spec, null_rate: 0 } }],
  } as const;
  const program = compilePerson({ ...group, columns: [...group.columns] }, scope);
  const { type, layout, dictionary, isDeltaFriendly, valueBytesMax } = program.columns[0]!;
  return {
    type,
    layout,
    ...(dictionary !== undefined && { dictionary }),
    isDeltaFriendly,
    valueBytesMax,
    scratchBytesPerRow: program.scratchBytesPerRow,
    bind(session) {
      const emit = program.bind(session);
      return (page) => {
        const { values, byteLength } = emit(page, NOTHING_EARLIER)[0]!;
        return { values, byteLength };
      };
    },
  };
}
