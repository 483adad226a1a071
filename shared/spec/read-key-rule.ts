import { ChildrenSpec, type ForeignKeySpec } from '../contracts/foreign-key.ts';
import { distributionFaults } from './check-distribution.ts';
import type { IssueList } from './issue-list.ts';
import { scaleRows } from './normalise-table.ts';
import type { RawForeignKey } from './raw-foreign-key.ts';
import { memberPath } from './shape-issues.ts';

type Rule = ForeignKeySpec['rule'];

export interface RuleContext {
  /** The rows that the table's own `num_records` asks for. */
  readonly numRecords: number | undefined;
  /** As in `NormaliseOptions`; `numRecords` is scaled already. */
  readonly scale: number | undefined;
  /** Where the key stands. */
  readonly path: string;
  readonly issues: IssueList;
}

/** How a key finds its parents; `undefined` where it says so in two ways, which is then among the issues. */
export function readKeyRule(key: RawForeignKey, context: RuleContext): Rule | undefined {
  const { path, issues } = context;
  const isOwning = key.owning ?? key.children !== undefined;
  const ways = {
    rule: key.rule !== undefined,
    [key.children === undefined ? 'owning' : 'children']: isOwning,
    choose: key.choose !== undefined,
    unique_within_owner: key.unique_within_owner === true,
    'owning: false': key.owning === false && key.children !== undefined,
  };
  const given = Object.keys(ways).filter((way) => ways[way]);
  if (given.length > 1 || ways['owning: false']) {
    const names = ways['owning: false'] ? ['children', 'owning: false'] : given;
    issues.add(path, {
      code: 'CONFLICT',
      message: `${names.join(' and ')} exclude each other`,
      remedy: 'keep one of them',
    });
    return undefined;
  }
  const rule = ruleOf(key, isOwning, context);
  if (rule.name === 'owning') checkOwning(key, rule.children, context);
  return rule;
}

function ruleOf(key: RawForeignKey, isOwning: boolean, context: RuleContext): Rule {
  if (key.rule !== undefined) return withTotal(key.rule, context);
  if (key.unique_within_owner) return { name: 'unique_within_owner' };
  if (isOwning) return { name: 'owning', children: childrenOf(key.children, context) };
  const { choose = 'uniform' } = key;
  return { name: 'drawn', choose: choose === 'uniform' ? { name: 'uniform' } : choose };
}

function withTotal(rule: Rule, { numRecords, scale }: RuleContext): Rule {
  if (rule.name !== 'owning') return rule;
  const total = numRecords ?? scaleRows(rule.children.total, scale);
  return { ...rule, children: { ...rule.children, ...(total !== undefined && { total }) } };
}

/** Counts without a law are evenly likely; a total without a law is shared out evenly; one of the two there must be. */
function childrenOf(given: RawForeignKey['children'], { numRecords, scale, path, issues }: RuleContext): ChildrenSpec {
  const at = memberPath(path, 'children');
  const long =
    typeof given === 'number'
      ? { min: given, max: given }
      : Array.isArray(given)
        ? { min: given[0], max: given[1] }
        : { ...given };
  const ownTotal = scaleRows(long.total, scale);
  const total = numRecords ?? ownTotal;
  if (ownTotal !== undefined && ownTotal !== total)
    issues.add(memberPath(at, 'total'), {
      code: 'CONFLICT',
      message: `the table has num_records ${numRecords}, and its parents share ${ownTotal}`,
      value: ownTotal,
      bound: total,
      remedy: 'keep one of the two',
    });
  const hasLaw = long.min !== undefined || long.max !== undefined || long.distribution !== undefined;
  if (!hasLaw && total === undefined)
    issues.add(at, {
      code: 'MISSING',
      message: 'neither the children of a parent nor the rows of the table are given',
      remedy: 'give children: [0, 5], or num_records',
    });
  const law = hasLaw ? long : { min: 1, max: 1 };
  return ChildrenSpec.parse({ ...law, ...(total !== undefined && { total }) });
}

function checkOwning(key: RawForeignKey, children: ChildrenSpec, { path, issues }: RuleContext): void {
  const at = memberPath(path, 'children');
  if (key.optional > 0)
    issues.add(memberPath(path, 'optional'), {
      code: 'CONFLICT',
      message: 'rows of an owning key have a parent each',
      value: key.optional,
      remedy: 'leave it out',
    });
  if (children.min > children.max) {
    const message = `min ${children.min} is above max ${children.max}`;
    issues.add(at, { code: 'EMPTY_RANGE', message, value: children.min, bound: children.max });
  }
  for (const { member, ...fault } of distributionFaults(children.distribution, children))
    issues.add(memberPath(at, member), fault);
}
