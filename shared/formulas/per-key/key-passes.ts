import type { KeyPass } from '../../columns/column-program.ts';
import type { GroupBySpec } from '../../contracts/per-key.ts';
import { dependsOnEarlier, dependsOnGroup, type PerKeyColumn } from '../../contracts/per-key-references.ts';
import type { GroupOf, MemberGroup } from '../../contracts/plan.ts';
import { columnsMadeBy, columnsReadBy } from '../../relations/member-columns.ts';

/** What interleaved rows need of other rows before a page of them can be made. */
export interface KeyPasses {
  readonly groupBy: Extract<GroupBySpec, { layout: 'interleaved' }>;
  /** Over whole groups, one after the other: each reads only what those before it have gathered. */
  readonly gathering: readonly KeyPass[];
  /** Over the steps before the page. */
  readonly carrying: KeyPass | undefined;
  /** How many steps before the page decide it: infinite where all of them do. */
  readonly stepsBefore: number;
  /** The columns of both, as the spec has them. */
  readonly columns: readonly PerKeyColumn[];
}

type PerKeyGroup = GroupOf<'per_key'>;

/** `undefined` where no column of the group depends on rows that lie apart. */
export function listKeyPasses({ members }: GroupOf<'related'>): KeyPasses | undefined {
  const perKey = members.filter((member): member is PerKeyGroup => member.kind === 'per_key');
  const groupBy = perKey[0]?.group_by;
  if (groupBy?.layout !== 'interleaved') return undefined;
  const reach = reachOfColumns(members);
  const gathered = perKey.filter(({ column }) => dependsOnGroup(column as PerKeyColumn));
  const carried = perKey.filter(({ column }) => dependsOnEarlier(column as PerKeyColumn));
  if (gathered.length === 0 && carried.length === 0) return undefined;
  const read = new Set(members.flatMap(columnsReadBy));
  const levels = [...new Set(gathered.map(({ column }) => reach.get(column.name)!.level))].sort((a, b) => a - b);
  return {
    groupBy,
    gathering: levels.map((level) => ({
      columns: namesOf(gathered.filter(({ column }) => reach.get(column.name)!.level === level)),
      isGathering: true,
      read,
    })),
    carrying: carried.length === 0 ? undefined : { columns: namesOf(carried), isGathering: false, read },
    stepsBefore: Math.max(0, ...[...reach.values()].map(({ steps }) => steps)),
    columns: [...gathered, ...carried].map(({ column }) => column as PerKeyColumn),
  };
}

const namesOf = (groups: readonly PerKeyGroup[]): string[] => groups.map(({ column }) => column.name);

/** What a column's values depend on besides its own row. */
interface Reach {
  /** How often groups are gathered for it, one time after the other. */
  readonly level: number;
  /** Steps before its own, where groups are gathered already. */
  readonly steps: number;
}

/** Members come after those they read. */
function reachOfColumns(members: readonly MemberGroup[]): Map<string, Reach> {
  const reach = new Map<string, Reach>();
  for (const member of members) {
    const read = columnsReadBy(member).flatMap((name) => reach.get(name) ?? []);
    const level = Math.max(0, ...read.map((one) => one.level));
    const steps = Math.max(0, ...read.map((one) => one.steps));
    const own = member.kind === 'per_key' ? reachOf(member.column as PerKeyColumn, { level, steps }) : { level, steps };
    for (const name of columnsMadeBy(member)) reach.set(name, own);
  }
  return reach;
}

function reachOf(column: PerKeyColumn, { level, steps }: Reach): Reach {
  if (dependsOnGroup(column)) return { level: level + 1, steps: 0 };
  if (!dependsOnEarlier(column)) return { level, steps };
  return { level, steps: column.kind === 'lag' ? steps + 1 : Number.POSITIVE_INFINITY };
}
