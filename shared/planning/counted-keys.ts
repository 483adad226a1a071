import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import type { BlockSums, ColumnGroup, Plan, PlannedChildren } from '../contracts/plan.ts';
import { invariant } from '../errors/invariant.ts';
import type { OwningRule } from '../relations/children-draws.ts';
import { hashBlockSums } from './block-sums.ts';
import { sumChildren } from './plan-children.ts';

/** A key that owns its table's rows, with what planning has learned of it. */
export interface CountedKey {
  readonly tableName: string;
  readonly key: ForeignKeySpec;
  readonly rule: OwningRule;
  readonly children: PlannedChildren;
}

/** Every key of a plan whose children were counted, at most one of a table. */
export function countedKeys({ tables }: Pick<Plan, 'tables'>): CountedKey[] {
  return tables.flatMap(({ name, groups }) => groups.flatMap((group) => countedKeysOf(name, group)));
}

function countedKeysOf(tableName: string, group: ColumnGroup): CountedKey[] {
  if (group.kind === 'related') return group.members.flatMap((member) => countedKeysOf(tableName, member));
  if (group.kind !== 'foreign_key' || group.children === undefined) return [];
  const { key, children } = group;
  invariant(key.rule.name === 'owning', 'only children of owning keys are counted');
  return [{ tableName, key, rule: key.rule, children }];
}

/** Whether another seed would give tables other sizes: children of parents are counted from their draws. */
export function sizesDependOnSeed(plan: Pick<Plan, 'tables'>): boolean {
  return countedKeys(plan).length > 0;
}

/** All sums that a plan names, added up once more, as long as planning took for them. Yields after every block. */
export function* recountBlocks(plan: Plan): Generator<void, BlockSums> {
  const blockSums = new Map<string, Float64Array>();
  for (const { tableName, key, rule, children } of countedKeys(plan)) {
    const scope = { seed: plan.seed, generationVersion: plan.generation_version, tableName };
    const sums = yield* sumChildren(key, rule, { scope, parents: children.parents });
    invariant(hashBlockSums(sums) === children.block_sums, 'the same draws have the same sums');
    blockSums.set(children.block_sums, sums);
  }
  return blockSums;
}
